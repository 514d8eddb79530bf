import { readingId } from '../../../../shared/codec/ids.ts';
import type { Reading } from '../../../../shared/codec/metering-calls.ts';
import { isPeriod, QUARTER_MS } from '../../../../shared/codec/product-terms.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { type Product, periodOf, productAt } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import { delegationInForce } from '../identity/delegations.ts';
import {
	isSuspended,
	type MeterRecord,
	type Participant,
	requireMeter,
	requireParticipant,
	zoneAt,
	zonesOf,
} from '../identity/participants.ts';
import { attribute, derive, flow, generate } from '../provenance.ts';

export const METERING = 'metering';

export const meteringPaths = {
	readings: (product: string, meter: string): string => `${METERING}/reading/${product}/${meter}`,
} as const;

/** A reading as the state holds it until its product is settled. */
export interface RecordedReading {
	readonly start: number;
	readonly end: number;
	readonly generatedWh: number;
	readonly consumedWh: number;
	/** 1, then one more for each correction. */
	readonly version: number;
}

/** Newest versions of a meter's readings within a product, ascending by start, without overlap. */
export function readingsOf(context: CallContext, product: string, meter: string): readonly RecordedReading[] {
	return context.space(METERING).get<readonly RecordedReading[]>(`reading/${product}/${meter}`) ?? [];
}

export function forgetReadings(context: CallContext, product: string, meter: string): void {
	context.space(METERING).delete(`reading/${product}/${meter}`);
}

/**
 * Records one reading or its correction. A reading that says what is already recorded changes nothing.
 * @throws CodedError READING_PERIOD, READING_FUTURE, READING_SETTLED, READING_OVERLAP, METER_UNKNOWN, CALL_FORBIDDEN
 * @returns whose it is and which version; null where nothing is new
 */
export function recordReading(
	context: CallContext,
	sender: string,
	reading: Reading,
): { readonly participant: string; readonly version: number } | null {
	const { meter, start, end, generatedWh, consumedWh } = reading;
	const owner = requireMeter(context, meter);
	requireMayRead(context, sender, meter, owner);
	const product = requirePeriod(context, owner, reading);
	const others = readingsOf(context, product.product, meter);
	const earlier = others.find((each) => each.start === start && each.end === end);
	if (earlier?.generatedWh === generatedWh && earlier.consumedWh === consumedWh) return null;
	const rest = others.filter((each) => each !== earlier);
	if (rest.some((each) => each.start < end && start < each.end))
		throw new CodedError('READING_OVERLAP', { meter, start });
	const version = (earlier?.version ?? 0) + 1;
	const recorded: RecordedReading = { start, end, generatedWh, consumedWh, version };
	const all = [...rest, recorded].sort((a, b) => a.start - b.start);
	context.space(METERING).set(`reading/${product.product}/${meter}`, all);
	return { participant: owner.participant, version };
}

/**
 * The meter's operator, or its delegate for readings, while the operator is one and not suspended; or the owner's
 * delegate for readings, since a suspended owner is still measured.
 */
function requireMayRead(context: CallContext, sender: string, meter: string, owner: MeterRecord): void {
	const { participant, operator } = owner;
	const isDelegateOf = (principal: string): boolean =>
		delegationInForce(context, principal, 'readings', sender) !== null;
	if (isDelegateOf(participant)) return;
	const record = requireParticipant(context, operator);
	const isInOffice = record.role === 'meter-operator' && !isSuspended(record);
	if (isInOffice && (sender === operator || isDelegateOf(operator))) return;
	throw new CodedError('CALL_FORBIDDEN', { sender, needed: `operator of meter ${meter}` });
}

/** The unsettled product of the owner's zone that holds the whole interval. */
function requirePeriod(context: CallContext, owner: MeterRecord, { meter, start, end }: Reading): Product {
	if (start % QUARTER_MS !== 0 || !isPeriod(end - start)) throw new CodedError('READING_PERIOD', { meter, start });
	if (end > context.time) throw new CodedError('READING_FUTURE', { meter, start });
	const product = productOf(context, requireParticipant(context, owner.participant), start);
	if (!product || periodOf(product, start, end) === null) throw new CodedError('READING_PERIOD', { meter, start });
	if (product.status === 'settling' || product.status === 'settled')
		throw new CodedError('READING_SETTLED', { meter, start, product: product.product });
	return product;
}

/**
 * The product in which a participant is settled for a quarter-hour, by its start: one that has begun when the
 * participant moves keeps it to its end.
 */
export function productOf(context: CallContext, owner: Participant, at: TimeMs): Product | null {
	for (const zone of zonesOf(owner)) {
		const product = productAt(context, zone, at);
		if (product && zoneAt(owner, product.deliveryStart) === zone) return product;
	}
	return null;
}

export function emitReading(
	context: CallContext,
	recorded: {
		readonly reading: Reading;
		readonly participant: string;
		readonly version: number;
		/** Id of the batch that it came in. */
		readonly batch: string;
	},
): void {
	const { reading, participant, version, batch } = recorded;
	const { meter, start, end, generatedWh, consumedWh } = reading;
	const id = readingId(meter, start, version);
	context.emit({
		kind: 'reading-recorded',
		reading: id,
		batch,
		meter,
		participant,
		start,
		end,
		generatedWh,
		consumedWh,
		version,
	});
	const node = { type: 'reading', id } as const;
	const source = { type: 'meter', id: meter } as const;
	generate(context, node, source);
	attribute(context, node, participant);
	derive(context, node, { type: 'readings', id: batch });
	if (version > 1) derive(context, node, { type: 'reading', id: readingId(meter, start, version - 1) });
	flow(context, source, node, generatedWh);
	flow(context, node, source, consumedWh);
}
