import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LabEvent } from '../../../src/shared/contract/index.ts';
import { labResultSchema } from '../../../src/shared/contract/lab.ts';
import { codeOf, DOORS, type Stage, setStage } from '../../fixtures/console-stage.ts';
import { until } from '../../fixtures/until.ts';

// Each run starts threads of its own, which take seconds on a machine that has other work.
vi.setConfig({ testTimeout: 60_000 });

const SMALL = {
	protocols: ['c-lbft', 'jolteon'] as ('c-lbft' | 'jolteon')[],
	validators: 4,
	faulty: 1,
	fault: 'mute' as const,
	latency: 'unit' as const,
	rounds: 100,
	seeds: [1, 2],
	credit: true,
};
/** Long enough to be met while it runs. */
const LONG = { ...SMALL, validators: 31, faulty: 10, rounds: 20_000, seeds: [1, 2, 3, 4, 5, 6, 7, 8] };

describe.each(DOORS)('lab.run over a %s', (_name, open) => {
	let stage: Stage;

	beforeEach(async () => {
		stage = await setStage(open);
	});

	afterEach(() => stage.strike());

	it('tells progress, one result per protocol, and the end', async () => {
		const events: LabEvent[] = [];
		for await (const event of await stage.console.client.lab.run(SMALL)) events.push(event);
		const results = events.flatMap((event) => (event.kind === 'result' ? [event.result] : []));
		expect(new Set(results.map(({ protocol }) => protocol))).toEqual(new Set(SMALL.protocols));
		for (const result of results) {
			expect(labResultSchema.parse(result)).toEqual(result);
			expect(result.leaderShares).toHaveLength(4);
		}
		expect(events.some(({ kind }) => kind === 'progress')).toBe(true);
		expect(events[events.length - 1]?.kind).toBe('end');
		for (const event of events) if (event.kind === 'progress') expect(event.done).toBeLessThanOrEqual(event.total);
	});

	it('runs once at a time, and is free again when its reader leaves', async () => {
		const first = await stage.console.client.lab.run(LONG);
		await first.next();
		expect(await codeOf(readAll(stage.console.client.lab.run(SMALL)))).toBe('LAB_BUSY');
		await first.return?.();
		await until(async () => {
			const code = await codeOf(readAll(stage.console.client.lab.run(SMALL))).catch(() => 'through');
			return code === 'through';
		});
	});

	it.each([
		['more faulty validators than f', { faulty: 2 }],
		['more rounds than a node gives', { rounds: 20_001 }],
		['more validators than the lab has', { validators: 101 }],
		['a seed twice', { seeds: [1, 1] }],
		['a protocol twice', { protocols: ['c-lbft', 'c-lbft'] as 'c-lbft'[] }],
		['a fault of another name', { fault: 'tired' as 'mute' }],
	])('refuses %s', async (_case, change) => {
		expect(await codeOf(readAll(stage.console.client.lab.run({ ...SMALL, ...change })))).toBe('CONSOLE_INPUT_INVALID');
	});
});

describe('lab.run', () => {
	it.each(DOORS)('is not for a session that may only look, over a %s', async (_name, open) => {
		const stage = await setStage((api, options) => open(api, { ...options, permission: 'observe' }));
		try {
			expect(await codeOf(readAll(stage.console.client.lab.run(SMALL)))).toBe('NOT_PERMITTED');
		} finally {
			await stage.strike();
		}
	});

	it.each(DOORS)('ends with the node’s console, over a %s', async (_name, open) => {
		const stage = await setStage(open);
		const run = await stage.console.client.lab.run(LONG);
		await run.next();
		stage.api.close();
		expect(await codeOf(readAll(Promise.resolve(run)))).toBe('LAB_STOPPED');
		await stage.strike();
	});
});

async function readAll(events: Promise<AsyncIterable<LabEvent>>): Promise<void> {
	for await (const event of await events) void event;
}
