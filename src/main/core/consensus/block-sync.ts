import type { Block, ValidatorIndex } from '../../../shared/codec/block.ts';
import { blockId, encodeBlock } from '../../../shared/codec/block-codec.ts';
import { equalBytes, toHex } from '../../../shared/codec/bytes.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import type { BlocksMessage, BlocksRequestMessage } from '../../../shared/codec/consensus-messages.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ProofModules } from '../../../shared/proofs/certificates.ts';
import { follows, proveRange } from '../sync/range.ts';
import { attachBlock, commitTo } from './commits.ts';
import type { Core } from './core.ts';
import { continueSync } from './sync.ts';

/** Hands the request to the driver, which has the committed blocks, with the uncommitted ones that lead to the wanted id. */
export function receiveBlocksRequest(core: Core, from: ValidatorIndex, request: BlocksRequestMessage): void {
	const { tree, effects } = core;
	const wanted = request.blockId ? tree.get(request.blockId) : null;
	const pending: Block[] = [];
	let size = 0;
	for (const node of wanted && tree.isUncommitted(wanted) ? tree.pathTo(wanted) : []) {
		if (!node.block || pending.length >= CONSENSUS_LIMITS.requestBlocks) break;
		size += encodeBlock(node.block).length;
		if (pending.length > 0 && size > CONSENSUS_LIMITS.responseBytes) break;
		pending.push(node.block);
	}
	const count = Math.max(0, Math.min(request.count, tree.tip.height - request.fromHeight + 1));
	if (count === 0 && pending.length === 0) return;
	effects.emit({
		kind: 'serve-blocks',
		to: from,
		epoch: core.epoch.epoch,
		fromHeight: request.fromHeight,
		count,
		pending,
	});
}

/** A peer of an older epoch asks for blocks of it: the driver has them all, void ones included. */
export function receiveOlderBlocksRequest(core: Core, from: ValidatorIndex, request: BlocksRequestMessage): void {
	const { fromHeight, count, sync } = request;
	if (count === 0) return;
	core.effects.emit({ kind: 'serve-blocks', to: from, epoch: sync.epoch, fromHeight, count, pending: [] });
}

/**
 * Takes in the answer to this validator's own request. Committed blocks count up to the last one whose proof names it
 * and verifies; uncommitted ones count as far as certificates name them.
 * @throws CodedError when the blocks do not link or a proof does not verify; nothing is taken then
 */
export function receiveBlocks(core: Core, from: ValidatorIndex, message: BlocksMessage): void {
	if (core.sync.asked !== from) return;
	const before = core.tree.tip.height;
	const committed = proveRange(message.committed, core.tree.tip, core.checks.scope, proofModules(core));
	for (const { block, id, proof } of committed) {
		const node = attachBlock(core, block, id, core.tree.tip);
		commitTo(core, node, proof, 'sync');
	}
	const attached = attachPending(core, message.pending);
	if (core.tree.tip.height > before || attached > 0) continueSync(core);
}

/** Attaches each block that its successor's certificate, or one that waits here, names; returns how many were new. */
function attachPending(core: Core, pending: readonly Block[]): number {
	const { tree } = core;
	let attached = 0;
	for (let i = 0; i < pending.length; i++) {
		const block = pending[i] as Block;
		const id = blockId(block.header, core.sha256);
		if (tree.get(id)) continue;
		const parent = tree.get(block.header.parentQc.blockId);
		if (!parent || !tree.isLive(parent)) return attached;
		const next = pending[i + 1]?.header.parentQc;
		if (next && equalBytes(next.blockId, id)) core.checks.quorum(next);
		else if (!tree.orphan(toHex(id))) return attached;
		if (!follows(block, parent, core.epoch.epoch, core.sha256))
			throw new CodedError('CONSENSUS_BROKEN_LINK', { height: block.header.height });
		attachBlock(core, block, id, parent);
		attached += 1;
	}
	return attached;
}

function proofModules(core: Core): ProofModules {
	const { verifier } = core.checks;
	return { verify: (...signed) => verifier.verify(...signed), sha256: core.sha256 };
}
