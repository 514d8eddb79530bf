import type { ProductTerms } from '../../../shared/codec/product-terms.ts';
import type { Role } from '../../../shared/codec/roles.ts';
import { HOUR_MS, type MicroMoney, type MicroPerKwh, mulDivFloor, type TimeMs } from '../../../shared/codec/units.ts';
import type { HourReading, Neighbourhood, NeighbourhoodHour } from '../neighbourhood/types.ts';
import { participantNames } from './participant-names.ts';
import { ceilTo, floorTo } from './reservation-prices.ts';
import { CALENDAR, OPERATORS, TERMS } from './terms.ts';

export interface PlannedParticipant {
	readonly id: string;
	readonly role: Role;
	readonly name: string;
	readonly balance: MicroMoney;
	/** Meter of a home. */
	readonly meter: string | null;
}

export interface PlannedHour {
	readonly terms: ProductTerms;
	/** Local calendar day and hour, for people. */
	readonly day: string;
	readonly localHour: number;
	/** One per home, in the order of `MarketPlan.homes`. */
	readonly readings: readonly HourReading[];
}

/** Everything that happens in the market if all goes well: who takes part, which products, what the meters will say. */
export interface MarketPlan {
	readonly homes: readonly PlannedParticipant[];
	readonly operators: readonly PlannedParticipant[];
	/** Who takes part without a meter and without an office. */
	readonly others: readonly PlannedParticipant[];
	/** Of every participant and product. */
	readonly zone: string;
	readonly hours: readonly PlannedHour[];
	readonly utcOffsetMinutes: number;
	/** Chain clock at height 0: early enough to announce the first product before its gate opens. */
	readonly genesisTime: TimeMs;
}

export interface MarketPlanOptions {
	readonly feedIn: MicroPerKwh;
	/** Default: the demo's only feeder. */
	readonly zone?: string;
	readonly others?: readonly Omit<PlannedParticipant, 'meter' | 'balance'>[];
}

/** 1,000 currency units on top of what the whole range could cost. */
const SPARE: MicroMoney = 1_000_000_000;

/**
 * @throws CodedError UNITS_OVERFLOW when energy times price leaves the safe integers
 */
export function createMarketPlan(neighbourhood: Neighbourhood, options: MarketPlanOptions): MarketPlan {
	const { zone = TERMS.zone, others = [] } = options;
	const reserved = [...Object.values(OPERATORS), ...others.map(({ id }) => id)];
	const names = participantNames(neighbourhood.homes, reserved);
	const homes = neighbourhood.homes.map((home, index) => ({
		id: names[index] as string,
		role: 'prosumer' as const,
		name: home.id,
		balance: SPARE + 2 * turnover(neighbourhood.hours, index, options.feedIn),
		meter: `M-${names[index]}`,
	}));
	const first = neighbourhood.hours[0] as NeighbourhoodHour;
	const labels = new Set<string>();
	return {
		homes,
		operators: [
			meterless(OPERATORS.market, 'market-operator', 'Market operator', SPARE),
			meterless(
				OPERATORS.grid,
				'grid-operator',
				'Grid company',
				homes.reduce((sum, { balance }) => sum + balance, SPARE),
			),
			meterless(OPERATORS.meter, 'meter-operator', 'Meter operator', SPARE),
		],
		others: others.map(({ id, role, name }) => meterless(id, role, name, SPARE)),
		zone,
		hours: neighbourhood.hours.map((hour) => ({
			terms: { ...termsOf(hour, productName(hour, labels), options.feedIn), zones: [zone] },
			day: hour.day,
			localHour: hour.localHour,
			readings: hour.readings,
		})),
		utcOffsetMinutes: first.utcOffsetMinutes,
		genesisTime: first.start - CALENDAR.openingLeadMs - HOUR_MS,
	};
}

function meterless(id: string, role: Role, name: string, balance: MicroMoney): PlannedParticipant {
	return { id, role, name, balance, meter: null };
}

/** Most that a home could pay or be paid over all hours. */
function turnover(hours: readonly NeighbourhoodHour[], home: number, feedIn: MicroPerKwh): MicroMoney {
	let sum = 0;
	for (const { tariff, readings } of hours) {
		const { loadWh, pvWh } = readings[home] as HourReading;
		sum += mulDivFloor(loadWh + pvWh, Math.max(Math.abs(tariff), Math.abs(feedIn)), 1_000) + 1;
	}
	return sum;
}

/** `F-2017-07-28T15`; the second hour of that name on the day when clocks go back is `F-2017-11-05T01.2`. */
function productName(hour: NeighbourhoodHour, labels: Set<string>): string {
	const label = `F-${hour.day}T${String(hour.localHour).padStart(2, '0')}`;
	const name = labels.has(label) ? `${label}.2` : label;
	labels.add(name);
	return name;
}

function termsOf(
	{ start, tariff }: NeighbourhoodHour,
	product: string,
	feedIn: MicroPerKwh,
): Omit<ProductTerms, 'zones'> {
	const deliveryEnd = start + HOUR_MS;
	const priceMin = floorTo(Math.min(feedIn, tariff, 0), TERMS.tick);
	return {
		product,
		deliveryStart: start,
		deliveryEnd,
		periodMs: HOUR_MS,
		gateOpening: start - CALENDAR.openingLeadMs,
		gateClosure: start - CALENDAR.closureLeadMs,
		signingDeadline: deliveryEnd + CALENDAR.signingDelayMs,
		settlementTime: deliveryEnd + CALENDAR.settlementDelayMs,
		tick: TERMS.tick,
		lotWh: TERMS.lotWh,
		priceMin,
		priceMax: Math.max(ceilTo(Math.max(feedIn, tariff), TERMS.tick), priceMin + TERMS.tick),
		wheelingFee: TERMS.wheelingFee,
		borders: [],
		tariff,
		// A tariff below the feed-in price would pay for carrying energy in a circle: the contract refuses it.
		feedIn: Math.min(feedIn, tariff),
		imbalance: null,
		signing: null,
		mechanism: 'uniform-price',
		profile: TERMS.profile,
		sealed: null,
	};
}
