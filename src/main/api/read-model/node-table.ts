import { PROVENANCE_TYPES, type ProvenanceNode, type ProvenanceType } from '../../../shared/codec/provenance.ts';
import type { EnergyWh, TimeMs } from '../../../shared/codec/units.ts';
import { NO_EDGE } from './edge-ring.ts';

const PAGE_BITS = 13;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_SIZE - 1;
/** After every block. */
export const NEVER = 0xffff_ffff;
const FIRST_BUCKETS = 1_024;
/** No node: the end of a chain, and of the order. */
export const NO_NODE = -1;

const TYPE_CODES = Object.fromEntries(PROVENANCE_TYPES.map((type, code) => [type, code])) as {
	readonly [type in ProvenanceType]: number;
};

/** Columns of 8,192 nodes: 74 bytes a node, its id apart. */
interface NodePage {
	readonly id: string[];
	readonly type: Uint8Array;
	readonly hash: Uint32Array;
	/** Next node of the same bucket; of a free place, the next free one. */
	readonly chain: Int32Array;
	/** The nodes made just before and after it. */
	readonly earlier: Int32Array;
	readonly later: Int32Array;
	readonly birth: Float64Array;
	readonly height: Uint32Array;
	readonly time: Float64Array;
	readonly degree: Uint32Array;
	/** Edges that ever joined it, in all. */
	readonly joined: Uint32Array;
	/** Newest edge that leads to a cause, and to an effect. */
	readonly toCauses: Int32Array;
	readonly toEffects: Int32Array;
	/** Energy along all flows ever declared. */
	readonly inWh: Float64Array;
	readonly outWh: Float64Array;
	/** Block whose edge first led to or from a settlement; `NEVER` without one. */
	readonly settledFrom: Uint32Array;
	/** Whether some of its edges are forgotten. */
	readonly isCut: Uint8Array;
}

/**
 * The nodes of the graph by index, found by type and id through linear hashing (Litwin 1980): the table grows by one
 * bucket at a time, so that no insertion has to lay all of it out anew. Places of forgotten nodes are used again.
 */
export class NodeTable {
	readonly #pages: NodePage[] = [];
	/** Heads of the chains, in pages. */
	readonly #buckets: Int32Array[] = [emptyBuckets()];
	#bucketCount = FIRST_BUCKETS;
	/** Buckets when this round of splits began, less one. */
	#mask = FIRST_BUCKETS - 1;
	#places = 0;
	#free = NO_NODE;
	#newest = NO_NODE;
	#births = 0;
	#size = 0;

	get size(): number {
		return this.#size;
	}

	/** The node made last; `NO_NODE` when there is none. */
	get newest(): number {
		return this.#newest;
	}

	find({ type, id }: ProvenanceNode): number {
		const code = TYPE_CODES[type];
		const hash = hashOf(code, id);
		let node = this.#head(this.#bucketOf(hash));
		while (node !== NO_NODE) {
			const page = this.page(node);
			const at = node & PAGE_MASK;
			if (page.hash[at] === hash && page.type[at] === code && page.id[at] === id) return node;
			node = page.chain[at] as number;
		}
		return NO_NODE;
	}

	/** A new node, which must not be in the table yet. */
	add({ type, id }: ProvenanceNode, height: number, time: TimeMs): number {
		const node = this.#place();
		const page = this.page(node);
		const at = node & PAGE_MASK;
		const code = TYPE_CODES[type];
		const hash = hashOf(code, id);
		page.id[at] = id;
		page.type[at] = code;
		page.hash[at] = hash;
		page.birth[at] = this.#births++;
		page.height[at] = height;
		page.time[at] = time;
		page.degree[at] = 0;
		page.joined[at] = 0;
		page.toCauses[at] = NO_EDGE;
		page.toEffects[at] = NO_EDGE;
		page.inWh[at] = 0;
		page.outWh[at] = 0;
		page.settledFrom[at] = NEVER;
		page.isCut[at] = 0;
		page.earlier[at] = this.#newest;
		page.later[at] = NO_NODE;
		if (this.#newest !== NO_NODE) this.page(this.#newest).later[this.#newest & PAGE_MASK] = node;
		this.#newest = node;
		this.#enter(node, hash);
		this.#size += 1;
		if (this.#size > this.#bucketCount) this.#split();
		return node;
	}

	remove(node: number): void {
		const page = this.page(node);
		const at = node & PAGE_MASK;
		const earlier = page.earlier[at] as number;
		const later = page.later[at] as number;
		if (earlier !== NO_NODE) this.page(earlier).later[earlier & PAGE_MASK] = later;
		if (later === NO_NODE) this.#newest = earlier;
		else this.page(later).earlier[later & PAGE_MASK] = earlier;
		this.#leave(node, page.hash[at] as number);
		page.id[at] = '';
		page.birth[at] = -1;
		page.chain[at] = this.#free;
		this.#free = node;
		this.#size -= 1;
	}

	/** The columns in which a node is, at `node & NODE_MASK`. */
	page(node: number): NodePage {
		return this.#pages[node >>> PAGE_BITS] as NodePage;
	}

	typeOf(node: number): ProvenanceType {
		return PROVENANCE_TYPES[this.page(node).type[node & PAGE_MASK] as number] as ProvenanceType;
	}

	idOf(node: number): string {
		return this.page(node).id[node & PAGE_MASK] as string;
	}

	degreeOf(node: number): number {
		return this.page(node).degree[node & PAGE_MASK] as number;
	}

	/** Number of the node among all that were ever made; −1 for a free place. */
	birthOf(node: number): number {
		return this.page(node).birth[node & PAGE_MASK] as number;
	}

	/** Adds to the sums of energy at a node. */
	carry(node: number, inWh: EnergyWh, outWh: EnergyWh): void {
		const page = this.page(node);
		page.inWh[node & PAGE_MASK] = (page.inWh[node & PAGE_MASK] as number) + inWh;
		page.outWh[node & PAGE_MASK] = (page.outWh[node & PAGE_MASK] as number) + outWh;
	}

	#place(): number {
		if (this.#free !== NO_NODE) {
			const node = this.#free;
			this.#free = this.page(node).chain[node & PAGE_MASK] as number;
			return node;
		}
		if (this.#places >>> PAGE_BITS === this.#pages.length) this.#pages.push(emptyPage());
		return this.#places++;
	}

	#bucketOf(hash: number): number {
		const bucket = (hash & this.#mask) >>> 0;
		return bucket < this.#bucketCount - this.#mask - 1 ? (hash & (2 * this.#mask + 1)) >>> 0 : bucket;
	}

	#head(bucket: number): number {
		return (this.#buckets[bucket >>> PAGE_BITS] as Int32Array)[bucket & PAGE_MASK] as number;
	}

	#setHead(bucket: number, node: number): void {
		(this.#buckets[bucket >>> PAGE_BITS] as Int32Array)[bucket & PAGE_MASK] = node;
	}

	#enter(node: number, hash: number): void {
		const bucket = this.#bucketOf(hash);
		this.page(node).chain[node & PAGE_MASK] = this.#head(bucket);
		this.#setHead(bucket, node);
	}

	#leave(node: number, hash: number): void {
		const bucket = this.#bucketOf(hash);
		const next = this.page(node).chain[node & PAGE_MASK] as number;
		let before = this.#head(bucket);
		if (before === node) {
			this.#setHead(bucket, next);
			return;
		}
		while (true) {
			const page = this.page(before);
			const following = page.chain[before & PAGE_MASK] as number;
			if (following === node) {
				page.chain[before & PAGE_MASK] = next;
				return;
			}
			before = following;
		}
	}

	/** Spreads the nodes of the next bucket over it and a new one. */
	#split(): void {
		const bucket = this.#bucketCount - this.#mask - 1;
		let node = this.#head(bucket);
		this.#setHead(bucket, NO_NODE);
		if (this.#bucketCount >>> PAGE_BITS === this.#buckets.length) this.#buckets.push(emptyBuckets());
		this.#bucketCount += 1;
		while (node !== NO_NODE) {
			const page = this.page(node);
			const next = page.chain[node & PAGE_MASK] as number;
			this.#enter(node, page.hash[node & PAGE_MASK] as number);
			node = next;
		}
		if (this.#bucketCount === 2 * (this.#mask + 1)) this.#mask = 2 * this.#mask + 1;
	}
}

/** Where in its page a node is. */
export const NODE_MASK = PAGE_MASK;

/** FNV-1a over type and id, mixed so that its low bits depend on all of it (MurmurHash3's finaliser). */
function hashOf(type: number, id: string): number {
	let hash = Math.imul(0x811c9dc5 ^ type, 0x01000193);
	for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}

function emptyBuckets(): Int32Array {
	return new Int32Array(PAGE_SIZE).fill(NO_NODE);
}

function emptyPage(): NodePage {
	return {
		id: new Array<string>(PAGE_SIZE).fill(''),
		type: new Uint8Array(PAGE_SIZE),
		hash: new Uint32Array(PAGE_SIZE),
		chain: new Int32Array(PAGE_SIZE),
		earlier: new Int32Array(PAGE_SIZE),
		later: new Int32Array(PAGE_SIZE),
		birth: new Float64Array(PAGE_SIZE),
		height: new Uint32Array(PAGE_SIZE),
		time: new Float64Array(PAGE_SIZE),
		degree: new Uint32Array(PAGE_SIZE),
		joined: new Uint32Array(PAGE_SIZE),
		toCauses: new Int32Array(PAGE_SIZE),
		toEffects: new Int32Array(PAGE_SIZE),
		inWh: new Float64Array(PAGE_SIZE),
		outWh: new Float64Array(PAGE_SIZE),
		settledFrom: new Uint32Array(PAGE_SIZE),
		isCut: new Uint8Array(PAGE_SIZE),
	};
}
