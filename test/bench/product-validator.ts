/**
 * One validator in a process of its own for the bench of a large product: `product-validator.ts DIRECTORY [host]`. The
 * host's console follows its chain, as in the application.
 */
import { createConsoleApi } from '../../src/main/api/console-api.ts';
import { createNode, readNodeOptions } from '../../src/main/node/create-node.ts';
import { verifier } from '../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../src/main/node/crypto/sha256.ts';
import { encodeExecution } from '../../src/main/node/store/records.ts';
import { toHex } from '../../src/shared/codec/bytes.ts';
import type { AnswerOf, ProductQuestion, Told } from './product-process.ts';
import { TurnRecorder } from './turn-recorder.ts';

const [directory = '', place] = process.argv.slice(2);
const node = await createNode(await readNodeOptions(directory));
await node.start();
const api =
	place === 'host'
		? createConsoleApi(
				{ version: '0.0.0' },
				{
					node,
					proofs: { verify: verifier.verify, sha256: hasher.sha256 },
					log: {
						info: () => {},
						warn: () => {},
						error: (fields, message) => void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
					},
				},
			)
		: null;

let told: Told = {
	height: 0,
	stateRoot: '',
	clearedHeight: 0,
	clearedAtMs: 0,
	lastHeight: 0,
	lastAtMs: 0,
	expectedTrades: 0,
	orders: 0,
	trades: 0,
	deeds: 0,
	mostEvents: 0,
};
node.onBlock(({ block, stateRoot, events }) => {
	const { height } = block.header;
	let { clearedHeight, clearedAtMs, lastHeight, lastAtMs, expectedTrades, orders, trades, deeds } = told;
	for (const event of events) {
		if (event.kind === 'product-cleared')
			[clearedHeight, clearedAtMs, expectedTrades] = [height, Date.now(), event.trades];
		else if (event.kind === 'orders-cleared') orders += event.fills.length;
		else if (event.kind === 'trade-made') trades += 1;
		else if (event.kind === 'deed-drafted') deeds += 1;
	}
	if (orders + deeds > told.orders + told.deeds) [lastHeight, lastAtMs] = [height, Date.now()];
	const mostEvents = clearedHeight === 0 ? 0 : Math.max(told.mostEvents, events.length);
	told = {
		height,
		stateRoot: toHex(stateRoot),
		clearedHeight,
		clearedAtMs,
		lastHeight,
		lastAtMs,
		expectedTrades,
		orders,
		trades,
		deeds,
		mostEvents,
	};
});

let recorder: TurnRecorder | null = null;

async function answer(question: ProductQuestion): Promise<AnswerOf[ProductQuestion['op']]> {
	switch (question.op) {
		case 'submit': {
			const { receipt, height } = await node.outcome(await node.submit(question.encoded));
			return { code: receipt.code, height };
		}
		case 'measure':
			recorder = new TurnRecorder();
			return null;
		case 'turns': {
			if (!recorder) throw new Error('nothing is measured');
			const turns = recorder.stop();
			recorder = null;
			const { rss, heapUsed } = process.memoryUsage();
			return { turns, residentBytes: rss, heapBytes: heapUsed };
		}
		case 'told':
			return told;
		case 'records': {
			let mostBytes = 0;
			for await (const { block, stateRoot, transactionIds, receipts, events } of node.readBlocks(
				question.from,
				question.to,
			)) {
				const { height } = block.header;
				const entry = { height, stateRoot, transactionIds, receipts, events, nextDeadline: null, credit: null };
				mostBytes = Math.max(mostBytes, encodeExecution(entry).length);
			}
			return { mostBytes };
		}
	}
}

process.on('message', (question: ProductQuestion & { readonly id: number }) => {
	answer(question).then(
		(value) => process.send?.({ id: question.id, value }),
		(error) => process.send?.({ id: question.id, error: String(error) }),
	);
});
process.on('disconnect', () => {
	api?.close();
	void node.stop().finally(() => process.exit(0));
});
process.send?.({ id: 0, value: null });
