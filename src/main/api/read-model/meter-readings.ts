import { type EnergyWh, HOUR_MS, type TimeMs } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from './block-step.ts';
import type { HourOf } from './local-time.ts';
import type { Retention } from './retention.ts';

export interface ReadingRow {
	readonly id: string;
	readonly meter: string;
	readonly participant: string;
	readonly start: TimeMs;
	readonly end: TimeMs;
	readonly generatedWh: EnergyWh;
	readonly consumedWh: EnergyWh;
	readonly version: number;
}

/** Readings of one local hour; the newest version of a meter's period counts. */
export interface MeteredHour {
	generatedWh: EnergyWh;
	consumedWh: EnergyWh;
	readonly readings: Map<string, ReadingRow>;
	firstHeight: number;
	lastHeight: number;
}

/** Signed readings by hour, back to the retained number of hours before the newest one. */
export class MeterReadings {
	readonly hours = new Map<TimeMs, MeteredHour>();
	readonly #limits: Retention;
	readonly #hourOf: HourOf;
	#newest = Number.NEGATIVE_INFINITY;
	#count = 0;

	constructor(limits: Retention, startOfHour: HourOf) {
		this.#limits = limits;
		this.#hourOf = startOfHour;
	}

	record(event: EventOf<'reading-recorded'>, { height }: EventStep): void {
		const { reading: id, meter, participant, start, end, generatedWh, consumedWh, version } = event;
		const at = this.#hourOf(start);
		if (at > this.#newest) {
			this.#newest = at;
			this.#forgetBefore(at - this.#limits.readingHours * HOUR_MS);
		}
		if (at < this.#newest - this.#limits.readingHours * HOUR_MS) return;
		const hour = this.#hour(at, height);
		const key = `${meter}@${start}`;
		const previous = hour.readings.get(key);
		if (previous && previous.version >= version) return;
		hour.generatedWh += generatedWh - (previous?.generatedWh ?? 0);
		hour.consumedWh += consumedWh - (previous?.consumedWh ?? 0);
		hour.lastHeight = height;
		hour.readings.set(key, { id, meter, participant, start, end, generatedWh, consumedWh, version });
		if (!previous) this.#count += 1;
		if (this.#count > this.#limits.readings) this.#forgetOldest();
	}

	/** The reading of this id, when it is retained and no correction has replaced it. */
	find(id: string): ReadingRow | undefined {
		const match = /^R-(.+)-(\d+)(?:-v\d+)?$/.exec(id);
		if (!match) return undefined;
		const row = this.hours.get(this.#hourOf(Number(match[2])))?.readings.get(`${match[1]}@${match[2]}`);
		return row?.id === id ? row : undefined;
	}

	#hour(at: TimeMs, height: number): MeteredHour {
		const known = this.hours.get(at);
		if (known) return known;
		const hour: MeteredHour = {
			generatedWh: 0,
			consumedWh: 0,
			readings: new Map(),
			firstHeight: height,
			lastHeight: height,
		};
		this.hours.set(at, hour);
		return hour;
	}

	#forgetBefore(limit: TimeMs): void {
		for (const [at, hour] of this.hours) {
			if (at >= limit) continue;
			this.#count -= hour.readings.size;
			this.hours.delete(at);
		}
	}

	#forgetOldest(): void {
		let oldest = this.#newest;
		for (const at of this.hours.keys()) if (at < oldest) oldest = at;
		if (oldest < this.#newest) this.#forgetBefore(oldest + HOUR_MS);
	}
}
