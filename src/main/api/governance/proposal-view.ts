import { toHex } from '../../../shared/codec/bytes.ts';
import type { GovernanceProposal } from '../../../shared/contract/index.ts';
import { certificateQuorum } from '../../../shared/proofs/certificates.ts';
import type { EpochRecord, ProposalRecord } from '../read-model/governance-log.ts';
import type { ConsoleServices } from '../services.ts';
import { changeView, validatorView } from './change-view.ts';

type Services = Pick<ConsoleServices, 'node' | 'model'>;

/** The epoch in force. A block that ends one begins the next. */
export function presentEpoch({ model }: Pick<Services, 'model'>): EpochRecord {
	return model.governance.epochs.at(-1) as EpochRecord;
}

/** Id of this node's validator in the epoch in force, or null. */
export function ownValidator({ node, model }: Services): string | null {
	const key = node.validatorKey();
	if (!key) return null;
	const { validators } = presentEpoch({ model }).description;
	return validators.find(({ publicKey }) => toHex(publicKey) === toHex(key))?.id ?? null;
}

/** Approvals that still count: those of an epoch before are void while the proposal is open. */
export function countingApprovals({ state, approvals }: ProposalRecord, epoch: number): ProposalRecord['approvals'] {
	return state === 'open' ? approvals.filter((approval) => approval.epoch === epoch) : approvals;
}

export function proposalView(record: ProposalRecord, services: Services): GovernanceProposal {
	const { description } = presentEpoch(services);
	const { id, proposer, changes, digest, approvals: _all, ...rest } = record;
	const approvals = countingApprovals(record, description.epoch);
	const own = ownValidator(services);
	return {
		...rest,
		proposal: id,
		proposer,
		proposerName: services.model.directory.nameOf(proposer),
		changes: changes.map(changeView),
		digest: toHex(digest),
		approvals: approvals.map(({ validator, height }) => ({ validator, height })),
		needed: certificateQuorum(description.validators.length),
		needsMe: record.state === 'open' && own !== null && !approvals.some(({ validator }) => validator === own),
	};
}

export function epochView({ description, endsAt }: EpochRecord) {
	return { ...description, validators: description.validators.map(validatorView), endsAt };
}
