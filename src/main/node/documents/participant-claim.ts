import { encode } from '../../../shared/codec/cbor.ts';
import { identifier } from '../../../shared/codec/ids.ts';
import { bytes, integer, type Reader, record } from '../../../shared/codec/reader.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { Signer, Verifier } from '../../core/ports.ts';

const DOMAIN = 'gridquorum/document-access/v1';
/** Wall time, for the claim is between two machines and not part of the chain. */
const LIFETIME_MS = 600_000;
/** How far the clocks of two nodes may part. */
const CLOCK_ERROR_MS = 120_000;

/** That a peer acts for a participant, signed by the participant. */
export interface ParticipantClaim {
	readonly participant: string;
	/** Unix ms of wall time. */
	readonly expiresAt: number;
	/** Ed25519 over domain, chain, participant, peer id and expiry. */
	readonly signature: Uint8Array;
}

interface ClaimScope {
	readonly chainId: string;
	/** Peer that acts for the participant; the connection proves that it is this one. */
	readonly peerId: string;
}

export const readClaim: Reader<ParticipantClaim> = record<ParticipantClaim>({
	participant: identifier(),
	expiresAt: integer(),
	signature: bytes(64),
});

export function signClaim(participant: string, scope: ClaimScope, signer: Signer, wallMs: number): ParticipantClaim {
	const expiresAt = wallMs + LIFETIME_MS;
	return { participant, expiresAt, signature: signer.sign(claimBytes({ participant, expiresAt }, scope)) };
}

/** @throws CodedError DOCUMENT_PROOF */
export function requireClaim(
	claim: ParticipantClaim,
	scope: ClaimScope,
	publicKey: Uint8Array | null,
	modules: { readonly verifier: Verifier; readonly wallMs: number },
): void {
	const { participant, expiresAt, signature } = claim;
	const refuse = (reason: string): never => {
		throw new CodedError('DOCUMENT_PROOF', { peer: scope.peerId, participant, reason });
	};
	if (!publicKey) return refuse('there is no such participant');
	if (expiresAt < modules.wallMs - CLOCK_ERROR_MS) refuse('it has expired');
	if (expiresAt > modules.wallMs + LIFETIME_MS + CLOCK_ERROR_MS) refuse('it lasts too long');
	if (!modules.verifier.verify(publicKey, claimBytes(claim, scope), signature)) refuse('the signature is not valid');
}

function claimBytes(
	{ participant, expiresAt }: Pick<ParticipantClaim, 'participant' | 'expiresAt'>,
	{ chainId, peerId }: ClaimScope,
): Uint8Array {
	return encode([DOMAIN, chainId, participant, peerId, expiresAt]);
}
