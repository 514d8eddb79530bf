import type { DocumentView } from '../../../shared/contract/index.ts';
import type { MarkKind } from '../../ui/mark-kind.ts';
import type { Pip } from '../../ui/pip.ts';

export type QueueGroup = 'needs-me' | 'waiting' | 'sealed' | 'ended';

export function needsMe(document: DocumentView): boolean {
	return document.signableAs.length > 0;
}

export function groupOf(document: DocumentView): QueueGroup {
	if (needsMe(document)) return 'needs-me';
	if (document.status === 'pending') return 'waiting';
	return document.status === 'sealed' ? 'sealed' : 'ended';
}

const ORDER: readonly QueueGroup[] = ['needs-me', 'waiting', 'sealed', 'ended'];

/** What needs me first, by deadline; then what waits for others; then what has ended, newest first. */
export function inQueueOrder(documents: readonly DocumentView[]): readonly DocumentView[] {
	const place = (document: DocumentView) => ORDER.indexOf(groupOf(document));
	return documents.toSorted(
		(a, b) =>
			place(a) - place(b) ||
			(a.status === 'pending' ? a.deadline - b.deadline : b.depositedAt - a.depositedAt) ||
			a.document.localeCompare(b.document, undefined, { numeric: true }),
	);
}

export function boxesOf({ signers, signableAs, status }: DocumentView): readonly Pip[] {
	return signers.map(({ participant, signed }): Pip => {
		if (signed) return 'signed';
		return status === 'pending' && signableAs.includes(participant) ? 'you' : 'open';
	});
}

export function signedCount({ signers }: DocumentView): number {
	return signers.filter(({ signed }) => signed).length;
}

export function markOf(document: DocumentView): MarkKind {
	return ({ 'needs-me': 'you', waiting: 'open', sealed: 'ok', ended: 'bad' } as const)[groupOf(document)];
}

/** `here`: whole here, and no other node was asked yet. */
export type Keeping = 'kept' | 'here' | 'alone' | 'fetching' | 'lost' | 'elsewhere';

/** How a document is kept, as far as this node knows. */
export function keepingOf({ replica, holders }: Pick<DocumentView, 'replica' | 'holders'>): Keeping {
	if (replica === null) return 'elsewhere';
	if (replica !== 'kept') return replica;
	return holders === null ? 'here' : holders === 0 ? 'alone' : 'kept';
}

export const KEEPING_MARKS: Readonly<Record<Keeping, MarkKind>> = {
	kept: 'ok',
	here: 'ok',
	alone: 'warn',
	fetching: 'half',
	lost: 'bad',
	elsewhere: 'none',
};

/** Whether its id, type, subject, parties, CID or state has every word of the text. */
export function matches(document: DocumentView, text: string): boolean {
	const { about, signers, readers } = document;
	const hay = [
		document.document,
		document.type,
		document.depositor,
		document.status,
		document.cid,
		about?.type ?? '',
		about?.id ?? '',
		...signers.map(({ participant }) => participant),
		...readers,
	]
		.join(' ')
		.toLowerCase();
	return text
		.toLowerCase()
		.split(/\s+/)
		.every((word) => hay.includes(word));
}
