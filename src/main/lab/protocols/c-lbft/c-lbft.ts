import type { Digest, Sha256 } from '../../../../shared/codec/bytes.ts';
import type { ConsensusMessage } from '../../../../shared/codec/consensus-messages.ts';
import type { ConsensusParameters } from '../../../../shared/codec/genesis-document.ts';
import { type Election, electLeader } from '../../../core/consensus/election.ts';
import { maxFaulty, quorumOf } from '../../../core/consensus/quorum.ts';
import type { Epoch } from '../../../core/consensus/types.ts';
import { StandInSignatures } from '../../signatures/stand-in-signatures.ts';
import type { Protocol, ReplicaOptions } from '../replica.ts';
import { CLbftReplica } from './c-lbft-replica.ts';
import { type Execution, standInExecution } from './execution.ts';
import { LabBlocks } from './lab-block.ts';
import { labEpoch } from './lab-epoch.ts';
import { messageCost } from './message-cost.ts';

export interface CLbftProtocolModules {
	readonly sha256: Sha256;
	/** Default: by credit, as the product elects. */
	readonly elect?: Election;
	/** Default: stand-ins for the load, roots by hashing. */
	readonly execution?: Execution;
	/** Told of each root at each replica, for checks. */
	readonly executed?: (replica: number, height: number, stateRoot: Digest) => void;
}

/** C-LBFT as the product runs it: the core of `src/main/core/consensus`, every message of every validator. */
export function createCLbft(modules: CLbftProtocolModules): Protocol<ConsensusMessage> {
	const { sha256, elect = electLeader, execution = standInExecution(sha256), executed = () => {} } = modules;
	const signatures = new StandInSignatures(sha256);
	const blocks = new LabBlocks();
	let epoch: Epoch | null = null;
	const epochOf = (options: ReplicaOptions): Epoch => {
		const parameters = parametersFor(options.expectedDelayMs);
		const isSame =
			epoch?.validators.length === options.size && epoch.parameters.baseTimeoutMinMs === parameters.baseTimeoutMinMs;
		if (!epoch || !isSame)
			epoch = labEpoch({ validators: options.size, parameters, genesisStateRoot: execution.genesisStateRoot }, sha256);
		return epoch;
	};
	return {
		name: 'c-lbft',
		quorum: quorumOf,
		faulty: maxFaulty,
		create: (options, port) => {
			const shared = epochOf(options);
			const publicKey = shared.validators[port.self]?.publicKey as Uint8Array;
			return new CLbftReplica(
				{
					epoch: shared,
					self: port.self,
					elect,
					isTraced: false,
					rememberedSignatures: 0,
					applyCredit: (...step) => blocks.applyCredit(...step),
				},
				{
					hasher: { sha256 },
					sha256,
					verifier: signatures,
					signer: signatures.signer(publicKey),
					blocks,
					execution: execution.create(port.self),
					executed: (height, stateRoot) => executed(port.self, height, stateRoot),
				},
				port,
			);
		},
		costOf: messageCost,
	};
}

/** A round takes two delays: its timer starts at eight and never falls below four, until it has learnt. */
function parametersFor(expectedDelayMs: number): ConsensusParameters {
	const times = (delays: number): number => Math.max(1, Math.ceil(delays * expectedDelayMs));
	return {
		baseTimeoutMinMs: times(4),
		baseTimeoutInitialMs: times(8),
		baseTimeoutMaxMs: times(40),
		roundTimeoutMaxMs: times(400),
		idleIntervalMs: times(20),
		clockAheadMs: 500,
		clockBehindMs: Math.max(5000, times(20)),
		maxBlockBytes: 65_536,
	};
}
