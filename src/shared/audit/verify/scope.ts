import type { Sha256 } from '../../codec/bytes.ts';
import type { GenesisDocument } from '../../codec/genesis-document.ts';
import type { CheckBoard } from '../check-board.ts';
import type { SignatureQueue } from '../signature-queue.ts';
import type { KeyBook } from './key-book.ts';

/** What the checks of a bundle's content share. */
export interface AuditScope {
	readonly chainId: string;
	readonly genesis: GenesisDocument;
	readonly board: CheckBoard;
	readonly signatures: SignatureQueue;
	readonly keys: KeyBook;
	readonly sha256: Sha256;
}
