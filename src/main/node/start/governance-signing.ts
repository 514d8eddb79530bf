import {
	type ApprovalScope,
	approvalSigningBytes,
	type KeyRegistration,
	keyRegistrationBytes,
} from '../../../shared/codec/governance.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { Signer } from '../../core/ports.ts';

/** All that a validator key signs besides consensus messages; each under a domain of its own. */
export interface GovernanceSigning {
	/** Ed25519 key of this node as a validator; null where it holds none. */
	validatorKey(): Uint8Array | null;
	/** This validator's approval of a proposal, 64 bytes. @throws CodedError KEY_UNKNOWN without a validator key */
	signApproval(scope: Omit<ApprovalScope, 'chainId'>): Uint8Array;
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
		signApproval: (scope) => held().sign(approvalSigningBytes({ chainId, ...scope })),
		signRegistration(validator, addresses) {
			const key = held();
			const registration = { validator, publicKey: key.publicKey, peerId, addresses };
			return { ...registration, possession: key.sign(keyRegistrationBytes(chainId, registration)) };
		},
	};
}
