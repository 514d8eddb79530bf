import type { ProvenanceNode } from '../../codec/provenance.ts';
import type { Receipt } from '../../codec/receipt.ts';
import type { PlacedEvent } from '../verify/read-block.ts';
import { BundleWalk, type WalkView } from './bundle-walk.ts';

/** What of a bundle is looked at. */
export interface WalkAsked {
	readonly focus: ProvenanceNode;
	/** Chain on which it is looked at; null for the first of the bundle that tells of it. */
	readonly chain: string | null;
	readonly deed: string | null;
	/** Block of that chain after which is looked; null for the newest. */
	readonly asOf: number | null;
}

/**
 * What a verified bundle of one chain or several tells, to be walked both ways and across: a packet is one thing on both
 * of its chains, so that what it rests on there and what rests on it here are its neighbours alike.
 */
export class ChainsWalk {
	readonly #walks = new Map<string, BundleWalk>();

	readonly onEvent = (placed: PlacedEvent, _receipt: Receipt | null, chain: string): void => {
		const known = this.#walks.get(chain);
		const walk = known ?? new BundleWalk(chain);
		if (!known) this.#walks.set(chain, walk);
		walk.onEvent(placed);
	};

	/** Chains of the bundle that tell of anything, in its order. */
	get chains(): readonly string[] {
		return [...this.#walks.keys()];
	}

	/** Null where no chain of the bundle, or not the one that is asked for, tells of the thing. */
	view({ focus, chain, deed, asOf }: WalkAsked): WalkView | null {
		const on = chain ?? this.chains.find((each) => this.#walks.get(each)?.has(focus)) ?? null;
		const walk = on === null ? undefined : this.#walks.get(on);
		const own = walk?.view({ focus, deed, asOf }) ?? null;
		if (!walk || !own || focus.type !== 'packet') return own;
		const until = asOf === null ? null : walk.timeAt(asOf);
		for (const [id, there] of this.#walks) {
			const height = until === null ? null : there.heightAt(until);
			const other = id === on ? null : there.view({ focus, deed: null, asOf: height });
			if (other && other.height !== null) return joined(own, other);
		}
		return own;
	}
}

/** What both sides of a packet tell is the same; the rest is told by one of them alone. */
function joined(own: WalkView, other: WalkView): WalkView {
	const told = new Set(own.facts.map(({ key }) => key));
	return {
		...own,
		across: [other.chain],
		facts: [...own.facts, ...other.facts.filter(({ key }) => !told.has(key))],
		back: [...own.back, ...other.back],
		forward: [...own.forward, ...other.forward],
		more: own.more + other.more,
		isPartial: own.isPartial || other.isPartial,
	};
}
