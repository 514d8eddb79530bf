import { describe, expect, it } from 'vitest';
import { filterStep, isBeyond } from '../../../src/main/api/alarms/delay-filter.ts';
import type { AlarmFacts } from '../../../src/main/api/alarms/facts.ts';
import { measure } from '../../../src/main/api/alarms/measure.ts';
import { ALARM_KINDS, type AlarmKind, alarmCatalogue } from '../../../src/shared/alarms/catalogue.ts';
import {
	alarmFacts,
	bridgeFacts,
	CHAIN_NOW,
	HOUR,
	MINUTE,
	machineFacts,
	marketFacts,
	networkFacts,
	orders,
	product,
	statement,
	tradeOf,
} from '../../fixtures/alarm-facts.ts';

const DAY = 24 * HOUR;

const market = (...args: Parameters<typeof marketFacts>): AlarmFacts => alarmFacts({ market: marketFacts(...args) });
const bridge = (...args: Parameters<typeof bridgeFacts>): AlarmFacts => alarmFacts({ bridge: bridgeFacts(...args) });
const network = (...args: Parameters<typeof networkFacts>): AlarmFacts =>
	alarmFacts({ network: networkFacts(...args) });
const machine = (...args: Parameters<typeof machineFacts>): AlarmFacts =>
	alarmFacts({ machine: machineFacts(...args) });
const delivered = { terms: { deliveryStart: CHAIN_NOW - 2 * HOUR, deliveryEnd: CHAIN_NOW - HOUR }, result: {} };
const settled = (contracted: number, metered: number) =>
	product({
		...delivered,
		trades: tradeOf('alice', 'bob'),
		settled: { residue: 0, congestion: 0, height: 1, statements: [statement(contracted, metered)] },
	});
const reserving = (balance: number) =>
	market({ products: [product({ orders: orders('bid') })], identities: ['alice'], balanceOf: () => balance });

interface Case {
	/** Facts of a standing alarm. */
	readonly on: AlarmFacts;
	/** Facts just inside the limit, or inside the deadband's edge where there is one. */
	readonly off: AlarmFacts;
	/** Facts inside the deadband: they neither raise it nor let it return. */
	readonly between?: AlarmFacts;
	readonly subject?: string;
}

const CASES: Readonly<Record<AlarmKind, Case>> = {
	'client-frozen': { on: bridge({ isFrozen: true }), off: bridge() },
	'client-trust-ending': {
		on: bridge({ updatedAt: CHAIN_NOW - 18 * HOUR }),
		off: bridge({ updatedAt: CHAIN_NOW - 16 * HOUR }),
		between: bridge({ updatedAt: CHAIN_NOW - 17 * HOUR }),
	},
	'packets-late': {
		on: bridge({ oldestOpenAt: CHAIN_NOW - 15 * MINUTE }),
		off: bridge({ oldestOpenAt: CHAIN_NOW - 14 * MINUTE }),
	},
	'bridge-account-near-limit': {
		on: bridge({ balance: -700_000, reserved: 100_000 }),
		off: bridge({ balance: 740_000 }),
		between: bridge({ balance: -760_000 }),
	},
	'late-clearing': {
		on: market({ products: [product({ terms: { gateClosure: CHAIN_NOW - 300_000 } })] }),
		off: market({ products: [product({ terms: { gateClosure: CHAIN_NOW - 299_000 } })] }),
	},
	'deed-unsigned': {
		on: market({ awaiting: [{ id: 'D-1', deadline: CHAIN_NOW + 15 * MINUTE }] }),
		off: market({ awaiting: [{ id: 'D-1', deadline: CHAIN_NOW + 16 * MINUTE }] }),
	},
	'missing-readings': {
		on: market({
			products: [product({ ...delivered, trades: tradeOf('alice', 'bob') })],
			hasReading: (meter) => meter !== 'bob-meter',
		}),
		off: market({ products: [product({ ...delivered, trades: tradeOf('alice', 'bob') })] }),
	},
	'price-at-limit': {
		on: market({ products: [product({ result: { price: 1_000_000 } })] }),
		off: market({ products: [product({ result: { price: 999_999 } })] }),
	},
	'no-cross': {
		on: market({ products: [product({ result: { price: null, volumeWh: 0 } })] }),
		off: market({ products: [product({ result: { price: null, volumeWh: 0, offeredWh: 0 } })] }),
	},
	'one-sided-book': {
		on: market({ products: [product({ orders: orders('bid', 'bid') })] }),
		off: market({ products: [product({ orders: orders('bid', 'offer') })] }),
	},
	'imbalance-large': {
		on: market({ products: [settled(1_000, 500)] }),
		between: market({ products: [settled(1_000, 520)] }),
		off: market({ products: [settled(1_000, 550)] }),
	},
	'collateral-near-limit': {
		on: reserving(11),
		between: reserving(14),
		off: reserving(20),
		subject: 'alice',
	},
	'quorum-at-risk': { on: network({ connected: 2 }), off: network() },
	'no-block': {
		on: network({ rounds: { sinceCommitMs: 60_000 } }),
		off: network({ rounds: { sinceCommitMs: 59_000 } }),
	},
	'own-node-silent': {
		on: network({ rounds: { missed: [50, 0, 0, 0] } }),
		between: network({ rounds: { missed: [45, 0, 0, 0] } }),
		off: network({ rounds: { missed: [40, 0, 0, 0] } }),
	},
	'validator-missing-votes': {
		on: network({ rounds: { missed: [0, 0, 0, 20] } }),
		between: network({ rounds: { missed: [0, 0, 0, 18] } }),
		off: network({ rounds: { missed: [0, 0, 0, 15] } }),
		subject: 'dogwood',
	},
	'rounds-lost': {
		on: network({ rounds: { roundsLost: 5 } }),
		between: network({ rounds: { roundsLost: 4 } }),
		off: network({ rounds: { roundsLost: 3 } }),
	},
	'finality-slow': {
		on: network({ rounds: { finalityMs: { p50: 5, p95: 2_000, p99: 3_000 } } }),
		between: network({ rounds: { finalityMs: { p50: 5, p95: 1_900, p99: 3_000 } } }),
		off: network({ rounds: { finalityMs: { p50: 5, p95: 1_800, p99: 3_000 } } }),
	},
	'clock-off': {
		on: machine({ clockOffsetMs: -1_000 }),
		between: machine({ clockOffsetMs: -900 }),
		off: machine({ clockOffsetMs: 800 }),
	},
	'disk-nearly-full': {
		on: machine({ disk: { freeBytes: 10, totalBytes: 100, daysUntilFull: null } }),
		between: machine({ disk: { freeBytes: 11, totalBytes: 100, daysUntilFull: null } }),
		off: machine({ disk: { freeBytes: 12, totalBytes: 100, daysUntilFull: null } }),
	},
	'disk-filling': {
		on: machine({ disk: { freeBytes: 50, totalBytes: 100, daysUntilFull: 14 } }),
		between: machine({ disk: { freeBytes: 50, totalBytes: 100, daysUntilFull: 16 } }),
		off: machine({ disk: { freeBytes: 50, totalBytes: 100, daysUntilFull: 17 } }),
	},
	'event-loop-overloaded': {
		on: machine({ eventLoopDelayP99Ms: 250 }),
		between: machine({ eventLoopDelayP99Ms: 220 }),
		off: machine({ eventLoopDelayP99Ms: 200 }),
	},
	'backup-old': {
		on: machine({ wallNow: 30 * DAY }),
		off: machine({ wallNow: 30 * DAY - 1 }),
	},
};

function figureOf(kind: AlarmKind, facts: AlarmFacts, subject: string | null): number {
	const found = measure(facts)[kind]?.find((each) => each.subject === subject);
	if (!found) throw new Error(`${kind} was not measured`);
	return found.value;
}

describe.each(ALARM_KINDS)('the alarm %s', (kind) => {
	const { on, off, between, subject = null } = CASES[kind];
	const entry = alarmCatalogue[kind];
	const { limit } = entry;

	it('is raised at its limit and not before', () => {
		expect(isBeyond(entry, figureOf(kind, on, subject), limit, false)).toBe(true);
		expect(isBeyond(entry, figureOf(kind, off, subject), limit, false)).toBe(false);
	});

	it('returns past its deadband alone', () => {
		expect(isBeyond(entry, figureOf(kind, on, subject), limit, true)).toBe(true);
		expect(isBeyond(entry, figureOf(kind, off, subject), limit, true)).toBe(false);
		expect(between !== undefined).toBe(entry.deadband > 0);
		if (!between) return;
		expect(isBeyond(entry, figureOf(kind, between, subject), limit, false)).toBe(false);
		expect(isBeyond(entry, figureOf(kind, between, subject), limit, true)).toBe(true);
	});

	it('waits its delays out, and begins them anew after every relapse', () => {
		const beyond = figureOf(kind, on, subject);
		const inside = figureOf(kind, off, subject);
		const rest = { isRaised: false, turningSince: null };
		const begun = filterStep(entry, rest, { value: beyond, limit, at: 1_000 });
		expect(begun.isRaised).toBe(entry.onDelayMs === 0);
		const relapsed = filterStep(entry, begun, { value: inside, limit, at: 1_001 });
		if (entry.onDelayMs > 0) expect(relapsed).toEqual(rest);
		const again = filterStep(entry, rest, { value: beyond, limit, at: 2_000 });
		const raised = again.isRaised
			? again
			: filterStep(entry, again, { value: beyond, limit, at: 2_000 + entry.onDelayMs });
		expect(raised.isRaised).toBe(true);
		const returning = filterStep(entry, raised, { value: inside, limit, at: 10_000_000 });
		expect(returning.isRaised).toBe(entry.offDelayMs > 0);
		const over = { value: inside, limit, at: 10_000_000 + entry.offDelayMs };
		expect((returning.isRaised ? filterStep(entry, returning, over) : returning).isRaised).toBe(false);
	});
});

describe('what cannot be judged', () => {
	it('is not measured while a node starts', () => {
		expect(measure(network({ snapshot: { phase: 'starting' } }))['quorum-at-risk']).toBeUndefined();
		expect(measure(network({ snapshot: { uptimeSeconds: 5 } }))['no-block']).toBeUndefined();
		expect(measure(alarmFacts({ market: null }))['no-cross']).toBeUndefined();
		expect(measure(machine({ disk: null }))['disk-nearly-full']).toBeUndefined();
	});

	it('needs some rounds before shares of them are told', () => {
		const few = measure(network({ rounds: { rounds: 10, voted: 10, roundsLost: 10 } }));
		expect(few['rounds-lost']).toBeUndefined();
		expect(few['validator-missing-votes']).toBeUndefined();
	});

	it('says at once when an own validator does not validate', () => {
		const facts = network({ snapshot: { phase: 'syncing' }, rounds: { rounds: 0, voted: 0 } });
		expect(measure(facts)['own-node-silent']).toEqual([{ subject: null, value: 100 }]);
	});

	it('leaves a whole network without a spare validator alone until its quorum is lost', () => {
		const three = { validators: ['a', 'b', 'c'].map((id) => ({ id, name: id })), needed: 3 };
		expect(figureOf('quorum-at-risk', network({ ...three, connected: 2 }), null)).toBe(1);
		expect(figureOf('quorum-at-risk', network({ ...three, connected: 1 }), null)).toBe(-1);
	});
});
