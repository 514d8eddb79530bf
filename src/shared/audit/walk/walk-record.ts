import type { ProvenanceNode, ProvenanceRelation } from '../../codec/provenance.ts';
import type { EnergyWh, TimeMs } from '../../codec/units.ts';
import { nodeKey, type ProvenanceFact } from '../../provenance/graph.ts';

/** Things of a bundle that a record keeps; a year of a small market has a tenth of them. */
export const WALK_THINGS_MAX = 1_000_000;

/** A place in the chain. */
export interface WalkPlace {
	readonly height: number;
	/** Chain time of that block. */
	readonly time: TimeMs;
}

/** A fact, and the block that told it; a later one of the same key takes its place. */
export interface WalkFact extends ProvenanceFact, WalkPlace {}

/** From what came later to what it rests on. */
export interface WalkLink extends WalkPlace {
	readonly from: ProvenanceNode;
	readonly to: ProvenanceNode;
	readonly relation: ProvenanceRelation;
	readonly energyWh: EnergyWh | null;
}

/** A thing that the bundle tells of, with everything that was told of it, in the order of the chain. */
export interface WalkThing extends WalkPlace {
	readonly node: ProvenanceNode;
	readonly facts: WalkFact[];
	/** To what it rests on. */
	readonly out: WalkLink[];
	/** From what rests on it. */
	readonly into: WalkLink[];
}

type Told = readonly [key: string, value: string | number | null | undefined, unit: ProvenanceFact['unit']];

/** What a bundle's events tell, thing by thing. */
export class WalkRecord {
	readonly #things = new Map<string, WalkThing>();
	readonly #links = new Set<string>();
	#isFull = false;

	/** Whether there were more things than a record keeps. */
	get isFull(): boolean {
		return this.#isFull;
	}

	thing(node: ProvenanceNode): WalkThing | null {
		return this.#things.get(nodeKey(node)) ?? null;
	}

	/** Facts without a value are left out. */
	note(node: ProvenanceNode, { height, time }: WalkPlace, told: readonly Told[]): void {
		const thing = this.#open(node, { height, time });
		if (!thing) return;
		for (const [key, value, unit] of told)
			if (value !== null && value !== undefined) thing.facts.push({ key, value, unit, height, time });
	}

	/** Each link once, where it was first told. */
	link(
		from: ProvenanceNode,
		relation: ProvenanceRelation,
		to: ProvenanceNode,
		{ height, time }: WalkPlace,
		energyWh: EnergyWh | null = null,
	): void {
		const source = this.#open(from, { height, time });
		const target = this.#open(to, { height, time });
		const key = `${nodeKey(from)} ${relation} ${nodeKey(to)}`;
		if (!source || !target || this.#links.has(key)) return;
		this.#links.add(key);
		const link = { from: source.node, to: target.node, relation, energyWh, height, time };
		source.out.push(link);
		target.into.push(link);
	}

	#open(node: ProvenanceNode, place: WalkPlace): WalkThing | null {
		const key = nodeKey(node);
		const known = this.#things.get(key);
		if (known) return known;
		if (this.#things.size >= WALK_THINGS_MAX) {
			this.#isFull = true;
			return null;
		}
		const fresh: WalkThing = { node: { type: node.type, id: node.id }, ...place, facts: [], out: [], into: [] };
		this.#things.set(key, fresh);
		return fresh;
	}
}
