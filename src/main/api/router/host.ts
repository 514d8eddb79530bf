import type { HostDesk } from '../host/host-desk.ts';
import { contract, requireOperator } from './procedure.ts';

export function hostProcedures(host: HostDesk) {
	return {
		state: contract.host.state.handler(() => host.state()),
		preview: contract.host.preview.handler(({ input }) => host.preview(input.genesis)),
		begin: contract.host.begin.handler(async ({ context, input }) => {
			requireOperator(context, 'host.begin');
			await host.begin(input);
			return {};
		}),
		retry: contract.host.retry.handler(async ({ context }) => {
			requireOperator(context, 'host.retry');
			await host.retry();
			return {};
		}),
		leave: contract.host.leave.handler(async ({ context }) => {
			requireOperator(context, 'host.leave');
			await host.leave();
			return {};
		}),
		play: contract.host.play.handler(async ({ context, input }) => {
			requireOperator(context, 'host.play');
			return host.play(input.played);
		}),
	};
}
