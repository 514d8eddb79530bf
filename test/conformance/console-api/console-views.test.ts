import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { codeOf, DOORS, type Stage, setStage } from '../../fixtures/console-stage.ts';
import { clearHour, DEFAULT_ORDERS, openHour } from '../../fixtures/engine-market-hour.ts';
import { GRID, HOMES, START } from '../../fixtures/engine-node.ts';

describe.each(DOORS)('the views of the console contract over a %s', (_name, open) => {
	let stage: Stage;

	beforeEach(async () => {
		stage = await setStage(open);
	});

	afterEach(() => stage.strike());

	describe('node.status', () => {
		it('names the chain, the validators and the identities of this keystore', async () => {
			const status = await stage.console.client.node.status();
			expect(status).toMatchObject({
				version: '1.2.3',
				chainId: stage.node.chainId,
				currency: 'USD',
				utcOffsetMinutes: -480,
			});
			expect(status.quorum).toEqual({ validators: 4, needed: 3, connected: 3 });
			expect(status.identities.map(({ participant, role }) => [participant, role])).toEqual([
				[GRID, 'grid-operator'],
				[HOMES[0], 'prosumer'],
			]);
			expect(status.stateRoot).toBe(toHex(stage.node.chain.engine.stateRoot));
		});
	});

	describe('market.day', () => {
		it('opens on the day that the chain clock is in, with 24 hours', async () => {
			const day = await stage.console.client.market.day({});
			expect(day.day).toBe('2017-07-29');
			expect(day.hours).toHaveLength(24);
			expect(day.days).toEqual(['2017-07-28', '2017-07-29']);
			expect(day.hours[2]).toMatchObject({
				product: stage.cleared.product,
				state: 'cleared',
				deeds: 3,
				deedsSealed: 0,
			});
		});

		it('forecasts an hour by what the meters read the day before', async () => {
			const [before, today] = await Promise.all([
				stage.console.client.market.day({ day: '2017-07-28' }),
				stage.console.client.market.day({}),
			]);
			expect(before.hours[2]).toMatchObject({ generatedWh: 4_000, consumedWh: 3_700, forecastGeneratedWh: null });
			expect(today.hours[2]).toMatchObject({
				generatedWh: null,
				forecastGeneratedWh: 4_000,
				forecastConsumedWh: 3_700,
			});
		});

		it('leaves figures that are not known null, never 0', async () => {
			const day = await stage.console.client.market.day({});
			expect(day.hours[3]).toMatchObject({ product: null, state: null, offeredWh: null, tradedWh: null, price: null });
			expect(day.totals.generatedWh).toBeNull();
		});

		it('settles without residue and counts what the trades saved', async () => {
			const { totals, blocks } = await stage.console.client.market.day({ day: '2017-07-28' });
			expect(totals).toMatchObject({ tradedWh: 2_500, settlementResidue: 0 });
			// 2.5 kWh at 0.150 and a fee of 0.012, against a tariff of 0.540.
			expect(totals.paidByBuyers).toBe(405_000);
			expect(totals.savedByBuyers).toBe(945_000);
			expect(blocks?.first).toBeLessThan(blocks?.last ?? 0);
		});

		it('refuses a day that no calendar has', async () => {
			expect(await codeOf(stage.console.client.market.day({ day: '2017-02-31' }))).toBe('CONSOLE_INPUT_INVALID');
		});

		it('keeps chain time and local days apart: the day begins at the market’s midnight', async () => {
			const { hours } = await stage.console.client.market.day({ day: '2017-07-28' });
			expect(hours[0]?.start).toBe(START);
		});
	});

	describe('auctions.get', () => {
		it('lists every order in chain order with its fill and verdict', async () => {
			const auction = await stage.console.client.auctions.get({ product: stage.settled.product });
			expect(auction.state).toBe('settled');
			expect(auction.orders.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
			expect(auction.orders.map(({ filledWh }) => filledWh)).toEqual([2_000, 500, 1_800, 700, 0]);
			expect(auction.orders[4]?.verdict).toEqual({ kind: 'out-of-price' });
			expect(auction.orders.every(({ transactionId }) => /^[0-9a-f]{64}$/.test(transactionId))).toBe(true);
			expect(auction.result).toMatchObject({ volumeWh: 2_500 });
			expect(auction.trades.reduce((sum, { quantityWh }) => sum + quantityWh, 0)).toBe(2_500);
			expect(auction.trades.map(({ deed }) => deed)).toEqual(stage.settled.deeds);
		});

		it('shows an open book without fills', async () => {
			await openHour(stage.node, 30);
			const auction = await stage.console.client.auctions.get({ product: 'F-30' });
			expect(auction.state).toBe('open');
			expect(auction.result).toBeNull();
			expect(auction.orders.map(({ filledWh, verdict }) => [filledWh, verdict])).toEqual(
				DEFAULT_ORDERS.map(() => [null, null]),
			);
		});

		it('ends an hour in which nothing crosses without a price', async () => {
			const orders = DEFAULT_ORDERS.filter(({ side }) => side === 'offer');
			await clearHour(stage.node, 30, orders);
			const auction = await stage.console.client.auctions.get({ product: 'F-30' });
			expect(auction.state).toBe('no-cross');
			expect(auction.result).toMatchObject({ price: null, volumeWh: 0 });
		});

		it('refuses an unknown product by its code', async () => {
			expect(await codeOf(stage.console.client.auctions.get({ product: 'F-99' }))).toBe('CONSOLE_PRODUCT_UNKNOWN');
		});
	});

	describe('standings', () => {
		it('ranks by credit and keeps the books of the engine', async () => {
			const { validators, participants, asOfHeight } = await stage.console.client.standings.list();
			expect(asOfHeight).toBe(stage.node.chain.blocks.length);
			expect(validators.map(({ credit }) => credit)).toEqual(
				validators.map(({ credit }) => credit).sort((a, b) => b - a),
			);
			expect(validators.every(({ votesCredited, missed }) => votesCredited === 1 && missed === 0)).toBe(true);
			expect(participants.map(({ rank }) => rank)).toEqual(participants.map((_, place) => place + 1));
			const seller = participants.find(({ participant }) => participant === HOMES[0]);
			expect(seller).toMatchObject({ delivered: 1, deedsInTime: 1, readingsInTime: 1, me: true });
		});

		it.each(['participant', 'validator'] as const)(
			'explains a %s’s credit step by step under a verified proof',
			async (kind) => {
				const id = kind === 'validator' ? 'V2' : HOMES[0];
				const answer = await stage.console.client.standings.explain({ kind, id });
				const moved = answer.steps
					.filter(({ figure }) => figure === 'credit')
					.reduce((sum, { change }) => sum + change, 0);
				expect(answer.opening.credit + moved).toBe(answer.credit);
				expect(answer.proof).toMatchObject({ verified: true, signers: ['V0', 'V1', 'V2', 'V3'] });
				expect(answer.proof?.value).not.toBeNull();
			},
		);

		it('refuses an unknown name by its code', async () => {
			expect(await codeOf(stage.console.client.standings.explain({ kind: 'validator', id: 'V9' }))).toBe(
				'CONSOLE_STANDING_UNKNOWN',
			);
		});
	});

	describe('trace', () => {
		it('starts at the largest sealed deed of the product that settled last', async () => {
			const { focus, participant } = await stage.console.client.trace.start();
			const { deeds } = await stage.console.client.deeds.list({});
			const sealed = deeds.filter(({ product, state }) => product === stage.settled.product && state === 'sealed');
			const largest = Math.max(...sealed.map(({ quantityWh }) => quantityWh));
			const quantities = new Map(sealed.map(({ deed, quantityWh }) => [deed, quantityWh]));
			expect(focus?.type).toBe('deed');
			expect(quantities.get(focus?.id ?? '')).toBe(largest);
			expect(HOMES).toContain(participant);
		});

		it('walks from a settlement back to the orders and meters, energy in equal to energy out', async () => {
			const answer = await stage.console.client.trace.graph({
				focus: { type: 'settlement', id: `S-${stage.settled.product}-${HOMES[0]}` },
				direction: 'back',
				depth: 10,
			});
			const types = new Set(answer.nodes.map(({ type }) => type));
			for (const type of ['reading', 'meter', 'participant', 'trade', 'auction', 'order'] as const)
				expect(types).toContain(type);
			for (const { type, inWh, outWh } of answer.nodes)
				if (type === 'settlement' || type === 'trade') expect(inWh).toBe(outWh);
			expect(answer.truncated).toBe(false);
		});

		it('stops at the limit and says so', async () => {
			const focus = { type: 'auction', id: stage.settled.product } as const;
			const answer = await stage.console.client.trace.graph({ focus, limit: 10, depth: 10 });
			expect(answer.nodes).toHaveLength(10);
			expect(answer.truncated).toBe(true);
			const drawn = new Set(answer.nodes.map(({ type, id }) => `${type} ${id}`));
			for (const { from, to } of answer.edges) {
				expect(drawn).toContain(`${from.type} ${from.id}`);
				expect(drawn).toContain(`${to.type} ${to.id}`);
			}
		});

		it('finds a thing by part of its id and a participant by name', async () => {
			const byId = await stage.console.client.trace.search({ text: stage.settled.deeds[0] as string });
			expect(byId[0]).toMatchObject({ type: 'deed', id: stage.settled.deeds[0] });
			const byName = await stage.console.client.trace.search({ text: 'name of HOME-1' });
			expect(byName.some(({ type, id }) => type === 'participant' && id === HOMES[0])).toBe(true);
		});

		it('offers the newest sealed deeds when nothing is typed', async () => {
			const hits = await stage.console.client.trace.search({ text: '', limit: 2 });
			expect(hits.map(({ type, id }) => [type, id])).toEqual(
				[...stage.settled.deeds]
					.reverse()
					.slice(0, 2)
					.map((id) => ['deed', id]),
			);
		});

		it('refuses an unknown focus by its code', async () => {
			expect(await codeOf(stage.console.client.trace.graph({ focus: { type: 'deed', id: 'D-X-1' } }))).toBe(
				'CONSOLE_TRACE_UNKNOWN',
			);
		});
	});

	describe('consensus', () => {
		it('shows a round from proposal to final, in ms since the proposal', async () => {
			const at = { round: 7 };
			stage.node.trace({ ...at, wall: 100, what: 'entered', leader: 3, by: 'qc' });
			stage.node.trace({ ...at, wall: 110, what: 'proposal', leader: 3, height: 5, transactions: 2 });
			for (const voter of [0, 3, 1]) stage.node.trace({ ...at, wall: 112 + voter, what: 'vote', voter });
			stage.node.trace({ ...at, wall: 116, what: 'certified' });
			stage.node.trace({ ...at, wall: 118, what: 'order-vote', voter: 2 });
			stage.node.trace({ ...at, wall: 120, what: 'committed', height: 5, blockId: new Uint8Array(32), by: 'order' });
			expect(await stage.console.client.consensus.round({})).toMatchObject({
				round: 7,
				leader: 3,
				outcome: 'final',
				votes: [
					{ validator: 0, ms: 2 },
					{ validator: 1, ms: 3 },
					{ validator: 3, ms: 5 },
				],
				certifiedMs: 6,
				finalMs: 10,
				finalBy: 'order',
			});
			const summary = await stage.console.client.consensus.summary({});
			expect(summary.finalityMs).toEqual({ p50: 10, p95: 10, p99: 10 });
			expect(summary.phasesMs).toEqual({ certify: 6, order: 4 });
			expect(summary.validators[2]).toMatchObject({ missed: 1, voteMs: null });
			expect(summary.quorum).toEqual({ validators: 4, needed: 3, connected: 3 });
		});

		it('knows nothing of a round that this node never saw', async () => {
			expect(await stage.console.client.consensus.round({ round: 999 })).toBeNull();
		});
	});
});
