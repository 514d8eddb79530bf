import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import type { Sha256 } from '../../../shared/codec/bytes.ts';
import type { BlockNode, BlockTree } from './block-tree.ts';
import type { Election } from './election.ts';

/** Decides leaders in place of the election; scenarios of the lab inject it. */
export type LeaderOverride = (round: number) => ValidatorIndex;

/**
 * leader(r | q): the leader of a round that builds on the certificate of `parent`. Rounds between a block and its
 * parent failed; their leaders are computed again from the same parent, never believed. Answers are kept on the nodes.
 */
export class Leaders {
	readonly #epoch: number;
	readonly #tree: BlockTree;
	readonly #sha256: Sha256;
	readonly #elect: Election;
	readonly #override: LeaderOverride | null;

	constructor(
		options: { readonly epoch: number; readonly elect: Election; readonly override: LeaderOverride | null },
		modules: { readonly tree: BlockTree; readonly sha256: Sha256 },
	) {
		this.#epoch = options.epoch;
		this.#elect = options.elect;
		this.#override = options.override;
		this.#tree = modules.tree;
		this.#sha256 = modules.sha256;
	}

	/** Null while the anchor is not committed, or the root that seeds the draw not known, here. */
	leaderOf(parent: BlockNode, round: number): ValidatorIndex | null {
		if (this.#override) return this.#override(round);
		const place = round - parent.round - 1;
		if (parent.gapLeaders.length <= place && !this.#fillGap(parent, place)) return null;
		return parent.gapLeaders[place] as ValidatorIndex;
	}

	#fillGap(parent: BlockNode, place: number): boolean {
		const { ledger, height } = parent.anchor;
		const seed = this.#tree.seed(height);
		const before = this.#failuresAt(parent);
		if (!ledger || !seed || !before) return false;
		const failed = [...before, ...parent.gapLeaders];
		while (parent.gapLeaders.length <= place) {
			const round = parent.round + 1 + parent.gapLeaders.length;
			const leader = this.#elect({ epoch: this.#epoch, ledger, seed, failed }, round, this.#sha256);
			parent.gapLeaders.push(leader);
			failed.push(leader);
		}
		return true;
	}

	/** A block of the round right after its parent's makes that parent its anchor: nothing can have failed since. */
	#failuresAt(node: BlockNode): readonly ValidatorIndex[] | null {
		if (node.failures) return node.failures;
		const parent = node.parent;
		if (!parent || node.round === parent.round + 1) {
			node.failures = [];
			return node.failures;
		}
		const before = this.#failuresAt(parent);
		const gap = node.round - parent.round - 1;
		if (!before || this.leaderOf(parent, node.round - 1) === null) return null;
		node.failures = [...before, ...parent.gapLeaders.slice(0, gap)];
		return node.failures;
	}
}
