import type { CommitProof, SignatureList } from '../codec/block.ts';

/** The same proof by exactly a quorum: with more signatures than it needs, it could be written in several ways. */
export function trimmedProof(proof: CommitProof, quorum: number): CommitProof {
	if (proof.kind === 'order') return { ...proof, certificate: trimmed(proof.certificate, quorum) };
	const { certificate, childCertificate } = proof;
	return { ...proof, certificate: trimmed(certificate, quorum), childCertificate: trimmed(childCertificate, quorum) };
}

export function isTrimmed(proof: CommitProof, quorum: number): boolean {
	const lists: SignatureList[] =
		proof.kind === 'order' ? [proof.certificate] : [proof.certificate, proof.childCertificate];
	return lists.every(({ signers }) => signers.length === quorum);
}

function trimmed<T extends SignatureList>(list: T, quorum: number): T {
	return { ...list, signers: list.signers.slice(0, quorum), signatures: list.signatures.slice(0, quorum) };
}
