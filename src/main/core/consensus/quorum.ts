import { certificateQuorum } from '../../../shared/proofs/certificates.ts';

/** Most validators that may be Byzantine: ⌊(n−1)/3⌋. */
export function maxFaulty(validators: number): number {
	return Math.floor((validators - 1) / 3);
}

/** Signatures that a certificate needs: ⌊2n/3⌋+1. Any two quorums share an honest validator. */
export const quorumOf = certificateQuorum;
