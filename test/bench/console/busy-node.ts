/**
 * A child process: the real engine, read model, live hub and console server on one node whose blocks become final at a
 * given pace. The consensus is left out, so that what is measured is the console and what feeds it.
 * Prints its link; `go` runs the blocks and answers with the heights they reached.
 */
import { createConsoleApi } from '../../../src/main/api/console-api.ts';
import { startConsoleServer } from '../../../src/main/headless/console-server.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { createEngineNode, HOMES, PROOFS } from '../../fixtures/engine-node.ts';

export interface BusyOptions {
	readonly directory: string;
	readonly transactionsPerSecond: number;
	readonly blocksPerSecond: number;
	readonly seconds: number;
}

export type BusyReport =
	| { readonly kind: 'link'; readonly link: string }
	| {
			readonly kind: 'done';
			readonly height: number;
			readonly transactions: number;
			/** Wall time of the run, s: longer than asked where the machine did not keep up. */
			readonly seconds: number;
	  };

const options = JSON.parse(process.argv[2] ?? '') as BusyOptions;
const SECOND_MS = 1_000;
const blocks = options.seconds * options.blocksPerSecond;
const perBlock = Math.round(options.transactionsPerSecond / options.blocksPerSecond);
const log = { info: () => undefined, warn: () => undefined, error: (_: unknown, text: string) => void report(text) };

function report(text: string): void {
	process.stderr.write(`${text}\n`);
}

function tell(message: BusyReport): void {
	process.send?.(message);
}

const node = createEngineNode({ identities: ['grid'] });
const prepared = Array.from({ length: blocks }, () =>
	Array.from({ length: perBlock }, (_, n) =>
		node.encode(HOMES[n % HOMES.length] as string, calls.ledger.transfer({ to: 'grid', amount: 1 })),
	),
);
const api = createConsoleApi({ version: 'bench' }, { node, proofs: PROOFS, log });
await api.ready;
const server = await startConsoleServer({ port: 0, directory: options.directory }, { serve: api.serve, log });
tell({ kind: 'link', link: server.issueToken() });

process.on('message', async (message) => {
	if (message !== 'go') return;
	const began = performance.now();
	for (const [index, transactions] of prepared.entries()) {
		node.produce(transactions, node.clock.now() + SECOND_MS / options.blocksPerSecond);
		const due = began + ((index + 1) * SECOND_MS) / options.blocksPerSecond;
		await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
	}
	tell({
		kind: 'done',
		height: node.snapshot().height,
		transactions: blocks * perBlock,
		seconds: (performance.now() - began) / SECOND_MS,
	});
});
process.on('disconnect', async () => {
	api.close();
	await server.stop();
	process.exit(0);
});
