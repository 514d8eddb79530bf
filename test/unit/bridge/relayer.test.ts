import { afterEach, describe, expect, it } from 'vitest';
import type { RelayEvent } from '../../../src/main/node/bridge/relay-events.ts';
import { Relayer, relayPairs } from '../../../src/main/node/bridge/relayer.ts';
import { silentLog } from '../../../src/main/node/observe/log.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import { CertifiedChain } from '../../fixtures/bridge/certified-chain.ts';
import { type CertifiedEnd, certifiedEnd } from '../../fixtures/bridge/certified-end.ts';
import { connectBoth, connectedChains, DAY_MS } from '../../fixtures/bridge/connected-chains.ts';
import { clientOf } from '../../fixtures/bridge/relayed-calls.ts';
import { until } from '../../fixtures/until.ts';

const log = silentLog();
let started: { stop(): Promise<void> }[] = [];

afterEach(async () => {
	await Promise.all(started.map((each) => each.stop()));
	started = [];
});

function run(ends: readonly [CertifiedEnd, CertifiedEnd], events: RelayEvent[] = []): Relayer {
	const relayer = new Relayer({}, { ends, log, onEvent: (event) => events.push(event) });
	started.push(relayer);
	relayer.start();
	return relayer;
}

function pay(from: CertifiedChain, end: CertifiedEnd, to: CertifiedChain): void {
	const timeoutAt = from.time + DAY_MS;
	from.send('home-01', calls.bridge.sendMoney({ chain: to.chainId, to: 'home-02', amount: 1_000, timeoutAt }));
	end.blocks(3);
}

describe('a relayer', () => {
	it('acts on each new block, in both directions', async () => {
		const { a, b } = connectedChains();
		const [endA, endB] = [certifiedEnd(a), certifiedEnd(b)];
		run([endA, endB]);
		pay(a, endA, b);
		await until(() => endA.called.includes('acknowledge'));
		pay(b, endB, a);
		await until(() => endB.called.includes('acknowledge'));
		expect([endA.called, endB.called]).toEqual([
			['acknowledge', 'receive'],
			['receive', 'acknowledge'],
		]);
	});

	it('tries again after a failure, as long as it fails', async () => {
		const { a, b } = connectedChains();
		const [endA, endB] = [certifiedEnd(a), certifiedEnd(b)];
		const events: RelayEvent[] = [];
		let fullFor = 2;
		const call = endB.call.bind(endB);
		endB.call = async (each) => {
			if (fullFor-- > 0) throw new CodedError('MEMPOOL_FULL', {});
			return call(each);
		};
		run([endA, endB], events);
		pay(a, endA, b);
		await until(() => endB.called.includes('receive'));
		const failed = events.flatMap((event) => (event.kind === 'failed' ? [[event.code, event.waitMs]] : []));
		expect(failed).toEqual([
			['MEMPOOL_FULL', 500],
			['MEMPOOL_FULL', 1_000],
		]);
	});

	it('stops while a call waits for a chain that stands still', async () => {
		const { a, b } = connectedChains();
		const [endA, endB] = [certifiedEnd(a), certifiedEnd(b)];
		let isAsked = false;
		endB.call = () => {
			isAsked = true;
			return new Promise(() => undefined);
		};
		const relayer = run([endA, endB]);
		pay(a, endA, b);
		await until(() => isAsked);
		await relayer.stop();
		await relayer.stop();
	});

	it('ends, and says so, when its node has failed', async () => {
		const { a, b } = connectedChains();
		const [endA, endB] = [certifiedEnd(a), certifiedEnd(b)];
		endB.call = () => Promise.reject(new CodedError('NODE_FAILED', { reason: 'its disk is gone' }));
		const relayer = run([endA, endB]);
		pay(a, endA, b);
		expect(await relayer.ended).toBe('NODE_FAILED');
	});

	it('does nothing between chains that are not connected, and begins when they are', async () => {
		const [a, b] = [new CertifiedChain({ name: 'north' }), new CertifiedChain({ name: 'south' })];
		const [endA, endB] = [certifiedEnd(a), certifiedEnd(b)];
		const events: RelayEvent[] = [];
		run([endA, endB], events);
		endA.blocks(2);
		endB.blocks(2);
		connectBoth(a, b);
		pay(a, endA, b);
		await until(() => endA.called.includes('acknowledge'));
		expect(events.map(({ kind }) => kind)).toEqual(['updated', 'received', 'updated', 'acknowledged']);
	});
});

describe('relayers of regions and a main chain', () => {
	it('serve every pair, and anchor every region on the main chain', async () => {
		const [a, b, main] = ['north', 'south', 'main'].map((name) => new CertifiedChain({ name })) as [
			CertifiedChain,
			CertifiedChain,
			CertifiedChain,
		];
		connectBoth(a, b);
		connectBoth(a, main);
		connectBoth(b, main);
		const [endA, endB, endMain] = [certifiedEnd(a), certifiedEnd(b), certifiedEnd(main)];
		const all = relayPairs({ anchorEveryMs: 60_000 }, { regions: [endA, endB], main: endMain, log });
		started.push(all);
		all.start();
		pay(a, endA, b);
		await until(() => endA.called.includes('acknowledge'));
		expect(clientOf(main, a.chainId).height).toBe(0);
		main.block(main.time + 60_000);
		endMain.blocks(1);
		await until(() => endMain.called.length >= 2);
		expect(clientOf(main, a.chainId).height).toBeGreaterThan(0);
		expect(clientOf(main, b.chainId).height).toBeGreaterThan(0);
		expect(new Set(endMain.called)).toEqual(new Set(['update']));
	});
});
