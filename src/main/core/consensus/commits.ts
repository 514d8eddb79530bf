import type {
	Block,
	CommitProof,
	OrderCertificate,
	QuorumCertificate,
	TimeoutCertificate,
} from '../../../shared/codec/block.ts';
import { encodeBlock } from '../../../shared/codec/block-codec.ts';
import { type Digest, equalBytes, toHex } from '../../../shared/codec/bytes.ts';
import { encodeQuorumCertificate, encodeTimeoutCertificate } from '../../../shared/codec/certificate-codec.ts';
import type { BlockNode } from './block-tree.ts';
import { type Core, trace } from './core.ts';
import type { CreditLedger } from './credit-ledger.ts';
import { noteEpochEnd, noteProven } from './epoch-end.ts';
import { dropConvicted } from './evidence.ts';
import { blockRecordKey, RECORD_KEYS } from './records.ts';
import { witnessQuorum, witnessTimeouts } from './witness.ts';

/** Failed rounds whose certificates are kept for blocks to carry. */
const MAX_TIMEOUT_CERTIFICATES = 64;

/** Takes in a verified quorum certificate: certifies its block, commits by two chains, raises the highest certificate. */
export function observeQc(core: Core, certificate: QuorumCertificate): void {
	const { progress, tree } = core;
	const node = tree.get(certificate.blockId);
	if (node) certify(core, node, certificate);
	else if (certificate.round > tree.tip.round) {
		tree.rememberOrphan(certificate);
		adoptCertified(core, certificate);
	}
	witnessQuorum(core, certificate);
	const messages = core.window.peek(certificate.round);
	if (messages) messages.isCertified = true;
	if (certificate.round <= progress.highQc.round) return;
	const isLastTrace = !node && progress.highQc.round > 0 && equalBytes(progress.highQc.blockId, tree.tip.id);
	if (isLastTrace) core.effects.persist(RECORD_KEYS.tipQc, encodeQuorumCertificate(progress.highQc));
	progress.highQc = certificate;
	progress.isDirty = true;
	core.effects.persist(RECORD_KEYS.highQc, encodeQuorumCertificate(certificate));
	trace(core, certificate.round, { what: 'certified' });
}

/** Takes in a verified timeout certificate and the quorum certificate within. */
export function observeTc(core: Core, certificate: TimeoutCertificate): void {
	const { progress } = core;
	observeQc(core, certificate.highQc);
	const messages = core.window.peek(certificate.round);
	if (messages) messages.isTimedOut = true;
	if (!progress.timeoutCertificates.includes(certificate)) witnessTimeouts(core, certificate);
	if (!progress.timeoutCertificates.some((known) => known.round === certificate.round)) {
		progress.timeoutCertificates.push(certificate);
		progress.timeoutCertificates.sort((a, b) => a.round - b.round);
		if (progress.timeoutCertificates.length > MAX_TIMEOUT_CERTIFICATES) progress.timeoutCertificates.shift();
	}
	if (certificate.round <= (progress.highTc?.round ?? 0)) return;
	progress.highTc = certificate;
	progress.isDirty = true;
	core.effects.persist(RECORD_KEYS.highTc, encodeTimeoutCertificate(certificate));
	trace(core, certificate.round, { what: 'timed-out' });
}

/** Takes in a verified order certificate: its block and all before it are final at once. */
export function observeOrder(core: Core, certificate: OrderCertificate): void {
	const node = core.tree.get(certificate.blockId);
	if (node) commitTo(core, node, { kind: 'order', certificate }, 'order');
	else if (certificate.round > Math.max(core.tree.tip.round, core.tree.orphanOrder?.round ?? 0))
		core.tree.orphanOrder = certificate;
}

/** Puts a block whose parent is here into the tree, with the certificates that waited for it. */
export function attachBlock(core: Core, block: Block, id: Digest, parent: BlockNode): BlockNode {
	const { tree } = core;
	const node = tree.insert(block, id, parent);
	if (!parent.certificate) certify(core, parent, block.header.parentQc);
	const orphan = tree.orphan(node.key);
	if (orphan) certify(core, node, orphan);
	const order = tree.orphanOrder;
	if (order && toHex(order.blockId) === node.key) commitTo(core, node, { kind: 'order', certificate: order }, 'order');
	core.progress.isDirty = true;
	// Proposals that came while their parent was missing: without them a node that lags would chase the tip for ever.
	for (const child of core.window.proposalsOn(id)) {
		const certificate = tree.orphan(child.key);
		if (certificate) adoptCertified(core, certificate);
	}
	return node;
}

/** Attaches the block that a certificate names when its proposal is in the window; certified, it was checked by others. */
function adoptCertified(core: Core, certificate: QuorumCertificate): void {
	const key = toHex(certificate.blockId);
	for (const proposal of core.window.peek(certificate.round)?.proposals.values() ?? []) {
		if (proposal.key !== key) continue;
		const { block } = proposal.message;
		const parent = core.tree.get(block.header.parentQc.blockId);
		if (parent && core.tree.isLive(parent) && !core.tree.byKey(key))
			attachBlock(core, block, certificate.blockId, parent);
	}
}

/** Keeps a block through a restart until the driver has it executed. */
export function storeBlock(core: Core, node: BlockNode): void {
	for (let at: BlockNode | null = node; at?.block && !at.isStored; at = at.parent) {
		at.isStored = true;
		core.effects.persist(blockRecordKey(at.key), encodeBlock(at.block));
	}
}

/** Commits every block up to `node`, ascending. Blocks that have no proof of their own carry the descendant's. */
export function commitTo(core: Core, node: BlockNode, proof: CommitProof, by: 'order' | 'two-chain' | 'sync'): void {
	const { tree, effects } = core;
	if (node.height <= tree.tip.height) return;
	for (const next of tree.pathTo(node)) {
		const { block, header, id } = next;
		const parent = tree.tip;
		if (!block || !header) throw new Error('an uncommitted block has lost its body');
		const { ledger } = core.applyCredit(parent.ledger as CreditLedger, header, next.transactions, core.epoch.credit);
		tree.commit(next, ledger);
		effects.emit({ kind: 'commit', block, blockId: id, proof });
		trace(core, next.round, { what: 'committed', height: next.height, blockId: id, by });
	}
	noteProven(core, node, proof);
	dropConvicted(core);
	// An order certificate says that the block is certified; who certified it must outlive this process as well.
	const isHighest = equalBytes(core.progress.highQc.blockId, node.id);
	if (proof.kind === 'order' && node.certificate && !isHighest)
		effects.persist(RECORD_KEYS.tipQc, encodeQuorumCertificate(node.certificate));
	for (const dropped of tree.dropStale()) if (dropped.isStored) effects.persist(blockRecordKey(dropped.key), null);
	core.progress.isDirty = true;
}

/** The driver has the block and its results on disk: its root counts, and the core's own copy goes. */
export function blockExecuted(core: Core, height: number, stateRoot: Digest, epochEndsAt: number | null): void {
	const node = core.tree.executed(height, stateRoot);
	noteEpochEnd(core, height, stateRoot, epochEndsAt);
	if (node?.isStored) {
		node.isStored = false;
		core.effects.persist(blockRecordKey(node.key), null);
	}
	core.progress.isDirty = true;
}

/** The 2-chain rule: a certified block and its certified child of the very next round. Parent and child alone never commit. */
function certify(core: Core, node: BlockNode, certificate: QuorumCertificate): void {
	if (node.certificate) return;
	node.certificate = certificate;
	storeBlock(core, node);
	const { parent, header } = node;
	if (!parent || !header || node.round !== parent.round + 1 || parent.height <= core.tree.tip.height) return;
	const proof: CommitProof = {
		kind: 'two-chain',
		certificate: header.parentQc,
		childHeader: header,
		childCertificate: certificate,
	};
	commitTo(core, parent, proof, 'two-chain');
}
