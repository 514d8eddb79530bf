import type { BlockRow } from '../../../shared/contract/index.ts';

export interface LedgerFinding {
	readonly key: 'none' | 'past' | 'failed' | 'whole' | 'cut';
	readonly failed: number;
	readonly shown: number;
	readonly from: number;
	readonly to: number;
}

/** What the list of blocks says as a whole. Pure. @param isNewest whether it begins with the newest block */
export function ledgerFinding(
	blocks: readonly BlockRow[],
	kept: { readonly from: number; readonly to: number },
	isNewest: boolean,
): LedgerFinding {
	const failed = blocks.reduce((sum, block) => sum + block.failed, 0);
	const [first] = blocks;
	const last = blocks.at(-1);
	const shown = blocks.length;
	if (!first || !last) return { key: 'none', failed, shown, from: 0, to: 0 };
	if (!isNewest) return { key: 'past', failed, shown, from: last.height, to: first.height };
	const key = failed > 0 ? 'failed' : kept.from > 1 ? 'cut' : 'whole';
	return { key, failed, shown, from: kept.from, to: kept.to };
}

export const CSV_HEADER = [
	'height',
	'block_id',
	'time',
	'epoch',
	'round',
	'rounds_lost',
	'proposer',
	'transactions',
	'scheduled',
	'failed',
	'events',
	'fees_micro',
	'bytes',
] as const;

export function csvRow(block: BlockRow): (string | number)[] {
	return [
		block.height,
		block.blockId,
		new Date(block.time).toISOString(),
		block.epoch,
		block.round,
		block.roundsLost,
		block.proposer,
		block.transactions,
		block.scheduled,
		block.failed,
		block.events,
		block.fees,
		block.bytes,
	];
}
