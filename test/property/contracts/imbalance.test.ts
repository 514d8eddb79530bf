import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { ContractEvent, SettlementStatement } from '../../../src/shared/codec/events.ts';
import type { ImbalanceRule } from '../../../src/shared/codec/imbalance.ts';
import type { ProductTerms } from '../../../src/shared/codec/product-terms.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { EngineMarket, homeIds, hourProduct, neighbourhoodGenesis, START } from '../../fixtures/engine-market.ts';

const HOMES = homeIds(6);
const ZONES = ['F', 'G'] as const;
const PERIODS = 3;
const QUARTER = HOUR_MS / 4;
const zoneOf = (id: string): string => ZONES[HOMES.indexOf(id) % 2 === 1 ? 1 : 0];

type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;
const eventsOf = <K extends ContractEvent['kind']>(market: EngineMarket, kind: K): EventOf<K>[] =>
	market.events.filter((event): event is EventOf<K> => event.kind === kind);

const order = fc.record({
	who: fc.nat(HOMES.length - 1),
	side: fc.constantFrom('bid' as const, 'offer' as const),
	price: fc.integer({ min: -40, max: 250 }).map((each) => each * 1_000),
	quantityWh: fc.integer({ min: 1, max: 90 }).map((each) => each * 10),
	period: fc.nat(PERIODS - 1),
});
const scenario = fc.record({
	rule: fc.option(
		fc.record<ImbalanceRule>({
			pricing: fc.constantFrom('single', 'dual'),
			component: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60_007 })),
		}),
		{ freq: 5 },
	),
	capacityWh: fc.integer({ min: 0, max: 30 }).map((each) => each * 10),
	borderFee: fc.integer({ min: 0, max: 10 }).map((each) => each * 1_000),
	orders: fc.array(order, { minLength: 6, maxLength: 40 }),
	signers: fc.array(
		fc.integer({ min: 0, max: 4 }).map((roll) => roll > 0),
		{ minLength: 6, maxLength: 6 },
	),
	/** Generated and consumed by home, then period; null where nothing was read. */
	metered: fc.array(
		fc.array(fc.option(fc.tuple(fc.nat(900), fc.nat(900)), { freq: 6 }), { minLength: PERIODS, maxLength: PERIODS }),
		{ minLength: HOMES.length, maxLength: HOMES.length },
	),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function termsOf({ rule, capacityWh, borderFee }: Scenario): ProductTerms {
	const deliveryStart = START + 24 * HOUR_MS;
	return hourProduct(24, {
		zones: ZONES,
		borders: [{ from: 'F', to: 'G', minWh: [-capacityWh], maxWh: [capacityWh], fee: borderFee }],
		deliveryEnd: deliveryStart + PERIODS * QUARTER,
		periodMs: QUARTER,
		lotWh: 10,
		imbalance: rule,
	});
}

function play(given: Scenario): EngineMarket {
	const market = new EngineMarket(neighbourhoodGenesis({ homes: HOMES.length, zoneOf: (id) => zoneOf(id) }));
	const terms = termsOf(given);
	market.send('market', calls.auction.openProducts({ products: [terms] }));
	market.block(START + 1);
	for (const { who, ...body } of given.orders)
		market.send(
			HOMES[who] as string,
			calls.auction.placeOrders({ owner: null, orders: [{ ...body, product: terms.product }] }),
		);
	market.block(START + 2);
	market.signAll(market.block(terms.gateClosure), (id) => given.signers[HOMES.indexOf(id)] ?? true);
	market.block(terms.gateClosure + 1);
	market.block(terms.signingDeadline);
	const readings = given.metered.flatMap((periods, home) =>
		periods.flatMap((energy, period) => {
			if (energy === null) return [];
			const start = terms.deliveryStart + period * QUARTER;
			const [generatedWh, consumedWh] = energy;
			return [{ meter: `meter-${HOMES[home]}`, start, end: start + QUARTER, generatedWh, consumedWh }];
		}),
	);
	if (readings.length > 0) market.send('metering', market.readings(readings));
	market.block(terms.settlementTime - 1);
	market.block(terms.settlementTime);
	return market;
}

interface Bill {
	contracted: bigint;
	metered: bigint;
	traded: bigint;
	wheeling: bigint;
	border: bigint;
	residual: bigint;
}

const towardsZero = (energyWh: bigint, price: bigint): bigint => (energyWh * price) / 1000n;

/** What a reader of the rules would compute: from trades, seals, readings and prices told, with exact integers. */
function oracle(market: EngineMarket, given: Scenario): Map<string, Bill[]> {
	const bills = new Map(
		HOMES.map((home) => [
			home,
			Array.from(
				{ length: PERIODS },
				(): Bill => ({ contracted: 0n, metered: 0n, traded: 0n, wheeling: 0n, border: 0n, residual: 0n }),
			),
		]),
	);
	const billOf = (home: string, period: number): Bill => bills.get(home)?.[period] as Bill;
	const sealed = new Set(eventsOf(market, 'deed-sealed').map(({ deed }) => deed.slice(1)));
	for (const { trade, buyer, seller, period, quantityWh, amount, fee, border, congestion } of eventsOf(
		market,
		'trade-made',
	)) {
		if (!sealed.has(trade.slice(1))) continue;
		const [sold, bought] = [billOf(seller, period), billOf(buyer, period)];
		sold.contracted += BigInt(quantityWh);
		sold.traded += BigInt(amount);
		bought.contracted -= BigInt(quantityWh);
		bought.traded -= BigInt(amount + congestion);
		bought.wheeling -= BigInt(fee);
		bought.border -= BigInt(border);
	}
	HOMES.forEach((home, at) => {
		for (let period = 0; period < PERIODS; period++) {
			const energy = given.metered[at]?.[period] ?? null;
			const bill = billOf(home, period);
			bill.metered = energy === null ? bill.contracted : BigInt(energy[0] - energy[1]);
		}
	});
	priceResiduals(market, given, billOf);
	return bills;
}

function priceOf(
	given: Scenario,
	cleared: number | null,
	{ isShort, total }: { isShort: boolean; total: bigint },
): bigint {
	const { feedIn, tariff } = termsOf(given);
	if (given.rule === null || cleared === null) return BigInt(isShort ? tariff : feedIn);
	const component = BigInt(given.rule.component);
	if (given.rule.pricing === 'single' && total === 0n) return BigInt(cleared);
	const up = given.rule.pricing === 'single' ? total < 0n : isShort;
	return BigInt(cleared) + (up ? component : -component);
}

function priceResiduals(market: EngineMarket, given: Scenario, billOf: (home: string, period: number) => Bill): void {
	const prices = new Map(eventsOf(market, 'product-cleared')[0]?.prices.map(({ zone, price }) => [zone, price]));
	for (let period = 0; period < PERIODS; period++)
		for (const zone of ZONES) {
			const mine = HOMES.filter((home) => zoneOf(home) === zone).map((home) => billOf(home, period));
			const total = mine.reduce((sum, { metered, contracted }) => sum + metered - contracted, 0n);
			const cleared = prices.get(zone)?.[period] ?? null;
			for (const bill of mine) {
				const beside = bill.metered - bill.contracted;
				const isShort = beside < 0n;
				const price = priceOf(given, cleared, { isShort, total });
				// Rounded towards zero, as the division of bigints rounds.
				bill.residual = towardsZero(beside, price);
			}
		}
}

describe('imbalance settlement', () => {
	it('bills every period as an independent reading of the rules does, and leaves nothing over', () => {
		const seen = new Map<string, number>();
		fc.assert(
			fc.property(scenario, (given) => {
				const market = play(given);
				const failed = market.results.flatMap(({ receipts }) => receipts).filter(({ ok, sender }) => !ok && !sender);
				expect(failed).toEqual([]);
				const [settled] = eventsOf(market, 'product-settled');
				expect(settled?.residue).toBe(0);
				expect(market.balance('$escrow/F-24')).toBe(0);
				const bills = oracle(market, given);
				const statements = settled?.statements ?? [];
				for (const { participant, byPeriod } of statements) {
					if (participant === 'grid') continue;
					const told = Array.from({ length: PERIODS }, (_, period) => ({
						contracted: BigInt(byPeriod.contractedWh[period] as number),
						metered: BigInt(byPeriod.meteredWh[period] as number),
						traded: BigInt(byPeriod.traded[period] as number),
						wheeling: BigInt(byPeriod.wheeling[period] as number),
						border: BigInt(byPeriod.border[period] as number),
						residual: BigInt(byPeriod.residual[period] as number),
					}));
					expect(told, participant).toEqual(bills.get(participant));
				}
				requireSums(statements, settled?.congestion ?? 0);
				for (const home of HOMES)
					if (!statements.some(({ participant }) => participant === home))
						expect(bills.get(home)?.every(({ traded, residual }) => traded === 0n && residual === 0n)).toBe(true);
				const kind = given.rule?.pricing ?? 'none';
				if (statements.some(({ byPeriod }) => byPeriod.residual.some((money) => money !== 0)))
					seen.set(kind, (seen.get(kind) ?? 0) + 1);
			}),
			{ numRuns: 150 },
		);
		for (const kind of ['none', 'single', 'dual']) expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(0);
	}, 120_000);
});

/** All statements' money comes to nothing in every period but for congestion, and each statement to its periods. */
function requireSums(statements: readonly SettlementStatement[], congestion: number): void {
	let money = congestion;
	for (const { byPeriod, ...sums } of statements) {
		for (const column of ['contractedWh', 'meteredWh', 'traded', 'wheeling', 'border', 'residual'] as const)
			expect(sums[column]).toBe(byPeriod[column].reduce((sum, each) => sum + each, 0));
		expect(sums.residualWh).toBe(sums.meteredWh - sums.contractedWh);
		money += sums.traded + sums.wheeling + sums.border + sums.residual;
	}
	expect(money).toBe(0);
	for (let period = 0; period < PERIODS; period++)
		for (const column of ['wheeling', 'border', 'residual'] as const)
			expect(statements.reduce((sum, { byPeriod }) => sum + (byPeriod[column][period] as number), 0)).toBe(0);
}
