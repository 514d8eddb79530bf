import type { LabEvent } from '../../../shared/contract/index.ts';
import type { ConsoleLog } from '../log.ts';
import type { ConsoleServices } from '../services.ts';
import { contract, failureOf, requireOperator } from './procedure.ts';

export function labProcedures({ lab, log }: Pick<ConsoleServices, 'lab' | 'log'>) {
	return {
		run: contract.lab.run.handler(async ({ context, input, signal, path }) => {
			requireOperator(context, 'lab.run');
			return coded(lab.run(input, signal), path, log);
		}),
	};
}

/** What fails while a stream is read passes no middleware: it gets the contract's one error here. */
async function* coded(
	events: AsyncGenerator<LabEvent, void, undefined>,
	path: readonly string[],
	log: ConsoleLog,
): AsyncGenerator<LabEvent, void, undefined> {
	try {
		yield* events;
	} catch (error) {
		throw failureOf(error, path, log);
	}
}
