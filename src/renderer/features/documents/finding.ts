import type { DocumentView } from '../../../shared/contract/index.ts';
import { needsMe } from './document-queue.ts';

export interface DocumentFinding {
	readonly key: 'lost' | 'await' | 'others' | 'done' | 'none';
	readonly n: number;
}

/** What matters most of the documents: a loss, then what awaits a signature here, then what awaits others. */
export function findingOf(documents: readonly DocumentView[], lost: number): DocumentFinding {
	if (lost > 0) return { key: 'lost', n: lost };
	const mine = documents.filter(needsMe).length;
	if (mine > 0) return { key: 'await', n: mine };
	const pending = documents.filter(({ status }) => status === 'pending').length;
	if (pending > 0) return { key: 'others', n: pending };
	return { key: documents.length === 0 ? 'none' : 'done', n: documents.length };
}
