import type { DesktopSettings } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { DesktopDesk } from '../desktop/types.ts';
import { contract, requireOperator } from './procedure.ts';

/** @param services.desktop absent where the console is served to a browser */
export function desktopProcedures({ desktop }: { readonly desktop?: DesktopDesk | undefined }) {
	const present = (): DesktopDesk => {
		if (desktop === undefined) throw new CodedError('DESKTOP_ABSENT', {});
		return desktop;
	};
	return {
		state: contract.desktop.state.handler(() => present().state()),
		set: contract.desktop.set.handler(async ({ context, input }) => {
			requireOperator(context, 'desktop.set');
			// A key that is absent is no change; one that is undefined would be.
			const named = Object.entries(input).filter(([, value]) => value !== undefined);
			await present().set(Object.fromEntries(named) as Partial<DesktopSettings>);
			return present().state();
		}),
		checkForUpdate: contract.desktop.checkForUpdate.handler(async ({ context }) => {
			requireOperator(context, 'desktop.checkForUpdate');
			await present().checkForUpdate();
			return present().state();
		}),
		installUpdate: contract.desktop.installUpdate.handler(async ({ context, input }) => {
			requireOperator(context, 'desktop.installUpdate');
			await present().installUpdate(input.evenIfNeeded);
			return {};
		}),
	};
}
