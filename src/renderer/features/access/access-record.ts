import type { GrantView } from '../../../shared/contract/index.ts';

/** One line of the access record: a key asked for or handed over, a grant given or ended. */
export interface RecordLine {
	readonly key: string;
	readonly kind: 'granted' | 'requested' | 'released' | 'revoked' | 'expired';
	readonly at: number;
	readonly height: number;
	/** Names: who did it, and to whom; null for a grant that ran out by itself. */
	readonly by: string | null;
	readonly to: string;
	readonly grant: string;
	/** The document, or what the grant opens. */
	readonly what: string;
	readonly whatKind: GrantView['scope']['kind'];
	readonly transactionId: string | null;
}

/** What the grants' histories say, newest first. A request that was answered is told by its release. */
export function recordOf(grants: readonly GrantView[]): readonly RecordLine[] {
	return grants.flatMap(linesOf).toSorted((a, b) => b.at - a.at || b.height - a.height || (a.key < b.key ? -1 : 1));
}

function linesOf(view: GrantView): readonly RecordLine[] {
	const { grant, grantorName, granteeName, scope, state, endedAt, endedHeight } = view;
	const base = { grant, to: granteeName, transactionId: null };
	const lines: RecordLine[] = [
		{
			...base,
			key: `${grant} granted`,
			kind: 'granted',
			at: view.grantedAt,
			height: view.grantedHeight,
			by: grantorName,
			what: scope.id,
			whatKind: scope.kind,
		},
		...view.requests.map(
			({ document, at, height }): RecordLine => ({
				...base,
				key: `${grant} requested ${document}`,
				kind: 'requested',
				at,
				height,
				by: granteeName,
				to: grantorName,
				what: document,
				whatKind: 'document',
			}),
		),
		...view.releases.map(
			({ document, at, height, byName, transactionId }, index): RecordLine => ({
				...base,
				key: `${grant} released ${document} ${height} ${index}`,
				kind: 'released',
				at,
				height,
				by: byName,
				what: document,
				whatKind: 'document',
				transactionId,
			}),
		),
	];
	if (state !== 'in-force' && endedAt !== null && endedHeight !== null)
		lines.push({
			...base,
			key: `${grant} ended`,
			kind: state,
			at: endedAt,
			height: endedHeight,
			by: state === 'revoked' ? grantorName : null,
			what: scope.id,
			whatKind: scope.kind,
		});
	return lines;
}
