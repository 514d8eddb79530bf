import { POSITION_OWNERS_MAX } from '../../../shared/contract/positions.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { bidOwners } from '../bid-views.ts';
import { hoursOfDay, ownerPositions, productDays } from '../position-views.ts';
import type { ConsoleServices } from '../services.ts';
import { contract } from './procedure.ts';

export function positionProcedures(services: ConsoleServices) {
	const { node, model, requireReady } = services;
	return {
		day: contract.positions.day.handler(({ input }) => {
			requireReady();
			const day = input.day ?? model.calendar.dayOf(Math.floor(node.clock.now()));
			const hours = hoursOfDay(model, day);
			if (hours.length === 0)
				throw new CodedError('CONSOLE_INPUT_INVALID', { path: 'input.day', reason: `${day} is no calendar day` });
			// A principal that several delegates trade for is one owner.
			const owners = [...new Map(bidOwners(services).map((each) => [each.owner, each])).values()];
			return {
				day,
				days: productDays(model),
				hours,
				owners: ownerPositions(model, owners.slice(0, POSITION_OWNERS_MAX), hours),
				ownersTotal: owners.length,
				asOfHeight: model.asOfHeight,
			};
		}),
	};
}
