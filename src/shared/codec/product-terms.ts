import { identifier } from './ids.ts';
import { type ImbalanceRule, readImbalanceRule } from './imbalance.ts';
import { integer, list, literal, nullable, type Reader, record } from './reader.ts';
import { readSigningPolicy, type SigningPolicy } from './signing-policy.ts';
import { type EnergyWh, HOUR_MS, type MicroMoney, type MicroPerKwh, type TimeMs } from './units.ts';

export const PRODUCT_LIMITS = {
	zones: 16,
	borders: 48,
	/** A local day of quarter-hours when the clock goes back. */
	periods: 100,
	/** Flow over one border in one period: 1 TWh. */
	capacityWh: 1_000_000_000_000,
} as const;

/** Highest price, up or down: 1,000 currency units per kWh. */
export const PRICE_MAX = 1_000_000_000;
/** Highest quantity of one order or reading: 1 GWh, so that a full product's sums stay safe integers. */
export const ENERGY_MAX = 1_000_000_000;

export const QUARTER_MS: TimeMs = HOUR_MS / 4;

/** Those that clear at gate closure, then the two that trade while the gate is open. */
export const PRODUCT_MECHANISMS = [
	'uniform-price',
	'pay-as-bid',
	'vickrey',
	'mcafee',
	'huang',
	'muda',
	'continuous',
	'listing',
] as const;

export type ProductMechanism = (typeof PRODUCT_MECHANISMS)[number];

/** Figures of a product by period, or one figure that holds in all of them. */
export type PerPeriod<T> = readonly T[];

/** A border between two zones of a product; a flow is positive from `from` to `to`. */
export interface BorderTerms {
	readonly from: string;
	readonly to: string;
	/**
	 * Bounds of the flow in a period, multiples of the lot; both may lie on one side of 0, which forces a flow. All 0 where
	 * orders trade one by one: there the border has a fee only, and zones without a border trade for the zone's fee alone.
	 */
	readonly minWh: PerPeriod<EnergyWh>;
	readonly maxWh: PerPeriod<EnergyWh>;
	/** Per kWh over the border either way, a multiple of the tick; null: what the grid operator's schedule says. */
	readonly fee: MicroPerKwh | null;
}

/** Bids that nobody can read before the gate is closed. */
export interface SealedTerms {
	/** After gate closure and before the signing deadline; what is not open by then forfeits its deposit. */
	readonly revealUntil: TimeMs;
	/** Of each commitment, whatever it hides; > 0. */
	readonly deposit: MicroMoney;
	/** Whether the bidder opens its commitment itself, or the validators open it from shares of its key. */
	readonly mode: 'commit-reveal' | 'shared-key';
}

/** Delivery periods of some zones, traded together in [gateOpening, gateClosure). All times on the chain clock. */
export interface ProductTerms {
	readonly product: string;
	/** 1…16, each once. A zone and quarter-hour belongs to one product at most. */
	readonly zones: readonly string[];
	/** On the quarter-hour; both ends. */
	readonly deliveryStart: TimeMs;
	readonly deliveryEnd: TimeMs;
	/** 15, 30 or 60 minutes, of which delivery holds 1…100 whole ones. */
	readonly periodMs: TimeMs;
	readonly gateOpening: TimeMs;
	/** After `gateOpening` and the block's time, at or before `deliveryStart`. */
	readonly gateClosure: TimeMs;
	/** After `gateClosure`. */
	readonly signingDeadline: TimeMs;
	/** After `signingDeadline` and `deliveryEnd`. */
	readonly settlementTime: TimeMs;
	/** Prices are multiples of it; > 0. */
	readonly tick: MicroPerKwh;
	/** Quantities are multiples of it; > 0. */
	readonly lotWh: EnergyWh;
	/** Inclusive bounds of orders' prices. */
	readonly priceMin: MicroPerKwh;
	readonly priceMax: MicroPerKwh;
	/**
	 * Carriage fee (过网费) that the buyer pays on top of its zone's price, a multiple of the tick, in every zone and
	 * period; null: what the grid operator's schedule says when the product is opened.
	 */
	readonly wheelingFee: MicroPerKwh | null;
	/** Pairs of zones that trade with each other, each pair once. */
	readonly borders: readonly BorderTerms[];
	/** What the grid operator charges, and pays, for energy that no trade covers. */
	readonly tariff: MicroPerKwh;
	readonly feedIn: MicroPerKwh;
	/** How energy beside the contract is priced; null: at the tariff and the feed-in price. */
	readonly imbalance: ImbalanceRule | null;
	/** Who signs the deeds; null: `THREE_PARTY_SIGNING`. */
	readonly signing: SigningPolicy | null;
	readonly mechanism: ProductMechanism;
	/** Name of the clearing's rules, of clearing/profiles.ts. */
	readonly profile: string;
	/** Null: orders are open. */
	readonly sealed: SealedTerms | null;
}

/** What carriage costs in a product, frozen when it is opened. */
export interface ProductFees {
	/** By zone, in the order of the terms. */
	readonly zoneFees: readonly PerPeriod<MicroPerKwh>[];
	/** By border, in the order of the terms. */
	readonly borderFees: readonly PerPeriod<MicroPerKwh>[];
}

type DeliveryTerms = Pick<ProductTerms, 'deliveryStart' | 'deliveryEnd' | 'periodMs'>;

export function periodsOf({ deliveryStart, deliveryEnd, periodMs }: DeliveryTerms): number {
	return (deliveryEnd - deliveryStart) / periodMs;
}

/** Start of a period, counted from 0. */
export function periodStart({ deliveryStart, periodMs }: DeliveryTerms, period: number): TimeMs {
	return deliveryStart + period * periodMs;
}

/** The figure of one period. */
export function inPeriod<T>(figures: PerPeriod<T>, period: number): T {
	return (figures.length === 1 ? figures[0] : figures[period]) as T;
}

/** Delivery and metering periods: 15, 30 or 60 minutes. */
export function isPeriod(lengthMs: number): boolean {
	return lengthMs === QUARTER_MS || lengthMs === 2 * QUARTER_MS || lengthMs === HOUR_MS;
}

const price = integer(-PRICE_MAX, PRICE_MAX);
const fee = nullable(integer(0, PRICE_MAX));
const capacities = list(integer(-PRODUCT_LIMITS.capacityWh, PRODUCT_LIMITS.capacityWh), PRODUCT_LIMITS.periods);

export const readProductTerms: Reader<ProductTerms> = record<ProductTerms>({
	product: identifier(),
	zones: list(identifier(), PRODUCT_LIMITS.zones),
	deliveryStart: integer(),
	deliveryEnd: integer(),
	periodMs: integer(1),
	gateOpening: integer(),
	gateClosure: integer(),
	signingDeadline: integer(),
	settlementTime: integer(),
	tick: integer(1, PRICE_MAX),
	lotWh: integer(1, ENERGY_MAX),
	priceMin: price,
	priceMax: price,
	wheelingFee: fee,
	borders: list(
		record<BorderTerms>({ from: identifier(), to: identifier(), minWh: capacities, maxWh: capacities, fee }),
		PRODUCT_LIMITS.borders,
	),
	tariff: price,
	feedIn: price,
	imbalance: readImbalanceRule,
	signing: readSigningPolicy,
	mechanism: literal(...PRODUCT_MECHANISMS),
	profile: identifier(),
	sealed: nullable(
		record<SealedTerms>({
			revealUntil: integer(),
			deposit: integer(1),
			mode: literal('commit-reveal', 'shared-key'),
		}),
	),
});
