import { describe, expect, it } from 'vitest';
import { createConsoleApi } from '../../../src/main/api/console-api.ts';
import { openPort, QUIET } from '../../fixtures/console-doors.ts';
import { clearHour, signAs } from '../../fixtures/engine-market-hour.ts';
import { createEngineNode, HOMES, PROOFS } from '../../fixtures/engine-node.ts';

const DEEDS = 1_000;
const AT_ONCE = 8;

describe('a thousand pending deeds', () => {
	it('are reviewed and signed in one call, and all are sealed', { timeout: 300_000 }, async () => {
		const node = createEngineNode();
		const pairs = Array.from({ length: DEEDS / 2 }, (_, n) => n);
		const orders = pairs.flatMap((n) => [
			{ home: HOMES[0], side: 'offer', price: 100_000, quantityWh: 100 } as const,
			{ home: HOMES[2], side: 'bid', price: 300_000 + (n % 7) * 1_000, quantityWh: 100 } as const,
		]);
		await clearHour(node, 2, orders);
		await clearHour(node, 3, orders);
		// A large result is told over several blocks.
		for (let blocks = 0; blocks < 20; blocks++) node.advance(node.clock.now() + 1_000);
		const deeds = node.chain.blocks.flatMap(({ events }) =>
			events.flatMap((event) => (event.kind === 'deed-drafted' ? [event.deed] : [])),
		);
		expect(deeds).toHaveLength(DEEDS);
		for (const home of [HOMES[0], HOMES[2]]) await signAs(node, home, deeds);
		const api = createConsoleApi({ version: '1' }, { node, proofs: PROOFS, log: QUIET });
		await api.ready;
		const console = await openPort(api);
		const { deeds: list, needsMe } = await console.client.deeds.list({ limit: 2_000 });
		expect(needsMe).toBe(DEEDS);
		const reviewed: { deed: string; digest: string }[] = [];
		// As the console's review asks: a connection has a limit to what may be open at once.
		for (let from = 0; from < list.length; from += AT_ONCE)
			reviewed.push(
				...(await Promise.all(
					list.slice(from, from + AT_ONCE).map(async ({ deed }) => {
						const { digest, checks } = await console.client.deeds.get({ deed });
						expect(checks.filter(({ ok }) => !ok)).toEqual([]);
						return { deed, digest };
					}),
				)),
			);
		const outcomes = await console.client.deeds.sign({ deeds: reviewed });
		expect(outcomes.filter(({ ok, sealed }) => ok && sealed)).toHaveLength(DEEDS);
		expect((await console.client.deeds.list({ limit: 1 })).needsMe).toBe(0);
		expect(api.model.products.ended.filter(({ state }) => state === 'sealed')).toHaveLength(DEEDS);
		await console.close();
		api.close();
	});
});
