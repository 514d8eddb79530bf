import { CodedError } from '../../../shared/errors/coded-error.ts';
import { marketDayOf } from '../market-day.ts';
import type { ConsoleServices } from '../services.ts';
import { contract } from './procedure.ts';

export function marketProcedures({ node, model, requireReady }: ConsoleServices) {
	return {
		day: contract.market.day.handler(({ input }) => {
			requireReady();
			if (input.day !== undefined && model.calendar.startOf(input.day) === null)
				throw new CodedError('CONSOLE_INPUT_INVALID', { path: 'input.day', reason: `${input.day} is no calendar day` });
			return marketDayOf(model, input.day, Math.floor(node.clock.now()));
		}),
	};
}
