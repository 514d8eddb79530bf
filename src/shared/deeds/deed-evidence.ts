import { type Digest, equalBytes } from '../codec/bytes.ts';
import { deedDigest, deedSigningBytes } from '../codec/deed.ts';
import type { ContractEvent } from '../codec/events.ts';
import type { TimeMs } from '../codec/units.ts';
import { codeOf } from '../errors/coded-error.ts';
import type { ProofModules } from '../proofs/certificates.ts';
import { type HistoryProof, verifyEventProof } from '../proofs/history-proof.ts';
import { readableDeed } from './readable-deed.ts';
import { isComplete } from './signing-rule.ts';

/** A signature of a sealed deed, with the key that its signer had at the time. */
export interface EvidenceSignature {
	readonly participant: string;
	/** Ed25519, 32 bytes. */
	readonly publicKey: Uint8Array;
	readonly signature: Uint8Array;
	/** Block that took it. */
	readonly height: number;
	readonly time: TimeMs;
}

/** That a deed was sealed: its text, who signed it, and the proof of the event against a state root. */
export interface DeedEvidence {
	readonly deed: string;
	readonly chainId: string;
	readonly document: Uint8Array;
	readonly digest: Digest;
	readonly signatures: readonly EvidenceSignature[];
	readonly event: ContractEvent;
	readonly history: HistoryProof;
}

export type EvidenceFault = 'document' | 'digest' | 'signature' | 'signers' | 'event' | 'inclusion';

/**
 * What is wrong with the evidence, of everything that can be found from it and a state root that is certified; empty
 * when it holds. That the keys were the signers' own, their registrations prove.
 */
export function evidenceFaults(evidence: DeedEvidence, stateRoot: Digest, modules: ProofModules): EvidenceFault[] {
	const { deed, chainId, digest, signatures, event, history } = evidence;
	const faults: EvidenceFault[] = [];
	const need = (isMet: boolean, fault: EvidenceFault): void => {
		if (!isMet) faults.push(fault);
	};
	const document = documentOf(evidence);
	need(document !== null, 'document');
	need(equalBytes(deedDigest(evidence.document, modules.sha256), digest), 'digest');
	const message = deedSigningBytes(chainId, digest);
	need(
		signatures.every(({ publicKey, signature }) => modules.verify(publicKey, message, signature)),
		'signature',
	);
	if (document) {
		const hasSigned = (participant: string): boolean => signatures.some((each) => each.participant === participant);
		const signers = document.signers.map((signer) => ({ ...signer, hasSigned: hasSigned(signer.participant) }));
		need(isComplete({ ...document, signers }), 'signers');
	}
	need(event.kind === 'deed-sealed' && event.deed === deed && equalBytes(event.digest, digest), 'event');
	need(verifyEventProof(history, event, stateRoot, modules.sha256), 'inclusion');
	return faults;
}

function documentOf({ deed, document, chainId }: DeedEvidence): ReturnType<typeof readableDeed> | null {
	try {
		return readableDeed(deed, document, chainId);
	} catch (error) {
		if (codeOf(error) === null) throw error;
		return null;
	}
}
