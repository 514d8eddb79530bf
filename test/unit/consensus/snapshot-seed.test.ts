import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockTree } from '../../../src/main/core/consensus/block-tree.ts';
import { applyCredit } from '../../../src/main/core/consensus/credit.ts';
import { type CreditLedger, genesisLedger } from '../../../src/main/core/consensus/credit-ledger.ts';
import { electLeader } from '../../../src/main/core/consensus/election.ts';
import { Leaders } from '../../../src/main/core/consensus/leaders.ts';
import { isSeedKnownAt, seedHeightOf } from '../../../src/main/core/consensus/seed-height.ts';
import type { Block, BlockHeader } from '../../../src/shared/codec/block.ts';
import { blockId } from '../../../src/shared/codec/block-codec.ts';
import type { Digest } from '../../../src/shared/codec/bytes.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import { sketchHeader } from '../../fixtures/headers.ts';
import { EPOCH } from '../../fixtures/lone-validator.ts';
import { sha256 } from '../../fixtures/simulation.ts';

const VALIDATORS = EPOCH.validators.length;
const SCHEDULE = { startHeight: 0, validators: VALIDATORS };
const EVERYONE = EPOCH.validators.map((_, index) => index);

interface Replica {
	readonly tree: BlockTree;
	readonly leaders: Leaders;
}

function replica(): Replica {
	const tree = new BlockTree(EPOCH);
	return { tree, leaders: new Leaders({ epoch: 0, elect: electLeader, override: null }, { tree, sha256 }) };
}

const rootAfter = (height: number): Digest => (height === 0 ? EPOCH.genesisStateRoot : sha256(utf8(`state ${height}`)));

/** Blocks 1, 2, … of one chain, as a validator that executed all of them holds it; `failed[i]` rounds fail before block i + 1. */
class Chain {
	readonly full = replica();
	readonly blocks: { readonly block: Block; readonly id: Digest; readonly ledger: CreditLedger }[] = [];

	constructor(failed: readonly number[]) {
		let ledger = genesisLedger(VALIDATORS);
		for (const rounds of failed) {
			const parent = this.full.tree.tip;
			const round = parent.round + 1 + rounds;
			const header: BlockHeader = {
				...sketchHeader({
					height: parent.height + 1,
					round,
					proposer: this.full.leaders.leaderOf(parent, round) as number,
					parentRound: parent.round,
					voters: EVERYONE,
				}),
				stateRoot: rootAfter(parent.anchor.height),
			};
			const block = { header, transactions: [] };
			const id = blockId(header, sha256);
			ledger = applyCredit(ledger, header, 1, EPOCH.credit).ledger;
			this.full.tree.commit(this.full.tree.insert(block, id, parent), ledger);
			this.full.tree.executed(header.height, rootAfter(header.height));
			this.full.tree.dropStale();
			this.blocks.push({ block, id, ledger });
		}
	}

	header(height: number): BlockHeader {
		return this.blocks[height - 1]?.block.header as BlockHeader;
	}

	/** Who starts from a snapshot after block `height` and then commits and executes all that follows. */
	joined(height: number, upTo: number): Replica {
		const joiner = replica();
		const window = this.blocks.slice(0, height);
		joiner.tree.restore(
			window.map(({ block, id }) => ({
				header: block.header,
				blockId: id,
				stateRoot: block.header.height === height ? rootAfter(height) : null,
				transactions: 1,
			})),
			window.map(({ block, ledger }) => (block.header.height === height ? ledger : null)),
		);
		for (const { block, id, ledger } of this.blocks.slice(height, upTo)) {
			joiner.tree.commit(joiner.tree.insert(block, id, joiner.tree.tip), ledger);
			joiner.tree.executed(block.header.height, rootAfter(block.header.height));
		}
		return joiner;
	}

	/** The next leaders as a replica sees them. */
	nextLeaders({ tree, leaders }: Replica): (number | null)[] {
		return [1, 2, 3, 4, 5].map((ahead) => leaders.leaderOf(tree.tip, tree.tip.round + ahead));
	}

	/** The same chain up to `height`, from genesis. */
	upTo(height: number): Replica {
		const replicaThere = replica();
		for (const { block, id, ledger } of this.blocks.slice(0, height)) {
			replicaThere.tree.commit(replicaThere.tree.insert(block, id, replicaThere.tree.tip), ledger);
			replicaThere.tree.executed(block.header.height, rootAfter(block.header.height));
		}
		return replicaThere;
	}
}

const smooth = (length: number): number[] => Array.from({ length }, () => 0);

describe('a validator that starts from a snapshot', () => {
	it('tells leaders from the block above it on, right above a seed’s block too', () => {
		const chain = new Chain(smooth(3 * 4 * VALIDATORS));
		for (let height = 4 * VALIDATORS; height < 2 * 4 * VALIDATORS + 2; height++)
			expect(chain.nextLeaders(chain.joined(height, height + 1)), `snapshot after block ${height}`).toEqual(
				chain.nextLeaders(chain.upTo(height + 1)),
			);
	});

	it('tells the leaders that all others tell, whatever rounds failed, wherever its seed is known', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: 40, maxLength: 60 }),
				fc.integer({ min: 1, max: 38 }),
				(failed, height) => {
					const chain = new Chain(failed);
					// Else no header states its root, and nobody offers it.
					fc.pre(failed[height] === 0);
					const seed = seedHeightOf(height, SCHEDULE);
					fc.pre(isSeedKnownAt(height, SCHEDULE, seed < height ? chain.header(seed + 1) : null));
					for (let tip = height + 1; tip <= chain.blocks.length; tip++)
						expect(chain.nextLeaders(chain.joined(height, tip))).toEqual(chain.nextLeaders(chain.upTo(tip)));
				},
			),
		);
	});

	it('has no seed above one whose root no header states, until the next', () => {
		const interval = 4 * VALIDATORS;
		const failed = smooth(3 * interval);
		failed[interval] = 1;
		const chain = new Chain(failed);
		expect(isSeedKnownAt(interval + 3, SCHEDULE, chain.header(interval + 1))).toBe(false);
		expect(chain.nextLeaders(chain.joined(interval + 3, 2 * interval - 1))).toEqual(Array(5).fill(null));
		expect(isSeedKnownAt(2 * interval, SCHEDULE, null)).toBe(true);
		expect(isSeedKnownAt(interval, SCHEDULE, null)).toBe(true);
		expect(isSeedKnownAt(interval - 1, SCHEDULE, null)).toBe(true);
	});
});
