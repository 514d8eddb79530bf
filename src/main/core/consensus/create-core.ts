import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import { equalBytes } from '../../../shared/codec/bytes.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { Hasher, Signer, Verifier } from '../ports.ts';
import { BlockTree } from './block-tree.ts';
import { CertificateChecks, REMEMBERED_PER_VALIDATOR } from './certificate-checks.ts';
import type { Core } from './core.ts';
import { applyCredit } from './credit.ts';
import { EffectCollector } from './effects.ts';
import { type Election, electLeader } from './election.ts';
import { restoreEnding } from './ending-state.ts';
import { createEvidenceState } from './evidence-pool.ts';
import { type LeaderOverride, Leaders } from './leaders.ts';
import { Pacemaker } from './pacemaker.ts';
import { maxFaulty, quorumOf } from './quorum.ts';
import { genesisCertificate, restoreSafety, restoreSent, restoreWindow } from './recovery.ts';
import { RoundWindow } from './round-window.ts';
import { INITIAL_SAFETY } from './safety.ts';
import { createSyncState } from './sync-state.ts';
import type { Epoch, Recovery } from './types.ts';

export interface ConsensusOptions {
	readonly epoch: Epoch;
	/** This validator's index; null observes: follows and serves, signs nothing. */
	readonly self: ValidatorIndex | null;
	/** Default `electLeader`; comparisons of the lab inject another one. */
	readonly elect?: Election;
	/** Decides leaders in place of the credit; for scenarios of the lab only. */
	readonly leaderOverride?: LeaderOverride;
	/** False: no `trace` effects, for runs in which nobody looks at them. Default true. */
	readonly isTraced?: boolean;
	/** Good signatures remembered per validator, 128 by default; 0 where the verifier costs next to nothing. */
	readonly rememberedSignatures?: number;
	/** Default `applyCredit`; a simulation injects one that works each step out once for all its validators. */
	readonly applyCredit?: typeof applyCredit;
}

export interface ConsensusModules {
	readonly hasher: Hasher;
	readonly verifier: Verifier;
	/** Null for an observer. */
	readonly signer: Signer | null;
}

/** @throws CodedError CONSENSUS_EPOCH_INVALID, CONSENSUS_RECORDS_DAMAGED */
export function createCore(options: ConsensusOptions, modules: ConsensusModules, recovery: Recovery): Core {
	const { epoch, self } = options;
	checkEpoch(options, modules);
	const size = epoch.validators.length;
	const sha256 = (bytes: Uint8Array) => modules.hasher.sha256(bytes);
	const tree = new BlockTree(epoch);
	restoreWindow(tree, epoch, recovery);
	const owner = { chainId: epoch.chainId, epoch: epoch.epoch, self: self ?? 0 };
	const scope = {
		chainId: epoch.chainId,
		epoch: epoch.epoch,
		publicKeys: epoch.validators.map((validator) => validator.publicKey),
		genesisId: epoch.genesisId,
	};
	return {
		epoch,
		size,
		faulty: maxFaulty(size),
		quorum: quorumOf(size),
		self,
		signer: modules.signer ?? OBSERVER_SIGNER,
		sha256,
		isTraced: options.isTraced ?? true,
		applyCredit: options.applyCredit ?? applyCredit,
		checks: new CertificateChecks(scope, modules.verifier, options.rememberedSignatures ?? REMEMBERED_PER_VALIDATOR),
		effects: new EffectCollector(),
		tree,
		leaders: new Leaders(
			{ epoch: epoch.epoch, elect: options.elect ?? electLeader, override: options.leaderOverride ?? null },
			{ tree, sha256 },
		),
		window: new RoundWindow(),
		pacemaker: new Pacemaker(epoch.parameters),
		progress: {
			round: 0,
			highQc: genesisCertificate(epoch),
			highTc: null,
			timeoutCertificates: [],
			held: [],
			hasProposal: false,
			activeSince: null,
			requestedParent: null,
			hasWork: false,
			answeredStale: new Set(),
			isDirty: false,
		},
		sent:
			self === null ? { proposal: null, vote: null, orderVote: null, timeout: null } : restoreSent(recovery.records),
		sync: createSyncState(),
		evidence: createEvidenceState(),
		ending: restoreEnding(tree, recovery),
		safety: self === null ? INITIAL_SAFETY : restoreSafety(recovery.records, owner),
		at: { now: 0, wall: 0, speed: 1 },
	};
}

const OBSERVER_SIGNER: Signer = {
	publicKey: new Uint8Array(32),
	sign() {
		throw new Error('an observer signs nothing');
	},
};

function checkEpoch({ epoch, self }: ConsensusOptions, { signer }: ConsensusModules): void {
	const size = epoch.validators.length;
	if (size < 1 || size > CONSENSUS_LIMITS.validators) throw unusable(`${size} validators`);
	if (self === null) return;
	const own = epoch.validators[self];
	if (!own || !signer) throw unusable('this node is not one of its validators');
	if (!equalBytes(own.publicKey, signer.publicKey)) throw unusable('this node’s key is not the one of its validator');
}

function unusable(reason: string): CodedError {
	return new CodedError('CONSENSUS_EPOCH_INVALID', { reason });
}
