import type { DiskFacts, KeyFacts, NodeStatus } from '../../../shared/contract/index.ts';

/** Fewer days of disk than this come before everything else but a node that does not vote. */
const FULL_SOON_DAYS = 14;
/** Beyond it the forecast says nothing that a person plans with. */
const FORECAST_DAYS = 3_650;

export type NodeFinding =
	| { readonly kind: 'failed' | 'few' | 'locked' | 'unsaved' | 'plain' }
	| { readonly kind: 'full' | 'lasts'; readonly days: number }
	| { readonly kind: 'calm'; readonly freeBytes: number };

/** What an operator should hear first, of all that the node says of itself. */
export function nodeFinding(
	status: Pick<NodeStatus, 'phase' | 'quorum'>,
	disk: Pick<DiskFacts, 'daysUntilFull' | 'freeBytes'> | null,
	keys: Pick<KeyFacts, 'lastBackup' | 'locked' | 'total'> | null,
): NodeFinding {
	const days = disk?.daysUntilFull ?? null;
	if (status.phase === 'failed') return { kind: 'failed' };
	if (status.quorum.connected < status.quorum.needed) return { kind: 'few' };
	if (days !== null && days < FULL_SOON_DAYS) return { kind: 'full', days };
	if (keys && keys.locked.length > 0) return { kind: 'locked' };
	if (keys && keys.lastBackup === null && keys.total > 0) return { kind: 'unsaved' };
	if (days !== null && days <= FORECAST_DAYS) return { kind: 'lasts', days };
	if (disk?.freeBytes) return { kind: 'calm', freeBytes: disk.freeBytes };
	return { kind: 'plain' };
}
