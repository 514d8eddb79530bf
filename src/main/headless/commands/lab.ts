import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import type { LabEvent } from '../../../shared/contract/lab.ts';
import { runLab } from '../../lab/run/worker-pool.ts';
import { EXIT } from '../exit-codes.ts';
import { stopSignal } from '../stop-signal.ts';
import { type LabFlags, labRunOf, withLabOptions } from './lab-options.ts';
import { labReportCommand } from './lab-report.ts';
import { labTable } from './lab-table.ts';

/** `lab`: C-LBFT and the protocols that it is measured against, on one simulator. */
export function labCommand(): Command {
	const run = withLabOptions(
		new Command('run')
			.description('simulate protocols under one fault and network, and print what came of it')
			.option('--json', 'print one JSON array and nothing else on stdout'),
	)
		.exitOverride()
		.action(runOnce);
	return new Command('lab')
		.description('compare consensus protocols on one deterministic simulator')
		.addCommand(run)
		.addCommand(labReportCommand().exitOverride());
}

async function runOnce(flags: LabFlags & { json?: boolean }): Promise<void> {
	const run = labRunOf(flags);
	const signal = stopSignal({ withStdin: false });
	const progress = progressLine();
	try {
		const results = await runLab(run, { threads: availableParallelism(), signal, onEvent: progress.show });
		progress.clear();
		process.stdout.write(flags.json ? `${JSON.stringify(results)}\n` : labTable(run, results));
	} catch (error) {
		progress.clear();
		if (!signal.aborted) throw error;
		process.stderr.write('Stopped before the end.\n');
		process.exitCode = EXIT.failure;
	}
}

/** One line on stderr, rewritten in place; nothing where stderr is no terminal. */
function progressLine(): { show(event: LabEvent): void; clear(): void } {
	if (!process.stderr.isTTY) return { show: () => undefined, clear: () => undefined };
	return {
		show: (event) => {
			if (event.kind !== 'progress') return;
			const percent = Math.floor((100 * event.done) / event.total);
			process.stderr.write(`\r\u001b[K${percent} % of the rounds; ${event.protocol}, seed ${event.seed}`);
		},
		clear: () => process.stderr.write('\r\u001b[K'),
	};
}
