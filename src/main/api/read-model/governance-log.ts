import type { EpochDescription } from '../../../shared/codec/epoch.ts';
import type { GovernanceChange } from '../../../shared/codec/governance.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from './block-step.ts';
import type { Retention } from './retention.ts';

export type ProposalState = 'open' | 'enacted' | 'withdrawn' | 'expired';

export interface ProposalRecord {
	readonly id: string;
	readonly proposer: string;
	readonly changes: readonly GovernanceChange[];
	readonly text: string;
	readonly digest: Uint8Array;
	readonly proposedAtHeight: number;
	readonly proposedAt: TimeMs;
	readonly expiresAt: TimeMs;
	/** Those that count: of the epoch of the newest one, latest last. */
	approvals: readonly { readonly validator: string; readonly epoch: number; readonly height: number }[];
	state: ProposalState;
	/** Height at which it was enacted, withdrawn or lapsed. */
	endedAtHeight: number | null;
	epochEndsAt: number | null;
}

export interface EpochRecord {
	readonly description: EpochDescription;
	/** Last height of the epoch once it is known. */
	endsAt: number | null;
}

/** Proposals, observers and epochs as the chain's events tell of them. */
export class GovernanceLog {
	/** In the order of their numbers; the oldest ended one goes first. */
	readonly proposals = new Map<string, ProposalRecord>();
	/** Peer id to name. */
	readonly observers = new Map<string, string>();
	/** Oldest first; the newest is in force, or begins with the next block. */
	readonly epochs: EpochRecord[] = [];
	readonly #limits: Retention;

	constructor(limits: Retention) {
		this.#limits = limits;
	}

	propose({ proposal, kind: _kind, ...terms }: EventOf<'governance-proposed'>, { height, time }: EventStep): void {
		this.proposals.set(proposal, {
			id: proposal,
			...terms,
			proposedAtHeight: height,
			proposedAt: time,
			approvals: [],
			state: 'open',
			endedAtHeight: null,
			epochEndsAt: null,
		});
		this.#forgetEnded();
	}

	approve({ proposal, validator, epoch }: EventOf<'governance-approved'>, { height }: EventStep): void {
		const record = this.proposals.get(proposal);
		if (!record) return;
		const stillCount = record.approvals.filter((approval) => approval.epoch === epoch);
		record.approvals = [...stillCount, { validator, epoch, height }];
	}

	enact({ proposal, changes, epochEndsAt }: EventOf<'governance-enacted'>, { height }: EventStep): void {
		const record = this.proposals.get(proposal);
		if (record) record.epochEndsAt = epochEndsAt;
		this.#end(proposal, 'enacted', height);
		for (const change of changes) {
			if (change.kind === 'admit-observer') this.observers.set(change.peerId, change.name);
			if (change.kind === 'remove-observer') this.observers.delete(change.peerId);
		}
		const present = this.epochs.at(-1);
		if (present && epochEndsAt !== null) present.endsAt = epochEndsAt;
	}

	close({ kind, proposal }: EventOf<'governance-withdrawn' | 'governance-expired'>, { height }: EventStep): void {
		this.#end(proposal, kind === 'governance-withdrawn' ? 'withdrawn' : 'expired', height);
	}

	enterEpoch({ description }: EventOf<'epoch-changed'>): void {
		this.epochs.push({ description, endsAt: null });
		if (this.epochs.length > this.#limits.epochs) this.epochs.shift();
	}

	#end(proposal: string, state: ProposalState, height: number): void {
		const record = this.proposals.get(proposal);
		if (!record) return;
		record.state = state;
		record.endedAtHeight = height;
	}

	#forgetEnded(): void {
		for (const { id, state } of this.proposals.values()) {
			if (this.proposals.size <= this.#limits.proposals) return;
			if (state !== 'open') this.proposals.delete(id);
		}
	}
}
