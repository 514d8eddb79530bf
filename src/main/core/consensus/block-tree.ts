import type {
	Block,
	BlockHeader,
	OrderCertificate,
	QuorumCertificate,
	ValidatorIndex,
} from '../../../shared/codec/block.ts';
import { type Digest, toHex } from '../../../shared/codec/bytes.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { CreditLedger } from './credit-ledger.ts';
import { type SeedSchedule, seedHeightOf, seedIntervalOf } from './seed-height.ts';
import type { CommittedHeader, Epoch } from './types.ts';

/** One block as the core keeps it: committed ones for a window, uncommitted ones until they are committed or dropped. */
export interface BlockNode {
	readonly id: Digest;
	readonly key: string;
	/** Null for genesis. */
	readonly header: BlockHeader | null;
	/** Null once committed: the driver's store has it. */
	block: Block | null;
	readonly height: number;
	readonly round: number;
	readonly time: TimeMs;
	/** How many transactions. */
	readonly transactions: number;
	/** Newest height at or below this block, on its chain, with a transaction or evidence. */
	readonly lastWorkHeight: number;
	/** Null at the lower edge of the window. */
	parent: BlockNode | null;
	/** Newest block that a certificate for this one commits. */
	anchor: BlockNode;
	certificate: QuorumCertificate | null;
	/** True while the core's records hold the block. */
	isStored: boolean;
	/** Credit after the block; null until it is committed. */
	ledger: CreditLedger | null;
	/** State root after the block; null until it is executed. */
	stateRoot: Digest | null;
	/** Leaders of the rounds that follow this block directly, as far as they were asked for. */
	readonly gapLeaders: ValidatorIndex[];
	/** Leaders of rounds that failed between the anchor and this block. */
	failures: readonly ValidatorIndex[] | null;
}

const MAX_UNCOMMITTED = 1024;
const MAX_ORPHAN_CERTIFICATES = 16;

/** The committed window and every uncommitted block that descends from its tip. */
export class BlockTree {
	readonly #uncommitted = new Map<string, BlockNode>();
	readonly #committed = new Map<string, BlockNode>();
	readonly #byHeight = new Map<number, BlockNode>();
	readonly #seeds = new Map<number, Digest>();
	readonly #orphans = new Map<string, QuorumCertificate>();
	/** The epoch's last block, once executed: what is committed above it is void and leaves the state as it is. */
	#end: { readonly height: number; readonly stateRoot: Digest } | null = null;
	readonly #schedule: SeedSchedule;
	readonly #seedInterval: number;
	readonly #window: number;
	#tip: BlockNode;
	/** Highest block that was there from the start: of those up to it, this validator may never have executed some. */
	#restoredHeight: number;
	#askedId: Digest | null = null;
	#askedKey = '';
	/** Order certificate of the highest round whose block is not here. */
	orphanOrder: OrderCertificate | null = null;

	constructor(epoch: Epoch) {
		const size = epoch.validators.length;
		this.#schedule = { startHeight: epoch.startHeight, validators: size };
		this.#seedInterval = seedIntervalOf(size);
		this.#window = 4 * size + 64;
		this.#tip = genesisNode(epoch);
		this.#restoredHeight = epoch.startHeight;
		this.#seeds.set(epoch.startHeight, epoch.genesisStateRoot);
		this.#keep(this.#tip);
	}

	/** The newest committed block. */
	get tip(): BlockNode {
		return this.#tip;
	}

	get(id: Digest): BlockNode | null {
		// Nearly every message asks for the block of the highest certificate again.
		if (id !== this.#askedId) {
			this.#askedId = id;
			this.#askedKey = toHex(id);
		}
		return this.byKey(this.#askedKey);
	}

	byKey(key: string): BlockNode | null {
		return this.#uncommitted.get(key) ?? this.#committed.get(key) ?? null;
	}

	isUncommitted(node: BlockNode): boolean {
		return this.#uncommitted.has(node.key);
	}

	/** True for blocks that new ones may follow: the tip and the uncommitted ones. */
	isLive(node: BlockNode): boolean {
		return node === this.#tip || this.isUncommitted(node);
	}

	/**
	 * Restores the committed window; `ledgers[i]` is the ledger after `blocks[i]`, null where a snapshot hides it. Roots
	 * that are not known by execution follow from later headers, of the window or committed after it, which state them.
	 */
	restore(blocks: readonly CommittedHeader[], ledgers: readonly (CreditLedger | null)[]): void {
		this.#restoredHeight = blocks.at(-1)?.header.height ?? this.#restoredHeight;
		blocks.forEach((entry, index) => {
			const { header, blockId, stateRoot, transactions } = entry;
			const parent = this.#byHeight.get(header.height - 1) ?? null;
			const node = createNode({ header, transactions, block: null }, blockId, parent);
			node.ledger = ledgers[index] ?? null;
			this.#tip = node;
			this.#keep(node);
			if (stateRoot) this.executed(header.height, stateRoot);
			this.#learnRoot(node);
		});
		this.#prune();
	}

	/** Inserts a block whose parent is the tip or descends from it; returns the node that is there already, if any. */
	insert(block: Block, id: Digest, parent: BlockNode): BlockNode {
		const known = this.get(id);
		if (known) return known;
		if (!this.isLive(parent)) throw refused(block.header, 'it leaves the final chain');
		if (this.#uncommitted.size >= MAX_UNCOMMITTED) throw refused(block.header, 'too many blocks await commitment');
		const node = createNode({ header: block.header, transactions: block.transactions.length, block }, id, parent);
		this.#uncommitted.set(node.key, node);
		return node;
	}

	/** Keeps a certificate until its block arrives; the highest rounds stay. */
	rememberOrphan(certificate: QuorumCertificate): void {
		this.#orphans.set(toHex(certificate.blockId), certificate);
		if (this.#orphans.size <= MAX_ORPHAN_CERTIFICATES) return;
		const [lowest] = [...this.#orphans].sort((a, b) => a[1].round - b[1].round);
		if (lowest) this.#orphans.delete(lowest[0]);
	}

	orphan(key: string): QuorumCertificate | null {
		return this.#orphans.get(key) ?? null;
	}

	/** The blocks above the tip that lead to `node`, ascending. */
	pathTo(node: BlockNode): BlockNode[] {
		const path: BlockNode[] = [];
		let at: BlockNode | null = node;
		for (; at && at.height > this.#tip.height; at = at.parent) path.push(at);
		if (at !== this.#tip) throw new CodedError('CONSENSUS_FORK', { height: node.height });
		return path.reverse();
	}

	/** Moves the tip to a child of the tip. */
	commit(node: BlockNode, ledger: CreditLedger): void {
		node.ledger = ledger;
		node.block = null;
		this.#uncommitted.delete(node.key);
		this.#tip = node;
		this.#keep(node);
		this.#learnRoot(node);
		if (this.#end && node.height > this.#end.height) this.executed(node.height, this.#end.stateRoot);
	}

	/** Drops what can no longer be committed and what has left the window; returns the uncommitted blocks dropped. */
	dropStale(): BlockNode[] {
		const dropped: BlockNode[] = [];
		for (const node of this.#uncommitted.values()) {
			let at: BlockNode | null = node;
			while (at && at.height > this.#tip.height) at = at.parent;
			if (at !== this.#tip) dropped.push(node);
		}
		for (const node of dropped) this.#uncommitted.delete(node.key);
		for (const [key, certificate] of this.#orphans)
			if (certificate.round <= this.#tip.round || this.byKey(key)) this.#orphans.delete(key);
		if (this.orphanOrder && this.orphanOrder.round <= this.#tip.round) this.orphanOrder = null;
		this.#prune();
		return dropped;
	}

	/** Records the root after a committed block; returns its node while it is in the window. */
	executed(height: number, stateRoot: Digest): BlockNode | null {
		const node = this.#byHeight.get(height) ?? null;
		if (node) node.stateRoot = stateRoot;
		if (height % this.#seedInterval === 0) {
			this.#seeds.set(height, stateRoot);
			this.#seeds.delete(height - 4 * this.#seedInterval);
		}
		return node;
	}

	/** Root after a committed block of the window; null until it is executed. */
	stateRootAt(height: number): Digest | null {
		return this.#byHeight.get(height)?.stateRoot ?? null;
	}

	/** The epoch's last block was executed: blocks above it have its root. */
	endEpoch(height: number, stateRoot: Digest): void {
		this.#end = { height, stateRoot };
		for (let above = height + 1; above <= this.#tip.height; above++) this.executed(above, stateRoot);
	}

	/**
	 * State root that seeds elections anchored at a height: that of the newest multiple of 4n at or below, or the epoch's
	 * start where that is newer; null until it is executed here, or stated by a header where a snapshot hides it.
	 */
	seed(anchorHeight: number): Digest | null {
		return this.#seeds.get(seedHeightOf(anchorHeight, this.#schedule)) ?? null;
	}

	/**
	 * A final header states the root after its parent's anchor. That counts for blocks below a snapshot, which nobody here
	 * will execute, and which may seed elections; of later ones this validator takes only what it has executed.
	 */
	#learnRoot({ header, parent }: BlockNode): void {
		const stated = parent?.anchor;
		if (!header || !stated?.parent || stated.stateRoot || stated.height > this.#restoredHeight) return;
		this.executed(stated.height, header.stateRoot);
	}

	#keep(node: BlockNode): void {
		this.#committed.set(node.key, node);
		this.#byHeight.set(node.height, node);
	}

	/** The window never ends above the tip's own anchor, which elections still read. */
	#prune(): void {
		const lowest = Math.min(this.#tip.height - this.#window, this.#tip.anchor.height - 1);
		for (let height = lowest; height >= 0; height--) {
			const node = this.#byHeight.get(height);
			if (!node) break;
			this.#byHeight.delete(height);
			this.#committed.delete(node.key);
			node.parent = null;
			node.anchor = node;
		}
		const edge = this.#byHeight.get(lowest + 1);
		if (edge) edge.parent = null;
	}
}

function createNode(
	content: { readonly header: BlockHeader; readonly transactions: number; readonly block: Block | null },
	id: Digest,
	parent: BlockNode | null,
): BlockNode {
	const { header, transactions, block } = content;
	const node: BlockNode = {
		id,
		key: toHex(id),
		header,
		block,
		height: header.height,
		round: header.round,
		time: header.time,
		transactions,
		lastWorkHeight: transactions > 0 || header.evidence.length > 0 ? header.height : (parent?.lastWorkHeight ?? 0),
		parent,
		anchor: null as unknown as BlockNode,
		certificate: null,
		isStored: false,
		ledger: null,
		stateRoot: null,
		gapLeaders: [],
		failures: null,
	};
	node.anchor = !parent ? node : header.round === parent.round + 1 ? parent : parent.anchor;
	return node;
}

function genesisNode(epoch: Epoch): BlockNode {
	const node: BlockNode = {
		id: epoch.genesisId,
		key: toHex(epoch.genesisId),
		header: null,
		block: null,
		height: epoch.startHeight,
		round: 0,
		time: epoch.genesisTime,
		transactions: 0,
		lastWorkHeight: epoch.startHeight,
		parent: null,
		anchor: null as unknown as BlockNode,
		certificate: null,
		isStored: false,
		ledger: epoch.startCredit,
		stateRoot: epoch.genesisStateRoot,
		gapLeaders: [],
		failures: [],
	};
	node.anchor = node;
	return node;
}

function refused(header: BlockHeader, reason: string): CodedError {
	return new CodedError('CONSENSUS_MESSAGE_REFUSED', { message: 'block', round: header.round, reason });
}
