import { CodedError } from '../errors/coded-error.ts';
import { READING_LIMITS } from './reading-import.ts';
import type { XmlElement, XmlHandler } from './xml-reader.ts';

const ATOM = 'http://www.w3.org/2005/Atom';

/** What a series measures; '' where the file does not say. */
export interface EspiReadingType {
	readonly uom: string;
	readonly flowDirection: string;
	readonly powerOfTen: string;
	readonly accumulation: string;
	readonly commodity: string;
	/** Seconds. */
	readonly intervalLength: string;
}

/** One reading as the file has it; '' where a part is missing. */
export interface EspiInterval {
	readonly line: number;
	/** Seconds of UTC since 1970. */
	readonly start: string;
	readonly seconds: string;
	readonly value: string;
	readonly quality: string;
}

export interface EspiBlock {
	readonly line: number;
	/** Address of its ReadingType; null where no link leads to one. */
	readonly type: string | null;
	/** Last part of its usage point's address, or ''. */
	readonly usagePoint: string;
	readonly intervals: readonly EspiInterval[];
}

type Fields = { [name: string]: string };

interface OpenBlock {
	readonly line: number;
	readonly intervals: EspiInterval[];
	readonly entry: Entry;
}

interface Entry {
	self: string;
	up: string;
	readonly related: string[];
}

const TYPE_FIELDS = [
	'uom',
	'flowDirection',
	'powerOfTenMultiplier',
	'accumulationBehaviour',
	'commodity',
	'intervalLength',
];
const INTERVAL_FIELDS = ['start', 'duration', 'value', 'quality'];

/**
 * Gathers reading types and interval blocks of a feed, and finds by the links between entries which belong together.
 * Elements of ESPI are known by name: utilities write them in its namespace, in none, or in the feed's own.
 */
export class EspiEntries implements XmlHandler {
	readonly types = new Map<string, EspiReadingType>();
	/** Address of the reading type of each meter reading, by the meter reading's own address. */
	readonly #typeOfReading = new Map<string, string>();
	readonly #blocks: OpenBlock[] = [];
	#entry: Entry = newEntry();
	#type: Fields | null = null;
	#isMeterReading = false;
	#interval: Fields | null = null;
	#intervalLine = 0;
	#count = 0;

	open({ name, namespace, attributes }: XmlElement, line: number): void {
		if (namespace === ATOM) {
			if (name === 'entry') this.#begin();
			else if (name === 'link') this.#link(attributes['rel'] ?? '', addressOf(attributes['href'] ?? ''));
		}
		if (name === 'ReadingType') this.#type = {};
		else if (name === 'MeterReading') this.#isMeterReading = true;
		else if (name === 'IntervalBlock') this.#blocks.push({ line, intervals: [], entry: this.#entry });
		else if (name === 'IntervalReading') {
			this.#interval = {};
			this.#intervalLine = line;
		}
	}

	close({ name, namespace }: XmlElement, text: string): void {
		if (namespace === ATOM && name === 'entry') return this.#end();
		if (name === 'IntervalReading') this.#addInterval();
		else if (name === 'ReadingType') this.#addType();
		else if (this.#interval !== null && INTERVAL_FIELDS.includes(name)) this.#interval[name] = text;
		else if (this.#type !== null && TYPE_FIELDS.includes(name)) this.#type[name] = text;
	}

	/** Blocks with what their links lead to, once the document has been read. */
	blocks(): EspiBlock[] {
		return this.#blocks.map(({ line, intervals, entry }) => {
			const above = (entry.up === '' ? entry.self : entry.up).replace(/\/IntervalBlock(\/[^/]*)?$/, '');
			const reading = [above, ...entry.related].find((address) => this.#typeOfReading.has(address)) ?? above;
			const linked = this.#typeOfReading.get(reading) ?? entry.related.find((address) => this.types.has(address));
			const usagePoint = /\/UsagePoint\/([^/]+)(\/|$)/.exec(`/${reading}`)?.[1] ?? '';
			return { line, intervals, type: linked ?? null, usagePoint };
		});
	}

	#begin(): void {
		this.#entry = newEntry();
		this.#isMeterReading = false;
	}

	#link(rel: string, address: string): void {
		if (rel === 'self') this.#entry.self = address;
		else if (rel === 'up') this.#entry.up = address;
		else if (rel === 'related') this.#entry.related.push(address);
	}

	#end(): void {
		const { self, related } = this.#entry;
		const type = related.find((address) => /(^|\/)ReadingType(\/|$)/.test(address));
		if (this.#isMeterReading && type !== undefined) this.#typeOfReading.set(self, type);
		const pending = this.types.get('');
		if (pending !== undefined && self !== '') {
			this.types.delete('');
			this.types.set(self, pending);
		}
		this.#begin();
	}

	/** Its address is known when the entry ends: links may follow the content. */
	#addType(): void {
		const fields = this.#type ?? {};
		this.#type = null;
		this.types.set('', {
			uom: fields['uom'] ?? '',
			flowDirection: fields['flowDirection'] ?? '',
			powerOfTen: fields['powerOfTenMultiplier'] ?? '0',
			accumulation: fields['accumulationBehaviour'] ?? '',
			commodity: fields['commodity'] ?? '',
			intervalLength: fields['intervalLength'] ?? '',
		});
	}

	#addInterval(): void {
		const fields = this.#interval ?? {};
		this.#interval = null;
		const block = this.#blocks.at(-1);
		if (block === undefined)
			throw new CodedError('XML_CONTENT', {
				element: 'IntervalReading',
				line: this.#intervalLine,
				reason: 'it stands in no IntervalBlock',
			});
		this.#count += 1;
		if (this.#count > READING_LIMITS.rows)
			throw new CodedError('FORMAT_ROWS_EXCEEDED', { limit: READING_LIMITS.rows, line: this.#intervalLine });
		block.intervals.push({
			line: this.#intervalLine,
			start: fields['start'] ?? '',
			seconds: fields['duration'] ?? '',
			value: fields['value'] ?? '',
			quality: fields['quality'] ?? '',
		});
	}
}

function newEntry(): Entry {
	return { self: '', up: '', related: [] };
}

/** The path of an address without scheme, host and slashes at its ends: feeds mix absolute and relative ones. */
function addressOf(href: string): string {
	return href
		.trim()
		.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
		.replace(/^\/+|\/+$/g, '');
}
