import type { Sha256 } from '../codec/bytes.ts';
import type { Receipt } from '../codec/receipt.ts';
import type { DocumentCipher } from '../documents/cipher.ts';
import type { SignatureCheck } from '../proofs/certificates.ts';
import type { BindBlock } from './block-binding.ts';
import type { CheckName } from './check-board.ts';
import type { VerifyMany } from './signature-queue.ts';
import type { BundledDocument } from './verify/document-content.ts';
import type { PlacedEvent } from './verify/read-block.ts';

/** What a verifier of bundles works with, and whom it tells. */
export interface AuditModules {
	readonly sha256: Sha256;
	/** Ed25519 under the network's rule. */
	readonly verify: SignatureCheck;
	/** Where threads share the work; else one after the other. */
	readonly verifyMany?: VerifyMany;
	/** As `verifyMany`, for the hashes of the chain's blocks. */
	readonly bindBlock?: BindBlock;
	/**
	 * Told each event of the bundle in the order of its chain, chain after chain, before the last checks: worth nothing
	 * unless all are passed.
	 */
	readonly onEvent?: (placed: PlacedEvent, receipt: Receipt, chain: string) => void;
	/** Of documents whose keys are in the bundle; portable where none is given. */
	readonly cipher?: DocumentCipher;
	/** Told each document that the bundle opens, as it comes: worth nothing unless all checks are passed. */
	readonly onDocument?: (document: BundledDocument, chain: string) => void | Promise<void>;
	/** Told after each block of the file: the check that is under way, and the share of the blocks that is done. */
	readonly onProgress?: (progress: { readonly check: CheckName; readonly share: number }) => void;
}
