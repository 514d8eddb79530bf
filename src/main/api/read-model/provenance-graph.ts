import {
	PROVENANCE_RELATIONS,
	type ProvenanceNode,
	type ProvenanceRelation,
	type ProvenanceType,
} from '../../../shared/codec/provenance.ts';
import type { EnergyWh, TimeMs } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from './block-step.ts';
import { EdgeRing, NO_EDGE } from './edge-ring.ts';
import { HASH_DIGITS, HashNames } from './hash-names.ts';
import { HubMarks, MARK_EVERY } from './hub-marks.ts';
import { NO_NODE, NODE_MASK, NodeTable } from './node-table.ts';

/** A node as it is told; `index` is its place in the graph, for as long as it is remembered. */
export interface GraphNode {
	readonly index: number;
	readonly type: ProvenanceType;
	readonly id: string;
	/** Block and time that first named it, as far as the graph remembers. */
	readonly height: number;
	readonly time: TimeMs;
}

export interface GraphEdge {
	readonly from: GraphNode;
	readonly to: GraphNode;
	readonly relation: ProvenanceRelation;
	readonly energyWh: EnergyWh | null;
	readonly height: number;
	readonly time: TimeMs;
}

/** An edge by the indices of its nodes. */
export interface EdgeOfIndices extends Omit<GraphEdge, 'from' | 'to'> {
	readonly slot: number;
	readonly from: number;
	readonly to: number;
}

const FLOW = PROVENANCE_RELATIONS.indexOf('energyFlow');

/** Hashes whose node has no edge yet: a block names few before the edge that follows. */
const MAX_PENDING = 256;

/**
 * The typed provenance edges that the contracts emit. A PROV relation points from effect to cause ("deed
 * wasDerivedFrom trade"), an energy flow from source to sink; `back` leads to causes and sources. Of the nodes and edges
 * only columns of numbers are kept, and of each node its id.
 */
export class ProvenanceGraph {
	readonly nodes = new NodeTable();
	readonly edges: EdgeRing;
	readonly #names: HashNames;
	readonly #marks = new HubMarks();
	readonly #pending = new Map<string, string[]>();
	#transaction: string | null = null;

	/** @param limits edges remembered; so many hashes are as well */
	constructor(limits: { readonly edges: number }) {
		this.edges = new EdgeRing(limits.edges);
		this.#names = new HashNames(limits.edges);
	}

	get nodeCount(): number {
		return this.nodes.size;
	}

	get edgeCount(): number {
		return this.edges.size;
	}

	/** Height from which on every edge is remembered; 0 while none is forgotten. */
	get wholeFrom(): number {
		// Of the oldest block some edges may be gone already.
		return this.#isWhole ? 0 : (this.edges.oldestHeight ?? 0) + 1;
	}

	/** The oldest block as of which there is anything to tell. */
	get oldestHeight(): number {
		return this.#isWhole ? 0 : (this.edges.oldestHeight ?? 0);
	}

	get #isWhole(): boolean {
		return this.edges.count === this.edges.size;
	}

	find(node: ProvenanceNode): GraphNode | undefined {
		const index = this.nodes.find(node);
		return index === NO_NODE ? undefined : this.view(index);
	}

	view(index: number): GraphNode {
		const page = this.nodes.page(index);
		const at = index & NODE_MASK;
		return {
			index,
			type: this.nodes.typeOf(index),
			id: page.id[at] as string,
			height: page.height[at] as number,
			time: page.time[at] as number,
		};
	}

	add(event: EventOf<'provenance'>, step: EventStep): void {
		const { slot, isTaken } = this.edges.next;
		if (isTaken) this.#release(slot);
		const from = this.#open(event.from, step);
		const to = this.#open(event.to, step);
		const isFlow = event.relation === 'energyFlow';
		if (isFlow && event.energyWh !== null) {
			this.nodes.carry(from, 0, event.energyWh);
			this.nodes.carry(to, event.energyWh, 0);
		}
		this.#join(isFlow ? from : to, isFlow ? to : from, event, step);
		if (event.to.type === 'settlement') this.#settle(from, step.height);
		if (event.from.type === 'settlement') this.#settle(to, step.height);
		if (step.transactionId === null || step.transactionId === this.#transaction) return;
		this.#transaction = step.transactionId;
		this.#names.add(step.transactionId, from, this.nodes.birthOf(from));
	}

	/** Remembers that a hash is one of the node's: its digest, commitment or content id. @param hash lower-case hex */
	name(node: ProvenanceNode, hash: string): void {
		const index = this.nodes.find(node);
		if (index !== NO_NODE) {
			this.#names.add(hash, index, this.nodes.birthOf(index));
			return;
		}
		if (this.#pending.size >= MAX_PENDING) this.#pending.delete(this.#pending.keys().next().value as string);
		const key = `${node.type} ${node.id}`;
		this.#pending.set(key, [...(this.#pending.get(key) ?? []), hash]);
	}

	/** Nodes that go with a hash, newest first. @param hash lower-case hex, its first 16 digits at least */
	named(hash: string): GraphNode[] {
		if (hash.length < HASH_DIGITS) return [];
		const found = new Set<number>();
		for (const { node, birth } of this.#names.find(hash)) if (this.nodes.birthOf(node) === birth) found.add(node);
		return [...found].map((index) => this.view(index));
	}

	/** Indices of all nodes, newest first; ends early when the node is forgotten at which it was left for a while. */
	*newestFirst(): Generator<number, void, undefined> {
		let node = this.nodes.newest;
		while (node !== NO_NODE) {
			const birth = this.nodes.birthOf(node);
			yield node;
			if (this.nodes.birthOf(node) !== birth) return;
			node = this.nodes.page(node).earlier[node & NODE_MASK] as number;
		}
	}

	/** Every remembered edge at a node, newest first: those to its causes, then those to its effects. */
	*edgesAt(node: number): Generator<EdgeOfIndices, void, undefined> {
		for (const direction of ['back', 'forward'] as const) {
			let slot = this.newestEdge(node, direction);
			while (slot !== NO_EDGE) {
				yield this.edgeAt(slot);
				const isStillHere = (direction === 'back' ? this.edges.effectAt(slot) : this.edges.causeAt(slot)) === node;
				if (!isStillHere) break;
				slot = this.olderEdge(slot, direction);
			}
		}
	}

	newestEdge(node: number, direction: 'back' | 'forward'): number {
		const page = this.nodes.page(node);
		return (direction === 'back' ? page.toCauses : page.toEffects)[node & NODE_MASK] as number;
	}

	/** The next older edge of the same list; `NO_EDGE` at the end. */
	olderEdge(slot: number, direction: 'back' | 'forward'): number {
		return direction === 'back' ? this.edges.olderAtEffect(slot) : this.edges.olderAtCause(slot);
	}

	/** The newest edge that the node had after block `height`, of blocks before `time`. */
	newestEdgeBefore(node: number, direction: 'back' | 'forward', height: number, time: TimeMs): number {
		const { edges } = this;
		let slot = this.newestEdge(node, direction);
		const isLater = (): boolean => edges.heightAt(slot) > height || edges.timeAt(slot) >= time;
		if (slot === NO_EDGE || !isLater()) return slot;
		const marks = [this.#marks.firstAfter(node, height), this.#marks.firstFrom(node, time)];
		for (const mark of marks) {
			const number = mark && (direction === 'back' ? mark.toCauses : mark.toEffects);
			// Both ends lie on one list: the older one is nearer.
			if (number !== undefined) slot = this.#older(slot, this.#heldSlot(number));
			if (slot === NO_EDGE) return NO_EDGE;
		}
		while (slot !== NO_EDGE && isLater()) slot = this.olderEdge(slot, direction);
		return slot;
	}

	/** A state of the node's edges and sums that holds all of the blocks up to `height`, and few of later ones. */
	stateAfter(node: number, height: number): { back: number; forward: number; inWh: EnergyWh; outWh: EnergyWh } {
		const mark = this.#marks.firstAfter(node, height);
		if (mark) {
			const { inWh, outWh } = mark;
			return { back: this.#heldSlot(mark.toCauses), forward: this.#heldSlot(mark.toEffects), inWh, outWh };
		}
		const page = this.nodes.page(node);
		return {
			back: this.newestEdge(node, 'back'),
			forward: this.newestEdge(node, 'forward'),
			inWh: page.inWh[node & NODE_MASK] as number,
			outWh: page.outWh[node & NODE_MASK] as number,
		};
	}

	/** The edge in the direction in which it was declared. */
	edgeAt(slot: number): EdgeOfIndices {
		const { cause, effect, relation, energyWh, height, time } = this.edges.read(slot);
		const isFlow = relation === FLOW;
		return {
			slot,
			from: isFlow ? cause : effect,
			to: isFlow ? effect : cause,
			relation: PROVENANCE_RELATIONS[relation] as ProvenanceRelation,
			energyWh,
			height,
			time,
		};
	}

	#open(node: ProvenanceNode, { height, time }: EventStep): number {
		const known = this.nodes.find(node);
		if (known !== NO_NODE) return known;
		const index = this.nodes.add(node, height, time);
		if (this.#pending.size === 0) return index;
		const key = `${node.type} ${node.id}`;
		for (const hash of this.#pending.get(key) ?? []) this.#names.add(hash, index, this.nodes.birthOf(index));
		this.#pending.delete(key);
		return index;
	}

	#join(cause: number, effect: number, event: EventOf<'provenance'>, { height, time }: EventStep): void {
		const causes = this.nodes.page(cause);
		const effects = this.nodes.page(effect);
		const atCause = cause & NODE_MASK;
		const atEffect = effect & NODE_MASK;
		const relation = PROVENANCE_RELATIONS.indexOf(event.relation);
		const slot = this.edges.add(
			{ cause, effect, relation, energyWh: event.energyWh, height, time },
			{ olderAtEffect: effects.toCauses[atEffect] as number, olderAtCause: causes.toEffects[atCause] as number },
		);
		effects.toCauses[atEffect] = slot;
		causes.toEffects[atCause] = slot;
		causes.degree[atCause] = (causes.degree[atCause] as number) + 1;
		effects.degree[atEffect] = (effects.degree[atEffect] as number) + 1;
		this.#mark(cause, height, time);
		if (effect !== cause) this.#mark(effect, height, time);
	}

	#mark(node: number, height: number, time: TimeMs): void {
		const page = this.nodes.page(node);
		const at = node & NODE_MASK;
		// A node whose oldest edges go as fast as new ones come still gets its marks.
		const joined = (page.joined[at] as number) + 1;
		page.joined[at] = joined;
		if (joined % MARK_EVERY !== 0) return;
		const mark = {
			height,
			time,
			toCauses: this.#numberOf(page.toCauses[at] as number),
			toEffects: this.#numberOf(page.toEffects[at] as number),
			inWh: page.inWh[at] as number,
			outWh: page.outWh[at] as number,
		};
		this.#marks.add(node, mark, this.edges.count - this.edges.size);
	}

	#numberOf(slot: number): number {
		return slot === NO_EDGE ? NO_EDGE : this.edges.numberAt(slot);
	}

	/** Where the edge of that number is; `NO_EDGE` when it is forgotten, and with it all older ones of its list. */
	#heldSlot(number: number): number {
		const isHeld = number !== NO_EDGE && number >= this.edges.count - this.edges.size;
		return isHeld ? this.edges.slotOf(number) : NO_EDGE;
	}

	#older(first: number, second: number): number {
		if (first === NO_EDGE || second === NO_EDGE) return NO_EDGE;
		return this.edges.numberAt(first) < this.edges.numberAt(second) ? first : second;
	}

	#settle(node: number, height: number): void {
		const { settledFrom } = this.nodes.page(node);
		settledFrom[node & NODE_MASK] = Math.min(settledFrom[node & NODE_MASK] as number, height);
	}

	/** Forgets the oldest edge, and its nodes where they have no other. */
	#release(slot: number): void {
		const { cause, effect } = this.edges.read(slot);
		const causes = this.nodes.page(cause);
		const effects = this.nodes.page(effect);
		// The newest of a list is the last to go: then the list is empty.
		if (effects.toCauses[effect & NODE_MASK] === slot) effects.toCauses[effect & NODE_MASK] = NO_EDGE;
		if (causes.toEffects[cause & NODE_MASK] === slot) causes.toEffects[cause & NODE_MASK] = NO_EDGE;
		this.#loosen(cause);
		this.#loosen(effect);
	}

	#loosen(node: number): void {
		const page = this.nodes.page(node);
		const at = node & NODE_MASK;
		const degree = (page.degree[at] as number) - 1;
		page.degree[at] = degree;
		page.isCut[at] = 1;
		if (degree > 0) return;
		this.nodes.remove(node);
		this.#marks.forget(node);
	}
}
