import type { BlockHeader, LateVote, TimeoutCertificate } from '../../../shared/codec/block.ts';
import { equalBytes } from '../../../shared/codec/bytes.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { BlockNode } from './block-tree.ts';
import { type Core, refusal } from './core.ts';

/** Late votes reach back to the 5th ancestor of the block that carries them. */
const LATE_VOTE_DEPTH = 5;

/** Failed rounds on a chain that a block on `parent` in `round` may still account for. */
interface OpenGaps {
	readonly gaps: readonly { readonly after: number; readonly before: number }[];
	readonly carried: ReadonlySet<number>;
}

/** Votes for the 2nd to 5th ancestor that no certificate or block on the chain has counted yet. */
export function collectLateVotes(core: Core, parent: BlockNode): LateVote[] {
	const chosen: LateVote[] = [];
	for (const { node, counted } of ancestorsWithVotes(parent)) {
		const messages = core.window.peek(node.round);
		if (!messages) continue;
		for (const { voter, round, blockId, parentRound, signature } of messages.votes.values()) {
			if (counted.has(voter) || !equalBytes(blockId, node.id)) continue;
			const vote: LateVote = { blockId, round, parentRound, voter, signature };
			if (chosen.length < CONSENSUS_LIMITS.lateVotes && isGenuine(core, vote, node)) chosen.push(vote);
		}
	}
	return chosen.sort((a, b) => a.round - b.round || a.voter - b.voter);
}

/** @throws CodedError unless each late vote is signed, for the 2nd to 5th ancestor, and new on the chain */
export function checkLateVotes(core: Core, header: BlockHeader, parent: BlockNode): void {
	if (header.lateVotes.length === 0) return;
	const ancestors = ancestorsWithVotes(parent);
	for (const vote of header.lateVotes) {
		const ancestor = ancestors.find(({ node }) => node.round === vote.round);
		if (!ancestor || !isVoteFor(vote, ancestor.node) || ancestor.counted.has(vote.voter))
			throw refusal('proposal', header.round, 'a late vote is not for a recent ancestor, or is counted already');
		core.checks.lateVote(vote);
		ancestor.counted.add(vote.voter);
	}
}

/** The certificate that opened the current round across a gap, and before it the oldest of failed rounds that no ancestor accounts for: 10 in all. */
export function collectTimeoutCertificates(core: Core, parent: BlockNode): TimeoutCertificate[] {
	const { round, highTc, timeoutCertificates } = core.progress;
	const opening = parent.round < round - 1 && highTc ? [highTc] : [];
	const open = openGaps(parent, round);
	const older = timeoutCertificates.filter(
		(certificate) => isOpen(open, certificate.round) && certificate.round !== opening[0]?.round,
	);
	return [...older.slice(0, CONSENSUS_LIMITS.timeoutCertificates - opening.length), ...opening];
}

/** @throws CodedError unless each certificate verifies and accounts for a failed round within reach, once */
export function checkTimeoutCertificates(core: Core, header: BlockHeader, parent: BlockNode): void {
	if (header.timeoutCertificates.length === 0) return;
	const open = openGaps(parent, header.round);
	let previous = 0;
	for (const certificate of header.timeoutCertificates) {
		if (certificate.round <= previous || !isOpen(open, certificate.round))
			throw refusal('proposal', header.round, 'a timeout certificate accounts for no open failed round');
		previous = certificate.round;
		core.checks.timeout(certificate);
	}
}

function ancestorsWithVotes(parent: BlockNode): { node: BlockNode; counted: Set<number> }[] {
	const ancestors: { node: BlockNode; counted: Set<number> }[] = [];
	const carriers: BlockNode[] = [parent];
	let child = parent;
	for (let depth = 2; depth <= LATE_VOTE_DEPTH; depth++) {
		const node = child.parent;
		if (!node?.header || !child.header) break;
		const counted = new Set(child.header.parentQc.signers);
		for (const carrier of carriers)
			for (const vote of carrier.header?.lateVotes ?? []) if (vote.round === node.round) counted.add(vote.voter);
		ancestors.push({ node, counted });
		carriers.push(node);
		child = node;
	}
	return ancestors;
}

function openGaps(parent: BlockNode, round: number): OpenGaps {
	const gaps = [{ after: parent.round, before: round }];
	const carried = new Set<number>();
	let at: BlockNode | null = parent;
	// The block itself and 20 ancestors: a gap's own block stands at most 20 heights below the carrier.
	for (let depth = 1; at?.header && depth <= CONSENSUS_LIMITS.accountingBlocks; depth++, at = at.parent) {
		gaps.push({ after: at.header.parentQc.round, before: at.round });
		for (const certificate of at.header.timeoutCertificates) carried.add(certificate.round);
	}
	return { gaps, carried };
}

function isOpen(open: OpenGaps, round: number): boolean {
	return !open.carried.has(round) && open.gaps.some((gap) => gap.after < round && round < gap.before);
}

function isVoteFor(vote: LateVote, node: BlockNode): boolean {
	return equalBytes(vote.blockId, node.id) && vote.parentRound === node.header?.parentQc.round;
}

function isGenuine(core: Core, vote: LateVote, node: BlockNode): boolean {
	if (!isVoteFor(vote, node)) return false;
	try {
		core.checks.lateVote(vote);
		return true;
	} catch (error) {
		if (error instanceof CodedError) return false;
		throw error;
	}
}
