import type { Reading } from '../codec/metering-calls.ts';
import type { EnergyWh, TimeMs } from '../codec/units.ts';
import { CodedError } from '../errors/coded-error.ts';
import { formatStamp } from './calendar.ts';
import type { Fault } from './fault.ts';
import { READING_LIMITS, type ReadingBatch, type ReadingSummary, type RefusedReading } from './reading-import.ts';
import { ReadingLedger } from './reading-ledger.ts';

export type Flow = 'generated' | 'consumed';

/** Energy of one direction in one interval. */
export interface FlowValue {
	readonly meter: string;
	readonly start: TimeMs;
	readonly end: TimeMs;
	readonly flow: Flow;
	readonly energyWh: EnergyWh;
	readonly line: number;
}

/** Titles of refused values. */
export const FLOW_HEADER = ['meter', 'start', 'end', 'flow', 'value_wh'] as const;

interface Directions {
	readonly generated: Map<TimeMs, FlowValue>;
	readonly consumed: Map<TimeMs, FlowValue>;
}

/**
 * Joins the directions of each meter to readings, for files that give each its own series. A meter with one direction
 * has 0 in the other; with both, an interval that lacks one is refused, since a missing value is not a zero.
 */
export class EnergyFlows {
	readonly #meters = new Map<string, Directions>();
	readonly #ledger = new ReadingLedger();
	#refused: RefusedReading[] = [];
	#values = 0;

	/** @throws CodedError FORMAT_ROWS_EXCEEDED past READING_LIMITS */
	add(value: FlowValue): void {
		this.#count(value.line);
		let directions = this.#meters.get(value.meter);
		if (directions === undefined) {
			directions = { generated: new Map(), consumed: new Map() };
			this.#meters.set(value.meter, directions);
		}
		const series = directions[value.flow];
		const other = series.get(value.start);
		if (other === undefined) {
			series.set(value.start, value);
			return;
		}
		const isSame = other.end === value.end && other.energyWh === value.energyWh;
		const details = { meter: value.meter, start: formatStamp(value.start), first: other.line };
		this.#push(value, { code: isSame ? 'INTERVAL_DUPLICATE' : 'INTERVAL_CONFLICT', details });
	}

	/** Takes note of a value that cannot be read. */
	refuse(line: number, meter: string, fault: Fault, cells: readonly string[]): void {
		this.#count(line);
		this.#ledger.refuse();
		this.#refused.push({ line, meter, verdict: 'error', ...fault, cells });
	}

	/** What was refused since it was last asked. */
	takeRefused(): RefusedReading[] {
		const refused = this.#refused;
		this.#refused = [];
		return refused;
	}

	/** All readings, by meter and time. @throws CodedError FORMAT_EMPTY when there was no value */
	join(): ReadingBatch {
		if (this.#values === 0) throw new CodedError('FORMAT_EMPTY', { what: 'reading' });
		const readings: Reading[] = [];
		const lines: number[] = [];
		for (const [meter, { generated, consumed }] of this.#meters) {
			const starts = [...new Set([...generated.keys(), ...consumed.keys()])].sort((a, b) => a - b);
			const hasBoth = generated.size > 0 && consumed.size > 0;
			for (const start of starts) {
				const out = generated.get(start);
				const taken = consumed.get(start);
				const value = (out ?? taken) as FlowValue;
				const isWhole = !hasBoth || (out !== undefined && taken !== undefined && out.end === taken.end);
				const reading = {
					meter,
					start,
					end: value.end,
					generatedWh: out?.energyWh ?? 0,
					consumedWh: taken?.energyWh ?? 0,
				};
				const fault: Fault | null = isWhole
					? this.#ledger.add(reading, value.line)
					: { code: 'INTERVAL_VALUE_MISSING', details: {} };
				if (fault === null) {
					readings.push(reading);
					lines.push(value.line);
				} else this.#push(value, fault, isWhole);
			}
		}
		return { readings, lines, refused: this.takeRefused() };
	}

	summary(): ReadingSummary {
		return this.#ledger.summary();
	}

	#count(line: number): void {
		this.#values += 1;
		if (this.#values > READING_LIMITS.rows)
			throw new CodedError('FORMAT_ROWS_EXCEEDED', { limit: READING_LIMITS.rows, line });
	}

	#push(value: FlowValue, fault: Fault, isCounted = false): void {
		const verdict = fault.code === 'INTERVAL_DUPLICATE' ? 'duplicate' : 'error';
		if (!isCounted) this.#ledger.refuse(verdict);
		const { line, meter, start, end, flow, energyWh } = value;
		const cells = [meter, formatStamp(start), formatStamp(end), flow, String(energyWh)];
		this.#refused.push({ line, meter, verdict, ...fault, cells });
	}
}
