import { decode } from '../../../shared/codec/cbor.ts';
import type { Reading, ReadingsSource } from '../../../shared/codec/metering-calls.ts';
import { isPeriod, type ProductTerms, QUARTER_MS } from '../../../shared/codec/product-terms.ts';
import type { Fault } from '../../../shared/formats/fault.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../shared/proofs/state-proof.ts';
import { type Progress, periodOf, productPaths } from '../../core/contracts/auction/products.ts';
import {
	identityPaths,
	type MeterRecord,
	type ParticipantRecord,
	zoneAt,
	zonesOf,
} from '../../core/contracts/identity/participants.ts';
import { meteringPaths, type RecordedReading } from '../../core/contracts/metering/readings.ts';
import type { GridquorumNode } from '../types.ts';

type StateOfNode = Pick<GridquorumNode, 'stateValue' | 'clock'>;

/** State leaves that one check remembers. */
const REMEMBERED_LEAVES = 50_000;

/**
 * Says what the metering contract would say to single readings, from the node's present state: the contract refuses a
 * batch for one bad reading, and has the last word.
 */
export class ReadingChecks {
	readonly #source: ReadingsSource;
	readonly #node: StateOfNode;
	readonly #leaves = new Map<string, Promise<unknown>>();

	constructor(options: { readonly source: ReadingsSource }, modules: { readonly node: StateOfNode }) {
		this.#source = options.source;
		this.#node = modules.node;
	}

	/** `unchanged` for what is recorded already, a fault for what would be refused. */
	async check(reading: Reading): Promise<'new' | 'unchanged' | Fault> {
		const { meter, start, end, generatedWh, consumedWh } = reading;
		const owner = await this.#leaf<MeterRecord>(identityPaths.meter(meter));
		if (!owner) return { code: 'METER_UNKNOWN', details: { meter } };
		const { kind, id } = this.#source;
		if (kind === 'meter' ? meter !== id : owner.operator !== id)
			return { code: 'READING_SOURCE', details: { meter, source: id } };
		if (start % QUARTER_MS !== 0 || !isPeriod(end - start))
			return { code: 'READING_PERIOD', details: { meter, start } };
		if (end > this.#node.clock.now()) return { code: 'READING_FUTURE', details: { meter, start } };
		const terms = await this.#productAt(owner.participant, start);
		if (!terms || periodOf(terms, start, end) === null) return { code: 'READING_PERIOD', details: { meter, start } };
		const { product } = terms;
		const progress = await this.#leaf<Pick<Progress, 'status'>>(productPaths.progress(product));
		if (progress?.status === 'settling' || progress?.status === 'settled')
			return { code: 'READING_SETTLED', details: { meter, start, product } };
		const recorded = (await this.#leaf<readonly RecordedReading[]>(meteringPaths.readings(product, meter))) ?? [];
		const clash = recorded.find((each) => each.start < end && start < each.end);
		if (!clash) return 'new';
		if (clash.start !== start || clash.end !== end) return { code: 'READING_OVERLAP', details: { meter, start } };
		return clash.generatedWh === generatedWh && clash.consumedWh === consumedWh ? 'unchanged' : 'new';
	}

	/** The product that takes the owner's readings of a time: that of its zone when delivery began. */
	async #productAt(participant: string, at: number): Promise<ProductTerms | null> {
		const owner = await this.#leaf<ParticipantRecord>(identityPaths.participant(participant));
		if (!owner) return null;
		for (const zone of zonesOf(owner)) {
			const product = await this.#leaf<string>(productPaths.slot(zone, at));
			const terms = product && (await this.#leaf<ProductTerms>(productPaths.terms(product)));
			if (terms && zoneAt(owner, terms.deliveryStart) === zone) return terms;
		}
		return null;
	}

	#leaf<T>(path: string): Promise<T | undefined> {
		const known = this.#leaves.get(path);
		if (known) return known as Promise<T | undefined>;
		const found = this.#node.stateValue(path).then((value) => value && decode(value, STATE_VALUE_MAX_BYTES));
		if (this.#leaves.size >= REMEMBERED_LEAVES) this.#leaves.clear();
		this.#leaves.set(path, found);
		return found as Promise<T | undefined>;
	}
}
