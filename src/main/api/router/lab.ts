import type { ConsoleServices } from '../services.ts';
import { contract, requireOperator } from './procedure.ts';

export function labProcedures({ lab }: ConsoleServices) {
	return {
		run: contract.lab.run.handler(async ({ context, input, signal }) => {
			requireOperator(context, 'lab.run');
			return lab.run(input, signal);
		}),
	};
}
