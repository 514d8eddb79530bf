import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import type { Digest, Sha256 } from '../../../shared/codec/bytes.ts';
import { encode } from '../../../shared/codec/cbor.ts';
import { activeVoters } from './credit.ts';
import type { CreditLedger } from './credit-ledger.ts';
import { maxFaulty } from './quorum.ts';

const DRAW_DOMAIN = 'gridquorum/leader/v1';
const ORDER_DOMAIN = 'gridquorum/leader-order/v1';

/** Everything that decides who leads a round; all of it follows from the certificate that the round builds on. */
export interface ElectionBasis {
	readonly epoch: number;
	/** Ledger at the anchor: the newest block which that certificate's own chain commits. */
	readonly ledger: CreditLedger;
	/** State root after the newest block at or below the anchor whose height is a multiple of 4n. */
	readonly seed: Digest;
	/** Leaders of rounds failed since the anchor, in round order. */
	readonly failed: readonly ValidatorIndex[];
}

/** How a leader follows from a basis; the product knows `electLeader` alone. */
export type Election = (basis: ElectionBasis, round: number, sha256: Sha256) => ValidatorIndex;

/**
 * Leader of `round` (c-lbft § 4): drawn by credit among those who voted lately, are not among the last f distinct
 * proposers, did not fail since the anchor and are not benched. Where nobody is left the bench is relaxed, then the
 * proposers' pause, then the recent votes; where everybody failed, a permutation fixed by the anchor goes round. The
 * convicted lead only in an epoch in which everybody is.
 */
export function electLeader(basis: ElectionBasis, round: number, sha256: Sha256): ValidatorIndex {
	const eligible = eligibleLeaders(basis, round);
	if (eligible.length === 0) return fromPermutation(basis, sha256);
	const weights = eligible.map((index) => basis.ledger.validators[index]?.credit ?? 0);
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	let ticket = firstBytesAsInteger(sha256(encode([DRAW_DOMAIN, basis.epoch, round, basis.seed]))) % total;
	for (let i = 0; i < eligible.length; i++) {
		ticket -= weights[i] as number;
		if (ticket < 0) return eligible[i] as ValidatorIndex;
	}
	return eligible[eligible.length - 1] as ValidatorIndex;
}

/** Ascending; empty only when every validator that is not convicted failed since the anchor. */
export function eligibleLeaders(basis: ElectionBasis, round: number): ValidatorIndex[] {
	const { ledger } = basis;
	const size = ledger.validators.length;
	const hasFailed = marks(size, basis.failed);
	const isPausing = marks(size, ledger.proposers.slice(0, maxFaulty(size)));
	const isActive = activeVoters(ledger);
	const isBenched = (index: number) => round < (ledger.validators[index]?.benchedUntil ?? 0);
	const standing = candidates(ledger).filter((index) => !hasFailed[index]);
	const stages: ((index: number) => boolean)[] = [
		(index) => (isActive[index] as boolean) && !isPausing[index] && !isBenched(index),
		(index) => (isActive[index] as boolean) && !isPausing[index],
		(index) => isActive[index] as boolean,
	];
	for (const stage of stages) {
		const chosen = standing.filter(stage);
		if (chosen.length > 0) return chosen;
	}
	return standing;
}

/** Whom no proof in this epoch found guilty, ascending; everybody where that is nobody. */
function candidates({ validators, convicted }: CreditLedger): ValidatorIndex[] {
	const everyone = validators.map((_, index) => index);
	if (convicted.length === 0 || convicted.length === everyone.length) return everyone;
	const isConvicted = marks(everyone.length, convicted);
	return everyone.filter((index) => !isConvicted[index]);
}

function fromPermutation(basis: ElectionBasis, sha256: Sha256): ValidatorIndex {
	const ranks = candidates(basis.ledger).map((index) => ({
		index,
		rank: firstBytesAsInteger(sha256(encode([ORDER_DOMAIN, basis.epoch, basis.ledger.round, basis.seed, index]))),
	}));
	ranks.sort((a, b) => a.rank - b.rank || a.index - b.index);
	return (ranks[basis.failed.length % ranks.length] as { index: number }).index;
}

function marks(size: number, indexes: readonly number[]): boolean[] {
	const marked = new Array<boolean>(size).fill(false);
	for (const index of indexes) marked[index] = true;
	return marked;
}

/** 48 bits, exact as a number; against totals of at most 128,000 the bias of a remainder is below 10^-9. */
function firstBytesAsInteger(digest: Digest): number {
	let value = 0;
	for (let i = 0; i < 6; i++) value = value * 256 + (digest[i] as number);
	return value;
}
