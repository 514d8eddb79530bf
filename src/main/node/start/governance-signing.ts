import {
	approvalSigningBytes,
	changesDigest,
	type GovernanceChange,
	type KeyRegistration,
	keyRegistrationBytes,
} from '../../../shared/codec/governance.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { requireContained } from '../../core/contracts/engine/contract-table.ts';
import { contracts } from '../../core/contracts/registry.ts';
import type { Signer } from '../../core/ports.ts';
import { hasher } from '../crypto/sha256.ts';

/** What a validator approves, as its operator has read it. */
export interface ApprovedChanges {
	readonly epoch: number;
	readonly proposal: string;
	readonly changes: readonly GovernanceChange[];
}

/** All that a validator key signs besides consensus messages; each under a domain of its own. */
export interface GovernanceSigning {
	/** Ed25519 key of this node as a validator; null where it holds none. */
	validatorKey(): Uint8Array | null;
	/**
	 * This validator's approval of a proposal of exactly these changes, 64 bytes.
	 * @throws CodedError KEY_UNKNOWN without a validator key, ENGINE_UPGRADE_MISSING when a change upgrades a contract to
	 * a version that this software lacks: a quorum of approvals is then a quorum that can run it
	 */
	signApproval(approval: ApprovedChanges): Uint8Array;
	/**
	 * Proof that this node holds its key and would serve as the validator of that id, reached at these addresses.
	 * @throws CodedError KEY_UNKNOWN without a validator key
	 */
	signRegistration(
		validator: string,
		addresses: readonly string[],
	): KeyRegistration & { readonly possession: Uint8Array };
}

/** @param modules.signer the validator key in use now, which a rotation changes */
export function createGovernanceSigning(
	{ chainId, peerId }: { readonly chainId: string; readonly peerId: string },
	{ signer }: { readonly signer: () => Signer | null },
): GovernanceSigning {
	const held = (): Signer => {
		const found = signer();
		if (!found) throw new CodedError('KEY_UNKNOWN', { name: peerId, purpose: 'validator', directory: '' });
		return found;
	};
	return {
		validatorKey: () => signer()?.publicKey ?? null,
		signApproval({ epoch, proposal, changes }) {
			for (const change of changes)
				if (change.kind === 'upgrade-contract')
					requireContained(contracts, { name: change.contract, version: change.version }, change.height);
			const digest = changesDigest(changes, hasher.sha256);
			return held().sign(approvalSigningBytes({ chainId, epoch, proposal, digest }));
		},
		signRegistration(validator, addresses) {
			const key = held();
			const registration = { validator, publicKey: key.publicKey, peerId, addresses };
			return { ...registration, possession: key.sign(keyRegistrationBytes(chainId, registration)) };
		},
	};
}
