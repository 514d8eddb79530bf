import type { BlockHeader, TimeoutCertificate, ValidatorIndex } from '../../../shared/codec/block.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import { type CreditParameters, DEFAULT_CREDIT } from '../../../shared/codec/credit-parameters.ts';
import { type CreditChange, CreditDraft } from './credit-draft.ts';
import type { CreditLedger, LedgerBlock, LedgerGap } from './credit-ledger.ts';
import { maxFaulty } from './quorum.ts';

/** Blocks whose votes can still be credited: a block is closed by its 5th descendant. */
const VOTE_WINDOW = 5;

export type { Conviction, CreditChange, CreditRule } from './credit-draft.ts';

export interface CreditStep {
	readonly ledger: CreditLedger;
	/** In the order in which the rules were applied. */
	readonly changes: readonly CreditChange[];
}

/**
 * The credit rules of C-LBFT § 4, applied to the next committed block. Pure: the ledger carries the few recent blocks
 * and gaps that the rules look back on, so nothing but committed headers is read. Call once per height, ascending,
 * beginning with `genesisLedger(n)`; consensus elects leaders by the same ledger that the contract engine writes to
 * the state.
 *
 * Order: convictions, votes in the parent's certificate, late votes, votes missed for good, the block itself, failed
 * rounds. Nothing moves the figures of a convicted validator any more, not even in the block that convicts it.
 *
 * @param ledger ledger after the block's parent
 * @param header committed, hence valid: signatures are not checked again
 * @param transactionCount transactions in the block; an empty block earns and pays nothing
 */
export function applyCredit(
	ledger: CreditLedger,
	header: BlockHeader,
	transactionCount: number,
	parameters: CreditParameters = DEFAULT_CREDIT,
): CreditStep {
	const draft = new CreditDraft(ledger, parameters);
	for (const evidence of header.evidence) draft.convict(evidence, header.round, header.height);
	const known = creditVotes(draft, ledger.blocks, header);
	const blocks = closeVotes(draft, known, header.height);
	if (transactionCount > 0) draft.ownBlock(header.proposer, header.round, header.height);
	const { gaps, accounted } = accountForFailures(draft, ledger, header);
	return {
		ledger: {
			height: header.height,
			round: header.round,
			validators: draft.validators,
			blocks: [...blocks, { height: header.height, round: header.round, earns: transactionCount > 0, voters: [] }],
			proposers: [header.proposer, ...ledger.proposers.filter((proposer) => proposer !== header.proposer)],
			gaps,
			accounted,
			convicted: draft.convicted(),
		},
		changes: draft.changes,
	};
}

/** Signers of the last 4 committed certificates, late votes included: `true` at the index of each. */
export function activeVoters(ledger: CreditLedger): boolean[] {
	const active = new Array<boolean>(ledger.validators.length).fill(false);
	for (const block of ledger.blocks) {
		if (block.height < ledger.height - 4) continue;
		for (const voter of block.voters) active[voter] = true;
	}
	return active;
}

/** Whom at least f+1 signers of the certificate name as awaited with "no proposal", ascending. */
export function blamedBy(certificate: TimeoutCertificate, validators: number): ValidatorIndex[] {
	const named = new Array<number>(validators).fill(0);
	for (const entry of certificate.entries) {
		if (entry.reason === 'no-proposal') named[entry.awaitedLeader] = (named[entry.awaitedLeader] ?? 0) + 1;
	}
	const needed = maxFaulty(validators) + 1;
	return named.flatMap((count, index) => (count >= needed && index < validators ? [index] : []));
}

function creditVotes(draft: CreditDraft, blocks: readonly LedgerBlock[], header: BlockHeader): LedgerBlock[] {
	const next = blocks.map((block) => {
		const late = header.lateVotes.filter(
			(vote) => vote.round === block.round && block.height < header.height - 1 && block.height > 0,
		);
		const isParent = block.height === header.height - 1 && block.height > 0;
		const arrivals = isParent ? header.parentQc.signers : late.map((vote) => vote.voter);
		if (arrivals.length === 0) return block;
		const voters = new Set(block.voters);
		for (const voter of arrivals) {
			if (voters.has(voter)) continue;
			voters.add(voter);
			if (block.earns) draft.voteCredited(voter, block, !isParent);
		}
		return { ...block, voters: [...voters].sort((a, b) => a - b) };
	});
	return next;
}

/** Charges those whose vote for the 5th ancestor never came and lets that block go. */
function closeVotes(draft: CreditDraft, blocks: readonly LedgerBlock[], height: number): LedgerBlock[] {
	const open: LedgerBlock[] = [];
	for (const block of blocks) {
		if (block.height > height - VOTE_WINDOW) {
			open.push(block);
			continue;
		}
		if (!block.earns) continue;
		const voters = new Set(block.voters);
		for (let validator = 0; validator < draft.validators.length; validator++) {
			if (!voters.has(validator)) draft.voteMissed(validator, block);
		}
	}
	return open;
}

function accountForFailures(
	draft: CreditDraft,
	ledger: CreditLedger,
	header: BlockHeader,
): { gaps: readonly LedgerGap[]; accounted: readonly number[] } {
	const oldest = header.height - CONSENSUS_LIMITS.accountingBlocks;
	const gaps = ledger.gaps.filter((gap) => gap.height >= oldest);
	if (header.round > header.parentQc.round + 1)
		gaps.push({ height: header.height, parentRound: header.parentQc.round, round: header.round });
	const accounted = new Set(ledger.accounted.filter((round) => gapOf(gaps, round)));
	for (const certificate of header.timeoutCertificates) {
		const gap = gapOf(gaps, certificate.round);
		if (!gap || accounted.has(certificate.round)) continue;
		accounted.add(certificate.round);
		// Leaders within one gap are distinct, so a gap longer than f rounds has more than f failed leaders.
		const isOutage = gap.round - gap.parentRound - 1 > maxFaulty(draft.validators.length);
		for (const leader of blamedBy(certificate, draft.validators.length)) {
			if (isOutage) draft.outage(leader, certificate.round);
			else draft.blamed(leader, certificate.round, header.round);
		}
	}
	return { gaps, accounted: [...accounted].sort((a, b) => a - b) };
}

function gapOf(gaps: readonly LedgerGap[], round: number): LedgerGap | undefined {
	return gaps.find((gap) => gap.parentRound < round && round < gap.round);
}
