import type { Digest, Sha256 } from '../../../shared/codec/bytes.ts';
import { encode } from '../../../shared/codec/cbor.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import { applyCredit } from '../../core/consensus/credit.ts';
import { type CreditLedger, genesisLedger } from '../../core/consensus/credit-ledger.ts';
import { electLeader } from '../../core/consensus/election.ts';
import type { FinalBlock, RoundsRecord } from '../measure/rounds-record.ts';
import type { Behaviour } from './behaviour.ts';
import { electWithoutCredit } from './equal-weights.ts';
import type { RoundRunOptions } from './round-run-options.ts';
import { type FailedRound, syntheticHeader } from './synthetic-header.ts';

/** Ancestors whose missing votes a block may carry: the 2nd to the 5th. */
const LATE_VOTE_DEPTH = 5;
const PROGRESS_EVERY = 256;

/** A block on the one chain that this level knows, with what the next elections need of it. */
interface Tip {
	readonly round: number;
	readonly ledger: CreditLedger;
	/** Ledger and height of the newest block that a certificate for the tip commits. */
	readonly anchor: CreditLedger;
	/** Leaders of rounds that failed between that anchor and the tip. */
	readonly failures: readonly number[];
}

/**
 * C-LBFT reduced to rounds: leaders by the protocol's own election, credit by its own rules, on headers that hold what
 * those two read. A round brings a certified block, final by its order votes, when its leader proposes in time;
 * otherwise it ends with a timeout certificate that names the leader. Every vote that a certificate left out is carried
 * late as soon as a leader will.
 */
export function runCLbftRounds(options: RoundRunOptions, behaviour: Behaviour, sha256: Sha256): RoundsRecord {
	const { size, rounds } = options;
	const elect = options.credit ? electLeader : electWithoutCredit;
	const blocks: FinalBlock[] = [];
	const credited = new Map<number, readonly number[]>();
	const proposers = new Map<number, number>();
	const seeds = new SeedRoots(size, options.seed, sha256);
	const genesis = genesisLedger(size);
	let tip: Tip = { round: 0, ledger: genesis, anchor: genesis, failures: [] };
	let gap: number[] = [];
	let unaccounted: FailedRound[] = [];
	for (let round = 1; round <= rounds + LATE_VOTE_DEPTH; round++) {
		if (round % PROGRESS_EVERY === 0) options.onProgress?.(Math.min(round, rounds));
		const basis = {
			epoch: 0,
			ledger: tip.anchor,
			seed: seeds.at(tip.anchor.height),
			failed: [...tip.failures, ...gap],
		};
		const leader = elect(basis, round, sha256);
		if (!behaviour.proposes(leader)) {
			gap.push(leader);
			unaccounted.push({ round, leader, signers: behaviour.running.slice(0, behaviour.quorum) });
			continue;
		}
		const { ledger } = tip;
		const timeouts = unaccounted.slice(0, CONSENSUS_LIMITS.timeoutCertificates);
		unaccounted = unaccounted.slice(timeouts.length);
		const header = syntheticHeader({
			round,
			height: ledger.height + 1,
			proposer: leader,
			parentRound: tip.round,
			signers: behaviour.signers(proposers.get(tip.round) ?? leader, leader),
			lateVotes: lateVotes(ledger, proposers, leader, behaviour),
			timeouts,
		});
		const next = applyCredit(ledger, header, 1).ledger;
		for (const block of next.blocks) if (block.height > 0) credited.set(block.round, block.voters);
		seeds.add(next, leader);
		const isDirect = round === tip.round + 1;
		tip = {
			round,
			ledger: next,
			anchor: isDirect ? ledger : tip.anchor,
			failures: isDirect ? [] : [...tip.failures, ...gap],
		};
		gap = [];
		proposers.set(round, leader);
		blocks.push({ round, proposer: leader });
	}
	const counting = blocks.filter(({ round }) => round <= rounds);
	return {
		size,
		rounds,
		blocks: counting,
		honest: behaviour.honest,
		commitRounds: counting.map(({ round }) => round),
		credited,
	};
}

function lateVotes(
	ledger: CreditLedger,
	proposers: ReadonlyMap<number, number>,
	leader: number,
	behaviour: Behaviour,
): { round: number; voter: number }[] {
	const votes: { round: number; voter: number }[] = [];
	for (const block of ledger.blocks) {
		if (block.height === 0 || block.height === ledger.height || block.height <= ledger.height - LATE_VOTE_DEPTH)
			continue;
		const counted = new Set(block.voters);
		for (const voter of behaviour.lateVoters(proposers.get(block.round) as number, leader))
			if (!counted.has(voter)) votes.push({ round: block.round, voter });
	}
	return votes.slice(0, CONSENSUS_LIMITS.lateVotes);
}

/** Stand-ins for the state roots that elections draw from: one at every height that is a multiple of 4n. */
class SeedRoots {
	readonly #interval: number;
	readonly #sha256: Sha256;
	#older: Digest;
	#newest: Digest;
	#newestHeight = 0;

	constructor(size: number, seed: number, sha256: Sha256) {
		this.#interval = 4 * size;
		this.#sha256 = sha256;
		this.#newest = sha256(encode(['gridquorum/lab/rounds/v1', seed]));
		this.#older = this.#newest;
	}

	add(ledger: CreditLedger, proposer: number): void {
		if (ledger.height % this.#interval !== 0) return;
		this.#older = this.#newest;
		this.#newest = this.#sha256(encode([this.#older, ledger.height, ledger.round, proposer]));
		this.#newestHeight = ledger.height;
	}

	/** An anchor lies at most one root below the tip. */
	at(height: number): Digest {
		return height >= this.#newestHeight ? this.#newest : this.#older;
	}
}
