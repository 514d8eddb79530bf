import { equalBytes } from '../../codec/bytes.ts';
import type { GenesisDocument } from '../../codec/genesis-document.ts';
import { merkleRoot } from '../../codec/merkle.ts';
import { transactionIdBytes } from '../../codec/transaction.ts';
import { cidText, digestOfCid } from '../../documents/cid.ts';
import { portableCipher } from '../../documents/cipher.ts';
import { CodedError } from '../../errors/coded-error.ts';
import type { AcrossChain } from '../across/across-chain.ts';
import type { AuditModules } from '../audit-modules.ts';
import { BindingQueue } from '../binding-queue.ts';
import { type BindBlock, bindBlock } from '../block-binding.ts';
import { type BlockNode, decodeBlockNode, type HistoryNode, linksOf, type Manifest } from '../bundle-form.ts';
import type { CarReader, CarSection } from '../car.ts';
import { CHECKS, type CheckBoard } from '../check-board.ts';
import { because } from '../reasons.ts';
import { SignatureQueue, type VerifyMany } from '../signature-queue.ts';
import type { TrustRoot } from '../trust-root.ts';
import { ChainCheck, type VerifiedTip } from './chain-check.ts';
import { ContentCheck } from './content-check.ts';
import { type BundledDocument, DocumentContent } from './document-content.ts';
import { KeyBook } from './key-book.ts';
import { type EventChoice, readBlockNode } from './read-block.ts';

/** One chain of a verified bundle, and what is told of it. */
export interface ChainResult {
	readonly manifest: Manifest;
	readonly genesis: GenesisDocument | null;
	readonly tip: VerifiedTip | null;
	readonly content: ContentCheck | null;
	/** Blocks of the certified history. */
	readonly height: number;
}

export interface ChainPartOptions {
	readonly manifest: Manifest;
	/** CID of the manifest, which stands in the file already read. */
	readonly root: Uint8Array;
	/** Null where none is given for the chain. */
	readonly trust: TrustRoot | null;
}

/** Reads and verifies the blocks that one manifest links to, in the order of the file. */
export class ChainPart {
	readonly #board: CheckBoard;
	readonly #car: CarReader;
	readonly #modules: AuditModules;
	readonly #manifest: Manifest;
	readonly #root: Uint8Array;
	readonly #signatures: SignatureQueue;
	readonly #bindings: BindingQueue;
	readonly #chain: ChainCheck;
	readonly #emptyRoot: Uint8Array;
	#genesis: GenesisDocument | null = null;
	#tip: VerifiedTip | null = null;
	#content: ContentCheck | null = null;
	#documents: DocumentContent | null = null;
	#height = 0;
	#newestBlock = 0;
	/** Blocks of the file that hold receipts or events: height and time. */
	readonly #seen: (readonly [height: number, time: number])[] = [];
	#empty: HistoryNode['empty'] = [];

	constructor(
		{ manifest, root, trust }: ChainPartOptions,
		{ board, car, ...modules }: AuditModules & { readonly board: CheckBoard; readonly car: CarReader },
	) {
		this.#board = board;
		this.#car = car;
		this.#manifest = manifest;
		this.#root = root;
		this.#modules = modules;
		const { sha256, verify } = modules;
		const verifyMany: VerifyMany =
			modules.verifyMany ??
			((checks) => Promise.resolve(checks.map((each) => verify(each.publicKey, each.message, each.signature))));
		this.#signatures = new SignatureQueue({ board, verifyMany });
		const inline: BindBlock = (section) => Promise.resolve(bindBlock(section, sha256));
		this.#bindings = new BindingQueue({ board, bindBlock: modules.bindBlock ?? inline });
		this.#chain = new ChainCheck(trust, { sha256, verify });
		this.#emptyRoot = merkleRoot([], sha256);
	}

	/** @throws CodedError BUNDLE_CONTAINER or CODEC_* where the file cannot be read on */
	async read(): Promise<void> {
		try {
			await this.#sections();
		} finally {
			await this.#bindings.drain();
			await this.#signatures.drain();
		}
	}

	async #sections(): Promise<void> {
		const manifest = this.#manifest;
		const links = linksOf(manifest);
		requireEachOnce([this.#root, ...links]);
		const blocksFrom = 2 + manifest.epochs.length;
		const historyAt = blocksFrom + manifest.blocks.length;
		for (const [index, cid] of links.entries()) {
			const isBlock = index >= blocksFrom && index < historyAt;
			const section = isBlock ? await this.#next(cid, index + 1) : await this.#section(cid, index + 1);
			const { bytes } = section;
			if (index === 0) this.#takeGenesis(bytes, manifest);
			else if (index < blocksFrom - 1) this.#takeEpoch(bytes);
			else if (index === blocksFrom - 1) this.#takeTip(bytes);
			else if (index < historyAt) this.#takeBlock(section, index + 1);
			else if (index === historyAt) this.#takeHistory(bytes);
			else await this.#takeDocument(cid, bytes);
			await this.#signatures.room();
			await this.#bindings.room();
			this.#modules.onProgress?.({ check: 'history', share: (index + 1) / links.length });
		}
		this.#board.guard('documents', () => this.#documents?.end());
		this.#board.done('container');
		this.#board.count('container', 'blocks-of-the-file', links.length + 1);
	}

	/** The next section, which must be the one of this CID, and must be what its CID says. @param block 0 is the manifest */
	async #section(cid: Uint8Array, block: number): Promise<CarSection> {
		const section = await this.#next(cid, block);
		if (!equalBytes(this.#modules.sha256(section.bytes), digestOfCid(cid)))
			this.#board.fault('container', notItsCid(section, { block, height: null }));
		return section;
	}

	/** The next section, which must be the one of this CID. */
	async #next(cid: Uint8Array, block: number): Promise<CarSection> {
		const section = await this.#car.section();
		if (!section)
			throw new CodedError('BUNDLE_CONTAINER', { offset: this.#car.offset, ...because('block-is-missing', { block }) });
		const { offset } = section;
		if (!equalBytes(section.cid, cid))
			throw new CodedError('BUNDLE_CONTAINER', {
				offset,
				...because('block-is-another', { block, cid: cidText(section.cid) }),
			});
		return section;
	}

	#takeGenesis(bytes: Uint8Array, { chainId, selection }: Manifest): void {
		const { sha256 } = this.#modules;
		this.#board.guard('genesis', () => {
			const genesis = this.#chain.genesis(bytes);
			this.#genesis = genesis;
			const trusted = this.#chain.chainId;
			if (trusted !== chainId) throw new CodedError('BUNDLE_GENESIS', { found: chainId, expected: trusted });
			const keys = new KeyBook(genesis);
			const scope = { chainId, genesis, board: this.#board, signatures: this.#signatures, keys, sha256 };
			this.#content = new ContentCheck(scope, selection);
			const { deposits } = this.#content.documents;
			this.#documents = new DocumentContent(scope, { deposits, cipher: this.#modules.cipher ?? portableCipher });
			this.#board.count('genesis', 'validators', genesis.validators.length);
			this.#board.count('genesis', 'participants', genesis.participants.length);
			this.#board.count('identities', 'participants-of-the-genesis', keys.people);
		});
		this.#board.done('genesis');
	}

	#takeEpoch(bytes: Uint8Array): void {
		this.#board.guard('epochs', () => {
			this.#chain.epoch(bytes);
			this.#board.count('epochs', 'handovers');
		});
	}

	#takeTip(bytes: Uint8Array): void {
		this.#board.guard('epochs', () => this.#chain.requireTrustedEpoch());
		this.#board.done('epochs');
		this.#board.guard('finality', () => {
			this.#tip = this.#chain.tip(bytes);
			this.#board.count('finality', 'signatures', this.#tip.signers.length);
			this.#board.count('finality', 'validators', this.#tip.validators);
		});
		this.#board.done('finality');
	}

	#takeBlock(section: CarSection, block: number): void {
		let node: BlockNode | null = null;
		this.#board.guard('container', () => {
			node = decodeBlockNode(section.bytes);
		});
		const height = (node as BlockNode | null)?.height ?? null;
		this.#bindings.ask({ ...section, node }, () => notItsCid(section, { block, height }));
		if (node) this.#readBlock(node);
	}

	#readBlock(node: BlockNode): void {
		const { height, time, receipts, events } = node;
		const { sha256 } = this.#modules;
		if (height <= this.#newestBlock)
			this.#board.fault('history', new CodedError('BUNDLE_HISTORY', { height, ...because('blocks-do-not-ascend') }));
		this.#newestBlock = height;
		this.#board.count('receipts', 'receipts', receipts.items.length);
		this.#board.count('events', 'events', events.items.length);
		this.#chain.block(node);
		this.#seen.push([height, time]);
		this.#board.guard(
			'events',
			() => {
				const isId = (transaction: Uint8Array, id: Uint8Array): boolean =>
					equalBytes(sha256(transactionIdBytes(transaction)), id);
				const read = readBlockNode(node, { wants: this.#wants }, { isId });
				const { onEvent } = this.#modules;
				const { chainId } = this.#manifest;
				if (onEvent)
					for (const { events: placed, receipt } of read.calls)
						for (const each of placed) onEvent(each, receipt, chainId);
				this.#content?.block(height, read);
				this.#board.guard('completeness', () => this.#content?.completeness.block({ height, time }, read));
			},
			{ height },
		);
	}

	/** Whoever is told of the events wants all of them; where whole blocks are read, the checks alone do not. */
	get #wants(): EventChoice {
		if (this.#modules.onEvent !== undefined) return 'all';
		const { kind } = this.#manifest.selection;
		return kind === 'all' ? 'checked' : kind === 'period' ? 'no-edges' : 'all';
	}

	#takeHistory(bytes: Uint8Array): void {
		this.#board.done('receipts', 'events');
		this.#content?.end();
		this.#board.guard('history', () => {
			const { count, node } = this.#chain.history(bytes, this.#emptyRoot);
			this.#height = count;
			this.#empty = node.empty;
			this.#board.guard('crossings', () => this.#content?.crossings.end(node.states));
			this.#board.count('history', 'blocks-of-the-file', this.#seen.length + node.empty.length);
			this.#board.count('history', 'blocks-of-the-chain', count);
			const blocks = [...this.#seen, ...node.empty].sort(([a], [b]) => a - b);
			this.#board.guard('completeness', () => this.#content?.completeness.end({ count, states: node.states, blocks }));
			this.#board.done('completeness');
		});
		this.#board.done('history', ...CONTENT_CHECKS);
	}

	async #takeDocument(cid: Uint8Array, bytes: Uint8Array): Promise<void> {
		let opened: BundledDocument | null = null;
		this.#board.guard('documents', () => {
			opened = this.#documents?.take(cid, bytes) ?? null;
		});
		if (opened) await this.#modules.onDocument?.(opened, this.#manifest.chainId);
	}

	/** For the checks between chains; null where it could not be read that far. */
	across(): AcrossChain | null {
		const content = this.#content;
		if (!content || this.#height === 0) return null;
		const times = new Map([...this.#seen, ...this.#empty]);
		const { scopes, stateRoot } = this.#chain;
		const { isWhole, channels } = content.crossings;
		const { lots } = content.lots;
		const { certificates } = content;
		const { chainId } = this.#manifest;
		const timeOf = (height: number): number | null => times.get(height) ?? null;
		return { chainId, height: this.#height, stateRoot, isWhole, channels, lots, certificates, scopes, timeOf };
	}

	result(): ChainResult {
		return {
			manifest: this.#manifest,
			genesis: this.#genesis,
			tip: this.#tip,
			content: this.#content,
			height: this.#height,
		};
	}
}

/** Reached with the chain's last block: all between the lists and what the whole must have. */
const CONTENT_CHECKS = CHECKS.slice(CHECKS.indexOf('transactions'), CHECKS.indexOf('completeness'));

export function notItsCid(
	{ offset, bytes }: CarSection,
	{ block, height }: { readonly block: number; readonly height: number | null },
): CodedError {
	return new CodedError('BUNDLE_CONTAINER', {
		offset,
		...because('block-is-not-what-its-cid-says', { block, bytes: bytes.length, ...(height !== null && { height }) }),
	});
}

/** @throws CodedError BUNDLE_CONTAINER */
function requireEachOnce(cids: readonly Uint8Array[]): void {
	const known = new Set<string>();
	for (const cid of cids) {
		const name = cidText(cid);
		if (known.has(name))
			throw new CodedError('BUNDLE_CONTAINER', { offset: 0, ...because('manifest-names-twice', { name }) });
		known.add(name);
	}
}
