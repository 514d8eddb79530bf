import type { EnergyWh, TimeMs } from '../codec/units.ts';
import { isOrderName } from './bid-name.ts';
import type { Rounding } from './decimal.ts';
import { EnergyFlows, FLOW_HEADER, type Flow } from './energy-flows.ts';
import { type Fault, shownCell } from './fault.ts';
import { type EspiBlock, EspiEntries, type EspiInterval, type EspiReadingType } from './green-button-entries.ts';
import type { ReadingBatch, ReadingReader, ReadingSummary } from './reading-import.ts';
import { scaledEnergy } from './scaled-energy.ts';
import { XmlReader } from './xml-reader.ts';

export interface GreenButtonOptions {
	/** Name of the meter where the file has one usage point; else the last part of the usage point's address. */
	readonly meter?: string | undefined;
	/** What becomes of parts of a Wh. */
	readonly rounding?: Rounding | undefined;
}

/** Watt-hours, in the units of IEC 61968-9. */
const UOM_WH = '72';
/** Quality marks of what was not measured: questionable, projected, made normal for weather. */
const UNFIT_QUALITY: { readonly [mark: string]: string } = {
	'10': 'questionable',
	'12': 'projected',
	'15': 'normalized',
};

/**
 * Reads Green Button files: Atom feeds of ESPI 1.x to 4.0 (NAESB REQ.21), or bare interval blocks. The times in them are
 * seconds of UTC, so local time parameters are for people only. Flow direction 1 is consumed, 19 generated; without one,
 * consumed. Entries come in any order, so the readings are known at the end.
 */
export class GreenButton implements ReadingReader {
	readonly header = FLOW_HEADER;
	readonly delimiter = ',';
	readonly #options: GreenButtonOptions;
	readonly #flows = new EnergyFlows();
	readonly #entries = new EspiEntries();
	readonly #xml = new XmlReader(this.#entries);

	constructor(options: GreenButtonOptions = {}) {
		this.#options = options;
	}

	push(text: string): ReadingBatch {
		this.#xml.push(text);
		return { readings: [], lines: [], refused: [] };
	}

	end(): ReadingBatch {
		this.#xml.end();
		const { types } = this.#entries;
		const blocks = this.#entries.blocks();
		const isOneMeter = new Set(blocks.map(({ usagePoint }) => usagePoint)).size <= 1;
		for (const block of blocks) {
			const meter = isOneMeter ? (this.#options.meter ?? block.usagePoint) : block.usagePoint;
			const type = block.type === null && types.size === 1 ? [...types.values()][0] : types.get(block.type ?? '');
			for (const interval of block.intervals) this.#take(interval, meter, type, block);
		}
		return this.#flows.join();
	}

	summary(): ReadingSummary {
		return this.#flows.summary();
	}

	#take(interval: EspiInterval, meter: string, type: EspiReadingType | undefined, block: EspiBlock): void {
		const { line, start, seconds, value } = interval;
		const cells = [meter, shownCell(start), shownCell(seconds), '', shownCell(value)];
		const refuse = (fault: Fault) => this.#flows.refuse(line, shownCell(meter), fault, cells);
		if (!isOrderName(meter)) return refuse({ code: 'INTERVAL_METER_MISSING', details: {} });
		if (type === undefined) {
			const reason = `no ReadingType ${block.type === null ? 'is linked' : shownCell(block.type)}`;
			return refuse({ code: 'XML_CONTENT', details: { element: 'IntervalBlock', line: block.line, reason } });
		}
		const flow = flowOf(type);
		if (typeof flow !== 'string') return refuse(flow);
		const quality = UNFIT_QUALITY[interval.quality];
		if (quality !== undefined) return refuse({ code: 'INTERVAL_QUALITY', details: { quality } });
		const times = timesOf(start, seconds === '' ? type.intervalLength : seconds);
		if (times === null) {
			const reason = `"${shownCell(start)}" and "${shownCell(seconds)}" are not whole seconds`;
			return refuse({ code: 'XML_CONTENT', details: { element: 'timePeriod', line, reason } });
		}
		const energy = energyOf(value, type.powerOfTen, this.#options.rounding);
		if (typeof energy !== 'number') return refuse(energy);
		this.#flows.add({ meter, ...times, flow, energyWh: energy, line });
	}
}

/** The direction of a series, or why its energy is not read. */
function flowOf(type: EspiReadingType): Flow | Fault {
	if (type.uom !== UOM_WH)
		return { code: 'INTERVAL_UNIT', details: { unit: type.uom === '' ? '-' : shownCell(type.uom) } };
	if (!['', '0', '4'].includes(type.accumulation))
		return { code: 'INTERVAL_DIRECTION', details: { kind: `accumulationBehaviour ${shownCell(type.accumulation)}` } };
	if (!['', '0', '1', '2'].includes(type.commodity))
		return { code: 'INTERVAL_DIRECTION', details: { kind: `commodity ${shownCell(type.commodity)}` } };
	if (['', '0', '1'].includes(type.flowDirection)) return 'consumed';
	if (type.flowDirection === '19') return 'generated';
	return { code: 'INTERVAL_DIRECTION', details: { kind: `flowDirection ${shownCell(type.flowDirection)}` } };
}

function timesOf(start: string, seconds: string): { readonly start: TimeMs; readonly end: TimeMs } | null {
	if (!/^\d{1,11}$/.test(start) || !/^\d{1,9}$/.test(seconds)) return null;
	return { start: Number(start) * 1000, end: (Number(start) + Number(seconds)) * 1000 };
}

function energyOf(value: string, powerOfTen: string, rounding: Rounding | undefined): EnergyWh | Fault {
	if (!/^-?\d{1,12}$/.test(powerOfTen))
		return { code: 'FORMAT_NUMBER_INVALID', details: { column: 'powerOfTenMultiplier', value: powerOfTen } };
	return scaledEnergy('value', value, Number(powerOfTen), rounding);
}
