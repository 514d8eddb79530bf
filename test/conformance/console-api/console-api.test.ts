import { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConsoleApi, createConsoleApi } from '../../../src/main/api/console-api.ts';
import { fromHex, toHex } from '../../../src/shared/codec/bytes.ts';
import { DEED_DOMAIN, decodeDeed } from '../../../src/shared/codec/deed.ts';
import type { LiveNotice, Topic } from '../../../src/shared/contract/index.ts';
import { catalogue } from '../../../src/shared/errors/catalogue.ts';
import { type Door, type OpenConsole, openPort, openSocket, QUIET } from '../../fixtures/console-doors.ts';
import {
	clearHour,
	DEFAULT_ORDERS,
	type MarketHour,
	openHour,
	settleHour,
	signAs,
} from '../../fixtures/engine-market-hour.ts';
import {
	createEngineNode,
	type EngineNode,
	GRID,
	HOMES,
	PROOFS,
	START,
	UTC_OFFSET_MINUTES,
} from '../../fixtures/engine-node.ts';
import { until } from '../../fixtures/until.ts';

const DOORS: readonly (readonly [string, Door])[] = [
	['MessagePort', openPort],
	['WebSocket', openSocket],
];

async function codeOf(answer: Promise<unknown>): Promise<string> {
	const error = await answer.then(
		() => null,
		(reason: unknown) => reason,
	);
	if (!(error instanceof ORPCError)) throw new Error(`no ORPCError but ${String(error)}`);
	expect(error.code).toBe('CODED');
	expect(error.defined).toBe(true);
	const { code } = error.data as { code: string };
	expect(Object.keys(catalogue)).toContain(code);
	return code;
}

describe.each(DOORS)('the console contract over a %s', (_name, open) => {
	let node: EngineNode;
	let api: ConsoleApi;
	let console: OpenConsole;
	let settled: MarketHour;
	let cleared: MarketHour;

	beforeEach(async () => {
		node = createEngineNode({ identities: [GRID, HOMES[0]] });
		settled = await settleHour(node, 2);
		api = createConsoleApi(
			{ version: '1.2.3', utcOffsetMinutes: UTC_OFFSET_MINUTES, live: { intervalMs: 20 } },
			{ node, proofs: PROOFS, log: QUIET },
		);
		await api.ready;
		cleared = await clearHour(node, 26);
		console = await open(api);
	});

	afterEach(async () => {
		await console.close();
		api.close();
	});

	async function reviewed(deeds: readonly string[]): Promise<{ deed: string; digest: string }[]> {
		return Promise.all(
			deeds.map(async (deed) => ({ deed, digest: (await console.client.deeds.get({ deed })).digest })),
		);
	}

	describe('node.status', () => {
		it('names the chain, the validators and the identities of this keystore', async () => {
			const status = await console.client.node.status();
			expect(status).toMatchObject({
				version: '1.2.3',
				chainId: node.chainId,
				currency: 'USD',
				utcOffsetMinutes: -480,
			});
			expect(status.quorum).toEqual({ validators: 4, needed: 3, connected: 3 });
			expect(status.identities.map(({ participant, role }) => [participant, role])).toEqual([
				[GRID, 'grid-operator'],
				[HOMES[0], 'prosumer'],
			]);
			expect(status.stateRoot).toBe(toHex(node.chain.engine.stateRoot));
		});
	});

	describe('market.day', () => {
		it('opens on the day that the chain clock is in, with 24 hours', async () => {
			const day = await console.client.market.day({});
			expect(day.day).toBe('2017-07-29');
			expect(day.hours).toHaveLength(24);
			expect(day.days).toEqual(['2017-07-28', '2017-07-29']);
			expect(day.hours[2]).toMatchObject({ product: cleared.product, state: 'cleared', deeds: 3, deedsSealed: 0 });
		});

		it('forecasts an hour by what the meters read the day before', async () => {
			const [before, today] = await Promise.all([
				console.client.market.day({ day: '2017-07-28' }),
				console.client.market.day({}),
			]);
			expect(before.hours[2]).toMatchObject({ generatedWh: 4_000, consumedWh: 3_700, forecastGeneratedWh: null });
			expect(today.hours[2]).toMatchObject({
				generatedWh: null,
				forecastGeneratedWh: 4_000,
				forecastConsumedWh: 3_700,
			});
		});

		it('leaves figures that are not known null, never 0', async () => {
			const day = await console.client.market.day({});
			expect(day.hours[3]).toMatchObject({ product: null, state: null, offeredWh: null, tradedWh: null, price: null });
			expect(day.totals.generatedWh).toBeNull();
		});

		it('settles without residue and counts what the trades saved', async () => {
			const { totals, blocks } = await console.client.market.day({ day: '2017-07-28' });
			expect(totals).toMatchObject({ tradedWh: 2_500, settlementResidue: 0 });
			// 2.5 kWh at 0.150 and a fee of 0.012, against a tariff of 0.540.
			expect(totals.paidByBuyers).toBe(405_000);
			expect(totals.savedByBuyers).toBe(945_000);
			expect(blocks?.first).toBeLessThan(blocks?.last ?? 0);
		});

		it('refuses a day that no calendar has', async () => {
			expect(await codeOf(console.client.market.day({ day: '2017-02-31' }))).toBe('CONSOLE_INPUT_INVALID');
		});
	});

	describe('auctions.get', () => {
		it('lists every order in chain order with its fill and verdict', async () => {
			const auction = await console.client.auctions.get({ product: settled.product });
			expect(auction.state).toBe('settled');
			expect(auction.orders.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
			expect(auction.orders.map(({ filledWh }) => filledWh)).toEqual([2_000, 500, 1_800, 700, 0]);
			expect(auction.orders[4]?.verdict).toEqual({ kind: 'out-of-price' });
			expect(auction.orders.every(({ transactionId }) => /^[0-9a-f]{64}$/.test(transactionId))).toBe(true);
			expect(auction.result).toMatchObject({ volumeWh: 2_500 });
			expect(auction.trades.reduce((sum, { quantityWh }) => sum + quantityWh, 0)).toBe(2_500);
			expect(auction.trades.map(({ deed }) => deed)).toEqual(settled.deeds);
		});

		it('shows an open book without fills', async () => {
			await openHour(node, 30);
			const auction = await console.client.auctions.get({ product: 'F-30' });
			expect(auction.state).toBe('open');
			expect(auction.result).toBeNull();
			expect(auction.orders.map(({ filledWh, verdict }) => [filledWh, verdict])).toEqual(
				DEFAULT_ORDERS.map(() => [null, null]),
			);
		});

		it('ends an hour in which nothing crosses without a price', async () => {
			const orders = DEFAULT_ORDERS.filter(({ side }) => side === 'offer');
			await clearHour(node, 30, orders);
			const auction = await console.client.auctions.get({ product: 'F-30' });
			expect(auction.state).toBe('no-cross');
			expect(auction.result).toMatchObject({ price: null, volumeWh: 0 });
		});

		it('refuses an unknown product by its code', async () => {
			expect(await codeOf(console.client.auctions.get({ product: 'F-99' }))).toBe('CONSOLE_PRODUCT_UNKNOWN');
		});
	});

	describe('deeds', () => {
		it('lists first what needs this console, then what awaits others, then what has ended', async () => {
			await signAs(node, GRID, [cleared.deeds[2] as string]);
			const list = await console.client.deeds.list({});
			expect(list.needsMe).toBe(2);
			expect(list.total).toBe(6);
			expect(list.deeds.map(({ needsMe, state }) => [needsMe, state])).toEqual([
				[true, 'awaiting'],
				[true, 'awaiting'],
				[false, 'awaiting'],
				[false, 'sealed'],
				[false, 'sealed'],
				[false, 'sealed'],
			]);
			expect(list.deeds[0]?.signers.map((signer) => signer.as)).toEqual(['generator', 'user', 'grid-operator']);
		});

		it('shows the document whose digest is to be signed, and every check passes', async () => {
			const detail = await console.client.deeds.get({ deed: cleared.deeds[0] as string });
			expect(toHex(PROOFS.sha256(fromHex(detail.document)))).toBe(detail.digest);
			expect(decodeDeed(fromHex(detail.document))).toMatchObject({ chainId: node.chainId, product: cleared.product });
			expect(detail.domain).toBe(DEED_DOMAIN);
			expect(detail.checks.map(({ check, ok }) => [check, ok])).toEqual(
				['decoded', 'digest', 'clearing', 'parties', 'fee', 'deadline'].map((check) => [check, true]),
			);
		});

		it('changes only the count of signatures while others must still sign', async () => {
			const { effects } = await console.client.deeds.get({ deed: cleared.deeds[0] as string });
			expect(effects.filter(({ before, after }) => before !== after).map(({ what }) => what)).toEqual(['signatures']);
			expect(effects[0]).toMatchObject({ before: 0, after: 2 });
		});

		it('shows what the last signature brings about', async () => {
			const deed = cleared.deeds[0] as string;
			for (const home of HOMES.slice(1)) await signAs(node, home, [deed]);
			const { effects, summary } = await console.client.deeds.get({ deed });
			const of = (what: string) => effects.find((effect) => effect.what === what);
			expect(of('signatures')).toMatchObject({ before: 1, after: 3 });
			expect(of('seller-owes')).toMatchObject({ subject: summary.seller, before: 0, after: summary.quantityWh });
			expect(of('seller-receives')).toMatchObject({ before: 0, after: summary.amount });
			expect(of('grid-receives')).toMatchObject({ subject: GRID, before: 0, after: summary.fee });
			expect(of('at-tariff')).toMatchObject({ before: (summary.quantityWh * 540_000) / 1_000, after: 0 });
		});

		it('signs with every identity that the deed awaits, and says which were sealed', async () => {
			for (const home of HOMES.slice(1)) await signAs(node, home, cleared.deeds);
			const outcomes = await console.client.deeds.sign({ deeds: await reviewed(cleared.deeds) });
			expect(outcomes.map(({ ok, code, sealed }) => [ok, code, sealed])).toEqual(
				cleared.deeds.map(() => [true, null, true]),
			);
			const list = await console.client.deeds.list({});
			expect(list.needsMe).toBe(0);
			expect(list.asOfHeight).toBeGreaterThanOrEqual(Math.max(...outcomes.map(({ height }) => height ?? 0)));
			const [outcome] = outcomes;
			expect(node.chain.blocks[(outcome?.height ?? 0) - 1]?.transactionIds.map(toHex)).toContain(
				outcome?.transactionId,
			);
		});

		it('signs all of a batch by one transaction for each identity', async () => {
			const before = node.chain.blocks.length;
			await console.client.deeds.sign({ deeds: await reviewed(cleared.deeds) });
			const transactions = node.chain.blocks
				.slice(before)
				.reduce((sum, { block }) => sum + block.transactions.length, 0);
			expect(transactions).toBe(2);
		});

		it('never signs a digest that is not the one of the deed, and signs the others', async () => {
			const [first, second] = await reviewed(cleared.deeds.slice(0, 2));
			const outcomes = await console.client.deeds.sign({
				deeds: [{ deed: first?.deed as string, digest: '00'.repeat(32) }, second as { deed: string; digest: string }],
			});
			expect(outcomes.map(({ ok, code }) => [ok, code])).toEqual([
				[false, 'CONSOLE_DEED_DIGEST'],
				[true, null],
			]);
		});

		it('names why a deed cannot be signed any more', async () => {
			const [sealed] = await reviewed(settled.deeds.slice(0, 1));
			const outcomes = await console.client.deeds.sign({
				deeds: [sealed as { deed: string; digest: string }, { deed: 'D-F-9-0', digest: '00' }],
			});
			expect(outcomes.map(({ code }) => code)).toEqual(['CONSOLE_DEED_ENDED', 'CONSOLE_DEED_UNKNOWN']);
		});

		it('refuses with a reason that everyone reads', async () => {
			const deed = cleared.deeds[0] as string;
			expect(await console.client.deeds.refuse({ deed, reason: 'wrong meter' })).toMatchObject({
				ok: true,
				sealed: false,
			});
			const { summary } = await console.client.deeds.get({ deed });
			expect(summary).toMatchObject({ state: 'refused', needsMe: false, refusal: { reason: 'wrong meter' } });
		});

		it('gives the chain’s own code when the chain refuses', async () => {
			const deed = cleared.deeds[0] as string;
			const stale = node.chain.blocks.length;
			node.produceQuietly([], cleared.signingDeadline);
			expect(node.chain.blocks.length).toBe(stale + 1);
			expect(await codeOf(console.client.deeds.refuse({ deed, reason: 'too late' }))).toBe('DEED_CLOSED');
		});

		it('lets an auditor look but not act', async () => {
			const auditor = await open(api, { permission: 'observe' });
			const deed = cleared.deeds[0] as string;
			const { digest } = await auditor.client.deeds.get({ deed });
			const before = node.chain.blocks.length;
			expect(await codeOf(auditor.client.deeds.sign({ deeds: [{ deed, digest }] }))).toBe('NOT_PERMITTED');
			expect(await codeOf(auditor.client.deeds.refuse({ deed, reason: 'no' }))).toBe('NOT_PERMITTED');
			expect(node.chain.blocks.length).toBe(before);
			await auditor.close();
		});
	});

	describe('standings', () => {
		it('ranks by credit and keeps the books of the engine', async () => {
			const { validators, participants, asOfHeight } = await console.client.standings.list();
			expect(asOfHeight).toBe(node.chain.blocks.length);
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
				const answer = await console.client.standings.explain({ kind, id });
				const moved = answer.steps
					.filter(({ figure }) => figure === 'credit')
					.reduce((sum, { change }) => sum + change, 0);
				expect(answer.opening.credit + moved).toBe(answer.credit);
				expect(answer.proof).toMatchObject({ verified: true, signers: ['V0', 'V1', 'V2', 'V3'] });
				expect(answer.proof?.value).not.toBeNull();
			},
		);

		it('refuses an unknown name by its code', async () => {
			expect(await codeOf(console.client.standings.explain({ kind: 'validator', id: 'V9' }))).toBe(
				'CONSOLE_STANDING_UNKNOWN',
			);
		});
	});

	describe('trace', () => {
		it('starts at the newest sealed deed that has settled', async () => {
			const { focus, participant } = await console.client.trace.start();
			expect(focus).toEqual({ type: 'deed', id: settled.deeds.at(-1) });
			expect(HOMES).toContain(participant);
		});

		it('walks from a settlement back to the orders and meters, energy in equal to energy out', async () => {
			const answer = await console.client.trace.graph({
				focus: { type: 'settlement', id: `S-${settled.product}-${HOMES[0]}` },
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
			const focus = { type: 'auction', id: settled.product } as const;
			const answer = await console.client.trace.graph({ focus, limit: 10, depth: 10 });
			expect(answer.nodes).toHaveLength(10);
			expect(answer.truncated).toBe(true);
			const drawn = new Set(answer.nodes.map(({ type, id }) => `${type} ${id}`));
			for (const { from, to } of answer.edges) {
				expect(drawn).toContain(`${from.type} ${from.id}`);
				expect(drawn).toContain(`${to.type} ${to.id}`);
			}
		});

		it('finds a thing by part of its id and a participant by name', async () => {
			const byId = await console.client.trace.search({ text: settled.deeds[0] as string });
			expect(byId[0]).toMatchObject({ type: 'deed', id: settled.deeds[0] });
			const byName = await console.client.trace.search({ text: 'name of HOME-1' });
			expect(byName.some(({ type, id }) => type === 'participant' && id === HOMES[0])).toBe(true);
		});

		it('offers the newest sealed deeds when nothing is typed', async () => {
			const hits = await console.client.trace.search({ text: '', limit: 2 });
			expect(hits.map(({ type, id }) => [type, id])).toEqual(
				[...settled.deeds]
					.reverse()
					.slice(0, 2)
					.map((id) => ['deed', id]),
			);
		});

		it('refuses an unknown focus by its code', async () => {
			expect(await codeOf(console.client.trace.graph({ focus: { type: 'deed', id: 'D-X-1' } }))).toBe(
				'CONSOLE_TRACE_UNKNOWN',
			);
		});
	});

	describe('consensus', () => {
		it('shows a round from proposal to final, in ms since the proposal', async () => {
			const at = { round: 7 };
			node.trace({ ...at, wall: 100, what: 'entered', leader: 3, by: 'qc' });
			node.trace({ ...at, wall: 110, what: 'proposal', leader: 3, height: 5, transactions: 2 });
			for (const voter of [0, 3, 1]) node.trace({ ...at, wall: 112 + voter, what: 'vote', voter });
			node.trace({ ...at, wall: 116, what: 'certified' });
			node.trace({ ...at, wall: 118, what: 'order-vote', voter: 2 });
			node.trace({ ...at, wall: 120, what: 'committed', height: 5, blockId: new Uint8Array(32), by: 'order' });
			expect(await console.client.consensus.round({})).toMatchObject({
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
			const summary = await console.client.consensus.summary({});
			expect(summary.finalityMs).toEqual({ p50: 10, p95: 10, p99: 10 });
			expect(summary.phasesMs).toEqual({ certify: 6, order: 4 });
			expect(summary.validators[2]).toMatchObject({ missed: 1, voteMs: null });
			expect(summary.quorum).toEqual({ validators: 4, needed: 3, connected: 3 });
		});

		it('knows nothing of a round that this node never saw', async () => {
			expect(await console.client.consensus.round({ round: 999 })).toBeNull();
		});
	});

	describe('live.subscribe', () => {
		it('tells which views a block has changed, merged', async () => {
			const stream = await console.client.live.subscribe();
			const notices: LiveNotice[] = [];
			const reading = (async () => {
				for await (const notice of stream) notices.push(notice);
			})().catch(() => undefined);
			await until(() => notices.length > 0);
			await signAs(node, HOMES[2], cleared.deeds);
			const topics = (): Set<Topic> => new Set(notices.flatMap((notice) => notice.topics));
			await until(() => topics().has('deeds') && topics().has('standings') && topics().has('trace'));
			expect(notices.map(({ sequence }) => sequence)).toEqual(notices.map((_, index) => index));
			expect(notices.at(-1)?.height).toBe(node.chain.blocks.length);
			await stream.return?.();
			await reading;
		});

		it('ends on the node’s side when the console goes', async () => {
			const other = await open(api);
			const stream = await other.client.live.subscribe();
			await stream.next();
			expect(api.subscribers).toBe(1);
			await other.close();
			await until(() => api.subscribers === 0);
		});

		it('allows a connection only so many subscriptions', async () => {
			const other = await open(api, { limits: { subscriptions: 1 } });
			const stream = await other.client.live.subscribe();
			await stream.next();
			expect(await codeOf(other.client.live.subscribe())).toBe('CONSOLE_SUBSCRIPTIONS');
			await stream.return?.();
			await until(() => api.subscribers === 0);
			await (await other.client.live.subscribe()).next();
			await other.close();
		});
	});

	describe('limits and faults', () => {
		it('answers malformed input with the path of the bad field', async () => {
			const { client } = console;
			expect(await codeOf(client.deeds.list({ limit: 0 }))).toBe('CONSOLE_INPUT_INVALID');
			await client.deeds.list({ limit: 0 }).catch((error: ORPCError<'CODED', { details: { path: string } }>) => {
				expect(error.data.details.path).toBe('input.limit');
			});
		});

		it('answers an unknown procedure by its code', async () => {
			const untyped = console.client as unknown as { node: { explode(): Promise<unknown> } };
			expect(await codeOf(untyped.node.explode())).toBe('CONSOLE_PROCEDURE_UNKNOWN');
		});

		it('answers BUSY above the number of requests in flight, and goes on', async () => {
			const other = await open(api, { limits: { inFlight: 2 } });
			let release = (): void => undefined;
			node.holdProofs(
				new Promise((resolve) => {
					release = resolve;
				}),
			);
			const slow = [0, 1].map((index) => other.client.standings.explain({ kind: 'validator', id: `V${index}` }));
			expect(await codeOf(other.client.standings.list())).toBe('CONSOLE_BUSY');
			release();
			expect((await Promise.all(slow)).map(({ id }) => id)).toEqual(['V0', 'V1']);
			expect((await other.client.standings.list()).validators).toHaveLength(4);
			await other.close();
		});

		it.each([
			['text that is no JSON', 'hello'],
			['JSON that is no message', '[1,2]'],
			['a message without an id', '{"p":{}}'],
			['bytes', new Uint8Array([1, 2, 3])],
			['a message above the size limit', `{"i":"1","p":{"u":"/node/status","b":"${'x'.repeat(300_000)}"}}`],
		])('closes the connection on %s, and only that one', async (_what, message) => {
			const other = await open(api);
			other.send(message);
			await other.closed;
			expect((await console.client.node.status()).height).toBe(node.chain.blocks.length);
			await other.close();
		});
	});

	it('keeps chain time and local days apart: the day begins at the market’s midnight', async () => {
		const { hours } = await console.client.market.day({ day: '2017-07-28' });
		expect(hours[0]?.start).toBe(START);
	});
});
