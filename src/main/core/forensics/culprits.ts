import type {
	BlockHeader,
	CommitProof,
	Evidence,
	SignedStatement,
	ValidatorIndex,
} from '../../../shared/codec/block.ts';
import { blockId } from '../../../shared/codec/block-codec.ts';
import { equalBytes } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ProofModules, ValidatorScope } from '../../../shared/proofs/certificates.ts';
import { provenBlockId, verifyFinality } from '../../../shared/proofs/commit-proof.ts';
import { type Offence, offenceOf, verifyEvidence } from '../../../shared/proofs/evidence.ts';
import { maxFaulty } from '../consensus/quorum.ts';
import { StatementBook, type Transcript } from './statements.ts';

/** One of two chains that are both final: its headers from the fork on and the proof of the first of them. */
export interface ForkSide extends Transcript {
	/** `headers[0]` is the first that differs; `proofs[0]` makes it final, by itself or through a header that follows. */
	readonly headers: readonly BlockHeader[];
	readonly proofs: readonly CommitProof[];
}

export interface Culprit {
	readonly validator: ValidatorIndex;
	readonly offence: Offence;
	readonly evidence: Evidence;
}

export interface ForkReport {
	readonly forkHeight: number;
	/** Rounds of the two blocks at that height. */
	readonly rounds: readonly [number, number];
	/** Ascending by validator, then offence. */
	readonly culprits: readonly Culprit[];
	/** f + 1: with fewer culprits no fork can be. */
	readonly needed: number;
	/** True when at least `needed` different validators are named. */
	readonly isEnough: boolean;
}

/**
 * Names the validators whose signatures made two conflicting blocks final, each with a proof that stands by itself.
 *
 * At least f + 1 are always found, as long as at most 2f validators are Byzantine and each side has the certificate of
 * the block that its proof names. Let the proofs make blocks A of round a and B of round b final, a ≤ b, neither an
 * ancestor of the other. Two quorums share f + 1 validators; each case below ends with two quorums whose common members
 * have signed a contradiction.
 *
 * - a = b. Both have quorum certificates: double votes. (Two order certificates: double order votes as well.)
 * - a < b. Let C be the first block on B's chain with round c ≥ a, and P its parent, of round p. P is an ancestor of
 *   A, or its round is below a and the fork lies below it; in both cases p < a. C is certified: in its child's header,
 *   in B's proof, or as B's own certificate.
 *   - c = a: certificates for A and C in one round, double votes.
 *   - c > a: C's parent is not of the round before, so C's header carries TC(c − 1) with all its certificates' rounds
 *     ≤ p < a; a header without it gets no honest vote, and a quorum has an honest member while 2f are Byzantine.
 *     - A final by order votes: they are for a, the timeouts for c − 1 ≥ a from certificates below a: amnesia.
 *     - A final by two chains, c > a + 1: the votes of round a + 1 are on a parent of round a, the timeouts for
 *       c − 1 ≥ a + 1 from certificates below a: amnesia.
 *     - A final by two chains, c = a + 1: certificates for A's child and for C in one round, double votes.
 *
 * An honest validator is never named: it signs one statement of a kind in a round, and `offenceOf` holds for none of
 * its pairs. Certificates that do not verify are passed over, so a forged transcript names nobody either.
 *
 * @throws CodedError CONSENSUS_* when one of the two sides is not proven final, or both are the same chain
 */
export function findCulprits(
	first: ForkSide,
	second: ForkSide,
	scope: ValidatorScope,
	modules: ProofModules,
): ForkReport {
	const [a, b] = [proveFinal(first, scope, modules), proveFinal(second, scope, modules)];
	if (a.height !== b.height || equalBytes(blockId(a, modules.sha256), blockId(b, modules.sha256)))
		throw new CodedError('FORENSICS_NO_FORK', { height: a.height });
	const book = new StatementBook(scope, modules);
	book.read(first);
	book.read(second);
	const culprits = scope.publicKeys.flatMap((_, validator) => offencesOf(validator, book, scope, modules));
	const needed = maxFaulty(scope.publicKeys.length) + 1;
	const named = new Set(culprits.map(({ validator }) => validator)).size;
	return { forkHeight: a.height, rounds: [a.round, b.round], culprits, needed, isEnough: named >= needed };
}

/** The side's first header, once its proof has been verified. */
function proveFinal({ headers, proofs }: ForkSide, scope: ValidatorScope, modules: ProofModules): BlockHeader {
	const [head] = headers;
	const [proof] = proofs;
	if (!head || !proof) throw new CodedError('CONSENSUS_NOT_PROVEN', { height: head?.height ?? 0 });
	const named = provenBlockId(proof);
	const end = headers.findIndex((header) => equalBytes(blockId(header, modules.sha256), named));
	verifyFinality(headers.slice(0, end + 1), proof, scope, modules);
	return head;
}

/** One proof for each kind of offence that the statements of a validator show. */
function offencesOf(
	validator: ValidatorIndex,
	book: StatementBook,
	scope: ValidatorScope,
	modules: ProofModules,
): Culprit[] {
	const found = new Map<Offence, Culprit>();
	for (const [first, second] of contradictions(book.of(validator))) {
		const offence = offenceOf(first, second);
		if (!offence || found.has(offence)) continue;
		const evidence: Evidence = { offender: validator, first, second };
		if (isProof(evidence, scope, modules)) found.set(offence, { validator, offence, evidence });
	}
	return [...found.values()].sort((a, b) => (a.offence < b.offence ? -1 : 1));
}

/** Pairs that may contradict each other: of one kind and round, and each timeout with each vote. */
function* contradictions(
	statements: readonly SignedStatement[],
): Generator<readonly [SignedStatement, SignedStatement]> {
	const byPlace = new Map<string, SignedStatement[]>();
	for (const statement of statements) {
		const place = `${statement.kind}/${statement.round}`;
		const same = byPlace.get(place) ?? [];
		for (const known of same) yield [known, statement];
		if (same.every((known) => offenceOf(known, statement) !== null)) byPlace.set(place, [...same, statement]);
	}
	const kept = [...byPlace.values()].flat();
	const timeouts = kept.filter(({ kind }) => kind === 'timeout');
	for (const vote of kept) {
		if (vote.kind !== 'vote' && vote.kind !== 'order-vote') continue;
		for (const timeout of timeouts) yield [vote, timeout];
	}
}

/** Statements within evidence that a header carries are signed one by one, not by a certificate: checked here. */
function isProof(evidence: Evidence, scope: ValidatorScope, { verify }: ProofModules): boolean {
	try {
		verifyEvidence(evidence, scope, verify);
		return true;
	} catch (error) {
		if (error instanceof CodedError) return false;
		throw error;
	}
}
