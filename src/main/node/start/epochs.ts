import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import { equalBytes } from '../../../shared/codec/bytes.ts';
import { EPOCH_PATH, type EpochDescription, epochGenesisId, genesisEpoch } from '../../../shared/codec/epoch.ts';
import { chainIdOf, genesisDigest } from '../../../shared/codec/genesis.ts';
import type { GenesisDocument } from '../../../shared/codec/genesis-document.ts';
import type { ValidatorScope } from '../../../shared/proofs/certificates.ts';
import { type EpochChangeProof, scopeOfEpoch, verifyEpochChange } from '../../../shared/proofs/epoch-change.ts';
import { decodeCreditLedger } from '../../core/consensus/credit-codec.ts';
import { genesisLedger } from '../../core/consensus/credit-ledger.ts';
import { createEpoch } from '../../core/consensus/epoch.ts';
import type { Epoch } from '../../core/consensus/types.ts';
import { verifier } from '../crypto/ed25519.ts';
import { hasher } from '../crypto/sha256.ts';
import type { EpochEnd } from '../driver/driver.ts';
import type { Executor } from '../execution/types.ts';
import type { KnownEpoch } from '../known-epoch.ts';
import type { NetworkPeer } from '../network/types.ts';
import type { Store } from '../store/types.ts';
import type { NodeKeys } from './open-disk.ts';

/** The epoch that a store is in. */
export interface PresentEpoch {
	readonly description: EpochDescription;
	readonly epoch: Epoch;
}

const PROOF_MODULES = {
	sha256: (bytes: Uint8Array) => hasher.sha256(bytes),
	verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
		verifier.verify(publicKey, message, signature),
};

/** The newest epoch whose handover is stored, or the first. */
export async function readEpoch(store: Store, genesis: GenesisDocument): Promise<PresentEpoch> {
	const chainId = chainIdOf(genesis, hasher.sha256);
	const stored = (await store.epochs()).at(-1);
	if (!stored) {
		const description = genesisEpoch(genesis);
		if (!store.genesisStateRoot) throw new Error('the genesis state is not stored');
		const start = {
			genesisId: genesisDigest(genesis, hasher.sha256),
			stateRoot: store.genesisStateRoot,
			credit: genesisLedger(description.validators.length, description.credit),
		};
		return { description, epoch: createEpoch(chainId, description, start) };
	}
	const { description, stateRoot } = stored;
	const credit = (await store.execution(description.startHeight))?.credit;
	const start = {
		genesisId: epochGenesisId(chainId, description, stateRoot, hasher.sha256),
		stateRoot,
		// A snapshot above the start brings the credit of its own height; then nobody reads this one.
		credit: credit ? decodeCreditLedger(credit) : genesisLedger(description.validators.length, description.credit),
	};
	return { description, epoch: createEpoch(chainId, description, start) };
}

export function scopeOf({ chainId, epoch, validators, genesisId }: Epoch): ValidatorScope {
	return { chainId, epoch, publicKeys: validators.map(({ publicKey }) => publicKey), genesisId };
}

/** Epochs whose handovers are stored, ascending, after the first. */
export async function readEpochs(store: Store, genesis: GenesisDocument): Promise<KnownEpoch[]> {
	const chainId = chainIdOf(genesis, hasher.sha256);
	const later = (await store.epochs()).map(({ description, stateRoot }) => ({
		description,
		scope: scopeOfEpoch(chainId, description, stateRoot, hasher.sha256),
	}));
	return [firstEpoch(genesis), ...later];
}

/** The epoch that the genesis states. */
export function firstEpoch(genesis: GenesisDocument): KnownEpoch {
	return {
		description: genesisEpoch(genesis),
		scope: {
			chainId: chainIdOf(genesis, hasher.sha256),
			epoch: 0,
			publicKeys: genesis.validators.map(({ publicKey }) => publicKey),
			genesisId: genesisDigest(genesis, hasher.sha256),
		},
	};
}

/**
 * Stores the handover to the epoch that the executed state describes. Its proof is verified first, as any receiver will:
 * a node that could not prove its own epoch's end must stop.
 * @throws CodedError CONSENSUS_* when the executor's state is not the one that the epoch ended with
 */
export async function handOver(
	end: EpochEnd,
	ending: Epoch,
	modules: { readonly store: Store; readonly executor: Executor },
): Promise<EpochDescription> {
	const { value, proof } = await modules.executor.provePresent(EPOCH_PATH);
	if (!value) throw new Error(`the state has no ${EPOCH_PATH}`);
	const { headers, commitProof } = end;
	const handover: EpochChangeProof = { headers, commitProof, description: value, inState: proof };
	const { description, stateRoot } = verifyEpochChange(handover, scopeOf(ending), PROOF_MODULES);
	await modules.store.persistEpoch({ description, stateRoot, proof: handover });
	return description;
}

/** This node's index and key in an epoch: its name, its peer id and a key that it holds. Null where it has no place. */
export function placeIn(
	{ validators }: EpochDescription,
	validator: string | null,
	keys: Pick<NodeKeys, 'validatorSigners' | 'peerId'>,
): { readonly self: ValidatorIndex; readonly signer: NodeKeys['validatorSigners'][number] } | null {
	const self = validators.findIndex(({ id, peerId }) => id === validator && peerId === keys.peerId);
	const own = validators[self];
	const signer = own && keys.validatorSigners.find(({ publicKey }) => equalBytes(publicKey, own.publicKey));
	return signer ? { self, signer } : null;
}

/** The other validators, as the network reaches them from here. */
export function networkPeers(
	{ validators }: EpochDescription,
	peerId: string,
	peerAddresses: { readonly [validator: string]: readonly string[] } = {},
): NetworkPeer[] {
	return validators
		.map(({ id, peerId: other, addresses }, validator) => ({
			validator,
			peerId: other,
			addresses: peerAddresses[id] ?? addresses,
		}))
		.filter((peer) => peer.peerId !== peerId);
}
