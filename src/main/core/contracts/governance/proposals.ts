import { GOVERNANCE_LIMITS, type GovernanceChange } from '../../../../shared/codec/governance.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { GOVERNANCE } from './next-epoch.ts';

export interface Proposal {
	readonly proposer: string;
	readonly changes: readonly GovernanceChange[];
	readonly text: string;
	/** As `changesDigest` gives it. */
	readonly digest: Uint8Array;
	readonly expiresAt: TimeMs;
	/** Epoch in which the approvals were given; those of an earlier one count no more. */
	readonly epoch: number;
	/** Ids of the validators that approved, in order. */
	readonly approvals: readonly string[];
}

/** The number that the next proposal takes. */
export function takeNumber(context: CallContext): number {
	const space = context.space(GOVERNANCE);
	const number = space.get<number>('proposals') ?? 0;
	space.set('proposals', number + 1);
	return number;
}

/** @throws CodedError PROPOSALS_TOO_MANY */
export function openProposal(context: CallContext, id: string, proposal: Proposal): void {
	const space = context.space(GOVERNANCE);
	const all = space.get<number>('open') ?? 0;
	const own = space.get<number>(`open-of/${proposal.proposer}`) ?? 0;
	requireBelow(all, GOVERNANCE_LIMITS.open);
	requireBelow(own, GOVERNANCE_LIMITS.openOfOneProposer);
	space.set('open', all + 1);
	space.set(`open-of/${proposal.proposer}`, own + 1);
	writeProposal(context, id, proposal);
}

/** Enacted, withdrawn or lapsed: it leaves the state, its story stays in the events. */
export function closeProposal(context: CallContext, id: string, { proposer }: Proposal): void {
	const space = context.space(GOVERNANCE);
	space.set('open', (space.get<number>('open') ?? 1) - 1);
	const own = space.get<number>(`open-of/${proposer}`) ?? 1;
	if (own > 1) space.set(`open-of/${proposer}`, own - 1);
	else space.delete(`open-of/${proposer}`);
	space.delete(`proposal/${id}`);
}

export function writeProposal(context: CallContext, id: string, proposal: Proposal): void {
	context.space(GOVERNANCE).set(`proposal/${id}`, proposal);
}

export function readProposal(context: CallContext, id: string): Proposal | undefined {
	return context.space(GOVERNANCE).get<Proposal>(`proposal/${id}`);
}

/** @throws CodedError PROPOSAL_UNKNOWN */
export function requireProposal(context: CallContext, id: string): Proposal {
	const found = readProposal(context, id);
	if (!found) throw new CodedError('PROPOSAL_UNKNOWN', { proposal: id });
	return found;
}

function requireBelow(open: number, max: number): void {
	if (open >= max) throw new CodedError('PROPOSALS_TOO_MANY', { open, max });
}
