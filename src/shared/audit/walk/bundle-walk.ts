import type { ProvenanceNode, ProvenanceRelation } from '../../codec/provenance.ts';
import type { EnergyWh, TimeMs } from '../../codec/units.ts';
import type { PlacedEvent } from '../verify/read-block.ts';
import { noteAgreed } from './agreed-things.ts';
import { CrossingThings } from './crossing-things.ts';
import { deedLine, type LineStage, nearestDeed } from './deed-line.ts';
import { MeasuredThings } from './measured-things.ts';
import { type WalkFact, type WalkLink, type WalkPlace, WalkRecord, type WalkThing } from './walk-record.ts';

/** Neighbours of one side that a view gets at most. */
const NEIGHBOURS_MAX = 500;

/** A thing of the line of the deed, in its stage. */
export interface WalkStep {
	readonly stage: LineStage;
	readonly node: ProvenanceNode;
	/** Block and chain time that first told of it. */
	readonly height: number;
	readonly time: TimeMs;
	/** What it is of or moves, where it is of energy. */
	readonly energyWh: EnergyWh | null;
	/** Whose it is, where it is one participant's. */
	readonly who: string | null;
	/** Told by the block as of which is looked. */
	readonly isTold: boolean;
}

/** A thing beside the one looked at. */
export interface WalkNeighbour {
	readonly node: ProvenanceNode;
	readonly relation: ProvenanceRelation;
	readonly energyWh: EnergyWh | null;
	readonly height: number;
	readonly time: TimeMs;
	/** Chain that tells of it. */
	readonly chain: string;
}

/** One thing of a bundle as it was after a block, where it came from and what followed. */
export interface WalkView {
	readonly focus: ProvenanceNode;
	/** Chain on which it is looked at. */
	readonly chain: string;
	/** Other chains of the bundle that tell of it too: those between which a packet crosses. */
	readonly across: readonly string[];
	/** Null before the first block that told of it. */
	readonly height: number | null;
	readonly time: TimeMs | null;
	/** The newest of each key. */
	readonly facts: readonly WalkFact[];
	/** What it rests on. */
	readonly back: readonly WalkNeighbour[];
	/** What rests on it. */
	readonly forward: readonly WalkNeighbour[];
	/** Neighbours that are not listed. */
	readonly more: number;
	/** Blocks that told something of it, ascending, whatever block is looked at. */
	readonly moments: readonly number[];
	/** The deed whose line is shown; null where none is near. */
	readonly deed: string | null;
	readonly line: readonly WalkStep[];
	/** Newest block that tells of anything. */
	readonly newest: number;
	/** There are more things in the bundle than are kept. */
	readonly isPartial: boolean;
}

/** What a verified bundle tells, to be walked both ways: `onEvent` gets its events in the order of the chain. */
export class BundleWalk {
	readonly #record = new WalkRecord();
	readonly #measured = new MeasuredThings(this.#record);
	readonly #crossing = new CrossingThings(this.#record);
	readonly #chain: string;
	/** Blocks that tell of anything, ascending. */
	readonly #blocks: WalkPlace[] = [];

	/** @param chain whose events it is told */
	constructor(chain: string) {
		this.#chain = chain;
	}

	readonly onEvent = ({ event, height, time }: PlacedEvent): void => {
		if (event.kind === 'provenance') return;
		if (this.#blocks.at(-1)?.height !== height) this.#blocks.push({ height, time });
		noteAgreed(this.#record, event, { height, time });
		this.#measured.note(event, { height, time });
		this.#crossing.note(event, { height, time });
	};

	/** Newest block that tells of anything. */
	get newest(): number {
		return this.#blocks.at(-1)?.height ?? 0;
	}

	/** Time of the newest block up to a height that tells of anything. */
	timeAt(height: number): TimeMs {
		return this.#blocks.findLast((block) => block.height <= height)?.time ?? 0;
	}

	/** Newest block up to a time that tells of anything; 0 where none does. */
	heightAt(time: TimeMs): number {
		return this.#blocks.findLast((block) => block.time <= time)?.height ?? 0;
	}

	/** Whether anything is told of a thing. */
	has(node: ProvenanceNode): boolean {
		return this.#record.thing(node) !== null;
	}

	/**
	 * @param asked.asOf block after which is looked; null for the newest
	 * @param asked.deed whose line is wanted, if it is still near; else the nearest one's
	 * @returns null where the bundle does not tell of the thing at all
	 */
	view(asked: {
		readonly focus: ProvenanceNode;
		readonly deed: string | null;
		readonly asOf: number | null;
	}): WalkView | null {
		const thing = this.#record.thing(asked.focus);
		if (!thing) return null;
		const until = asked.asOf ?? this.newest;
		const isTold = ({ height }: { readonly height: number }): boolean => height <= until;
		const [back, forward] = [thing.out.filter(isTold), thing.into.filter(isTold)];
		const deed = thing.node.type === 'deed' ? thing.node.id : (asked.deed ?? nearestDeed(this.#record, thing.node));
		const line = deed === null ? [] : deedLine(this.#record, deed);
		const shown = isTold(thing);
		return {
			focus: thing.node,
			chain: this.#chain,
			across: [],
			height: shown ? thing.height : null,
			time: shown ? thing.time : null,
			facts: newestFacts(thing.facts.filter(isTold)),
			back: back.slice(0, NEIGHBOURS_MAX).map((link) => this.#neighbour(link.to, link)),
			forward: forward.slice(0, NEIGHBOURS_MAX).map((link) => this.#neighbour(link.from, link)),
			more: Math.max(0, back.length - NEIGHBOURS_MAX) + Math.max(0, forward.length - NEIGHBOURS_MAX),
			moments: momentsOf(thing),
			deed,
			line: line.map(([stage, step]) => ({
				stage,
				node: step.node,
				height: step.height,
				time: step.time,
				energyWh: energyOf(isTold(step) ? { ...step, facts: step.facts.filter(isTold) } : step),
				who: whoseIs(step),
				isTold: isTold(step),
			})),
			newest: this.newest,
			isPartial: this.#record.isFull,
		};
	}

	#neighbour(node: ProvenanceNode, { relation, energyWh, height, time }: WalkLink): WalkNeighbour {
		return { node, relation, energyWh, height, time, chain: this.#chain };
	}
}

function newestFacts(facts: readonly WalkFact[]): readonly WalkFact[] {
	return [...new Map(facts.map((fact) => [fact.key, fact])).values()];
}

function momentsOf({ facts, out, into }: WalkThing): readonly number[] {
	return [...new Set([...facts, ...out, ...into].map(({ height }) => height))].sort((a, b) => a - b);
}

function factOf({ facts }: WalkThing, ...keys: readonly string[]): string | number | null {
	return facts.findLast(({ key }) => keys.includes(key))?.value ?? null;
}

function energyOf(thing: WalkThing): EnergyWh | null {
	const [generated, consumed] = [factOf(thing, 'generated'), factOf(thing, 'consumed')];
	if (typeof generated === 'number' && generated > 0) return generated;
	const value = factOf(thing, 'quantity', 'volume', 'contracted');
	if (typeof value === 'number') return value;
	if (typeof consumed === 'number') return consumed;
	if (thing.node.type !== 'deed') return null;
	return thing.out.reduce((sum, { to, energyWh }) => sum + (to.type === 'trade' ? (energyWh ?? 0) : 0), 0);
}

function whoseIs(thing: WalkThing): string | null {
	const named = factOf(thing, 'participant', 'signer', 'owner', 'source', 'depositor');
	return typeof named === 'string' ? named : null;
}
