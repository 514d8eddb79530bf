import { CodedError } from '../errors/coded-error.ts';
import { formatStamp } from './calendar.ts';
import type { ClearedPrice } from './cleared-prices.ts';

/** The parts of an OpenADR 3.1 event that a price event has; source: OpenADR Alliance, openadr3.yaml 3.1.0. */
export interface PriceEvent {
	readonly objectType: 'EVENT';
	readonly programID: string;
	readonly eventName: string;
	readonly payloadDescriptors: readonly [
		{
			readonly objectType: 'EVENT_PAYLOAD_DESCRIPTOR';
			readonly payloadType: 'PRICE';
			readonly units: 'KWH';
			readonly currency: string;
		},
	];
	/** Of the first interval; the others follow one another without a hole, or say so themselves. */
	readonly intervalPeriod: IntervalPeriod;
	readonly intervals: readonly {
		readonly id: number;
		readonly intervalPeriod?: IntervalPeriod;
		readonly payloads: readonly [{ readonly type: 'PRICE'; readonly values: readonly [number] }];
	}[];
}

interface IntervalPeriod {
	/** RFC 3339. */
	readonly start: string;
	/** ISO 8601. */
	readonly duration: string;
}

export interface PriceEventOptions {
	/** Id that the VTN gave the program: letters, digits, _ and -, at most 128. */
	readonly programId: string;
	readonly eventName: string;
	/** ISO 4217 code. */
	readonly currency: string;
}

const MICRO = 1_000_000;
/** Intervals of one event: a year of quarter-hours. */
const INTERVALS_MAX = 35_136;

/**
 * The cleared prices of one zone as an event of payload type PRICE, per kWh, for demand response programs. Periods
 * without a price are left out; where a hole or another length of period makes it necessary, each interval states its
 * own time. A payload's value is a JSON number: micro-money over a million, which prints as the exact decimal.
 * @param prices of one zone, in order of time
 * @throws CodedError OPENADR_INVALID when the prices or options cannot make one event
 */
export function priceEvent(prices: readonly ClearedPrice[], options: PriceEventOptions): PriceEvent {
	const { programId, eventName, currency } = options;
	if (!/^[A-Za-z0-9_-]{1,128}$/.test(programId)) refuse('the program id has other characters than A-Z a-z 0-9 _ -');
	if (!/^[A-Z]{3}$/.test(currency)) refuse('the currency is no code of three capitals');
	const priced = prices.filter(({ price }) => price !== null);
	const [first] = priced;
	if (first === undefined) return refuse('no period has a price');
	if (priced.length > INTERVALS_MAX) refuse(`more than ${INTERVALS_MAX} periods`);
	if (priced.some(({ zone }) => zone !== first.zone)) refuse('the prices are of several zones');
	if (priced.some(({ start }, index) => index > 0 && start < (priced[index - 1] as ClearedPrice).end))
		refuse('the periods are not in order of time');
	const length = first.end - first.start;
	const isRegular = priced.every(
		({ start, end }, index) => end - start === length && start === first.start + index * length,
	);
	return {
		objectType: 'EVENT',
		programID: programId,
		eventName,
		payloadDescriptors: [{ objectType: 'EVENT_PAYLOAD_DESCRIPTOR', payloadType: 'PRICE', units: 'KWH', currency }],
		intervalPeriod: periodOf(first),
		intervals: priced.map((each, id) => ({
			id,
			...(isRegular ? {} : { intervalPeriod: periodOf(each) }),
			payloads: [{ type: 'PRICE', values: [(each.price as number) / MICRO] }],
		})),
	};
}

function periodOf({ start, end }: ClearedPrice): IntervalPeriod {
	return { start: formatStamp(start), duration: `PT${(end - start) / 60_000}M` };
}

function refuse(reason: string): never {
	throw new CodedError('OPENADR_INVALID', { reason });
}
