import type { AlarmActor } from '../../../shared/contract/alarms.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { type ConsoleServices, isMine } from '../services.ts';
import type { ConsoleContext } from '../session.ts';
import { contract, requireOperator } from './procedure.ts';

export function alarmProcedures(services: ConsoleServices) {
	const { desk } = services.alarms;
	/** @throws CodedError NOT_PERMITTED | KEY_UNKNOWN */
	const actor = (context: ConsoleContext, procedure: string, as: string | null): AlarmActor => {
		requireOperator(context, `alarms.${procedure}`);
		if (as !== null && !isMine(services, as)) throw new CodedError('KEY_UNKNOWN', { purpose: 'signing', name: as });
		return { session: context.session.name, participant: as };
	};
	return {
		list: contract.alarms.list.handler(async () => (await desk).list()),
		detail: contract.alarms.detail.handler(async ({ input }) => (await desk).detail(input.alarm)),
		log: contract.alarms.log.handler(async ({ input }) => (await desk).page(input.before, input.limit, input.alarm)),
		limits: contract.alarms.limits.handler(async () => (await desk).limits()),
		metrics: contract.alarms.metrics.handler(async ({ input }) => (await desk).metrics(input.windowMs)),
		acknowledge: contract.alarms.acknowledge.handler(async ({ input, context }) =>
			(await desk).acknowledge(input.alarms, actor(context, 'acknowledge', input.as), input.comment),
		),
		shelve: contract.alarms.shelve.handler(async ({ input, context }) =>
			(await desk).shelve(input.alarms, actor(context, 'shelve', input.as), input.minutes, input.reason),
		),
		unshelve: contract.alarms.unshelve.handler(async ({ input, context }) =>
			(await desk).unshelve(input.alarms, actor(context, 'unshelve', input.as)),
		),
		takeOutOfService: contract.alarms.takeOutOfService.handler(async ({ input, context }) =>
			(await desk).takeOutOfService(input.alarms, actor(context, 'takeOutOfService', input.as), input.reason),
		),
		returnToService: contract.alarms.returnToService.handler(async ({ input, context }) =>
			(await desk).returnToService(input.alarms, actor(context, 'returnToService', input.as)),
		),
		setLimit: contract.alarms.setLimit.handler(async ({ input, context }) =>
			(await desk).setLimit(input.kind, input.limit, actor(context, 'setLimit', input.as), input.reason),
		),
	};
}
