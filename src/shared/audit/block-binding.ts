import { equalBytes, type Sha256 } from '../codec/bytes.ts';
import { digestOfCid } from '../documents/cid.ts';
import { type BlockNode, decodeBlockNode } from './bundle-form.ts';
import { partialRoot } from './partial-list.ts';

/** Whether a block's section is what its CID says, and its lists are those of its roots. */
export interface BlockBinding {
	readonly cid: boolean;
	readonly receipts: boolean;
	readonly events: boolean;
}

export interface BlockSection {
	readonly cid: Uint8Array;
	readonly bytes: Uint8Array;
	/** What the bytes say, where somebody has read them already; else null. */
	readonly node: BlockNode | null;
}

/** May work on several at once, each on its own. */
export type BindBlock = (section: BlockSection) => Promise<BlockBinding>;

/** All that is to be hashed of a block but its calls. Bytes that are no block have no lists: nothing else is said of them. */
export function bindBlock({ cid, bytes, node }: BlockSection, sha256: Sha256): BlockBinding {
	const isCid = equalBytes(sha256(bytes), digestOfCid(cid));
	const read = node ?? readOrNull(bytes);
	if (!read) return { cid: isCid, receipts: true, events: true };
	const isOf = (list: BlockNode['events'], root: Uint8Array): boolean => {
		const found = partialRoot(list, sha256);
		return found !== null && equalBytes(found, root);
	};
	return { cid: isCid, receipts: isOf(read.receipts, read.receiptsRoot), events: isOf(read.events, read.eventsRoot) };
}

function readOrNull(bytes: Uint8Array): BlockNode | null {
	try {
		return decodeBlockNode(bytes);
	} catch {
		return null;
	}
}
