import { forms } from '../../../../shared/codec/calls.ts';
import {
	approvalSigningBytes,
	changesDigest,
	GOVERNANCE_LIMITS,
	type ProposeChanges,
	proposalId,
} from '../../../../shared/codec/governance.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { certificateQuorum } from '../../../../shared/proofs/certificates.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type Contract, method } from '../engine/contract.ts';
import { requireSender } from '../identity/participants.ts';
import { enact, requirePossible } from './changes.ts';
import { GOVERNANCE } from './next-epoch.ts';
import {
	closeProposal,
	openProposal,
	type Proposal,
	readProposal,
	requireProposal,
	takeNumber,
	writeProposal,
} from './proposals.ts';

/** Steps for each byte-64 of a proposal's changes, which are hashed and stored. */
const STEPS_PER_CHANGE = 20;

/**
 * Validators change their own set and the chain's parameters: anybody registered proposes, a quorum of the present
 * epoch's validators approves with their consensus keys, and the last approval enacts.
 */
export const governanceContract: Contract = {
	name: GOVERNANCE,
	version: 1,
	methods: [
		method(forms.governance.propose, (context, proposal) => propose(context, proposal)),
		method(forms.governance.approve, (context, { proposal, validator, signature }) => {
			requireSender(context);
			approve(context, proposal, validator, signature);
		}),
		method(forms.governance.withdraw, (context, { proposal: id }) => {
			const sender = requireSender(context);
			const proposal = requireProposal(context, id);
			if (proposal.proposer !== sender.id)
				throw new CodedError('CALL_FORBIDDEN', { sender: sender.id, needed: `proposer of ${id}` });
			closeProposal(context, id, proposal);
			context.emit({ kind: 'governance-withdrawn', proposal: id });
		}),
	],
	tasks: {
		expire: (context, id) => {
			const proposal = readProposal(context, id);
			if (!proposal) return;
			closeProposal(context, id, proposal);
			context.emit({ kind: 'governance-expired', proposal: id });
		},
	},
};

function propose(context: CallContext, { changes, text }: ProposeChanges): void {
	const { id: proposer } = requireSender(context);
	context.charge(changes.length * STEPS_PER_CHANGE);
	requirePossible(context, changes);
	const id = proposalId(takeNumber(context));
	const digest = changesDigest(changes, (bytes) => context.sha256(bytes));
	const expiresAt = context.time + GOVERNANCE_LIMITS.lifetimeMs;
	const { epoch } = context.block.epoch;
	openProposal(context, id, { proposer, changes, text, digest, expiresAt, epoch, approvals: [] });
	context.schedule(expiresAt, { contract: GOVERNANCE, task: 'expire', subject: id });
	context.emit({ kind: 'governance-proposed', proposal: id, proposer, changes, text, digest, expiresAt });
}

/** @throws CodedError PROPOSAL_UNKNOWN, VALIDATOR_UNKNOWN, APPROVAL_SIGNATURE, APPROVAL_REPEATED, or as `enact` */
function approve(context: CallContext, id: string, validator: string, signature: Uint8Array): void {
	const { epoch, validators } = context.block.epoch;
	const proposal = requireProposal(context, id);
	context.charge(validators.length);
	const publicKey = validators.find((each) => each.id === validator)?.publicKey;
	if (!publicKey) throw new CodedError('VALIDATOR_UNKNOWN', { validator });
	const before = proposal.epoch === epoch ? proposal.approvals : [];
	if (before.includes(validator)) throw new CodedError('APPROVAL_REPEATED', { validator, proposal: id });
	const scope = { chainId: context.block.chainId, epoch, proposal: id, digest: proposal.digest };
	if (!context.verify(publicKey, approvalSigningBytes(scope), signature))
		throw new CodedError('APPROVAL_SIGNATURE', { validator, proposal: id, epoch });
	const approvals = [...before, validator];
	const needed = certificateQuorum(validators.length);
	const count = approvals.length;
	context.emit({ kind: 'governance-approved', proposal: id, validator, epoch, signature, approvals: count, needed });
	if (count < needed) writeProposal(context, id, { ...proposal, epoch, approvals });
	else enactProposal(context, id, { ...proposal, approvals });
}

function enactProposal(context: CallContext, id: string, proposal: Proposal): void {
	const { changes, approvals } = proposal;
	const epochEndsAt = enact(context, id, changes);
	closeProposal(context, id, proposal);
	context.emit({ kind: 'governance-enacted', proposal: id, changes, approvals, epochEndsAt });
}
