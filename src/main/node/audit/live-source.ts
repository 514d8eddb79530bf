import type { AuditBlock } from '../../../shared/audit/audit-block.ts';
import type { AuditSource } from '../../../shared/audit/compose.ts';
import { decodeCommittedBlock } from '../../../shared/codec/block-codec.ts';
import { equalBytes } from '../../../shared/codec/bytes.ts';
import type { GenesisDocument } from '../../../shared/codec/genesis-document.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { StateLeaf } from '../../core/contracts/types.ts';
import type { Hasher } from '../../core/ports.ts';
import { createStateTree } from '../../core/state/state-tree.ts';
import { decodeExecution } from '../store/records.ts';
import type { CertifiedTip, StoredRange } from './compose-messages.ts';

/**
 * The chain of a running node as a bundle takes it: the state as it was frozen after the tip's block, the blocks up to
 * it from the store, a range at a time.
 * @param options.leaves whole state, ascending by path
 * @throws CodedError BUNDLE_REPLAY_OTHER unless the leaves make up the certified root
 */
export function liveSource(
	options: { readonly genesis: GenesisDocument; readonly tip: CertifiedTip; readonly leaves: readonly StateLeaf[] },
	modules: { readonly hasher: Hasher; readonly readRange: (from: number) => Promise<StoredRange> },
): AuditSource {
	const { genesis, tip, leaves } = options;
	const { stateRoot, ...certified } = tip;
	const tree = createStateTree(modules.hasher, leaves);
	if (!equalBytes(tree.root(), stateRoot)) throw new CodedError('BUNDLE_REPLAY_OTHER', { height: tip.height });
	let range: StoredRange = { blocks: [], executions: [] };
	let rangeFrom = 1;

	async function block(height: number): Promise<AuditBlock> {
		if (height < rangeFrom || height >= rangeFrom + range.blocks.length) {
			range = await modules.readRange(height);
			rangeFrom = height;
		}
		const [stored, execution] = [range.blocks[height - rangeFrom], range.executions[height - rangeFrom]];
		if (!stored || !execution)
			throw new CodedError('DATA_DIRECTORY_DAMAGED', { path: 'database', reason: `block ${height} is missing` });
		const { header, transactions } = decodeCommittedBlock(stored).block;
		const { receipts, events } = decodeExecution(execution);
		return { height, time: header.time, receipts, events, transactions };
	}

	return {
		genesis,
		...certified,
		block,
		prove: (path) => ({ value: tree.get(path) ?? null, proof: tree.prove(path) }),
	};
}
