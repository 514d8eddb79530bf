import type { GrantView } from '../../../shared/contract/index.ts';
import type { MarkKind } from '../../ui/mark-kind.ts';

export const GRANT_MARKS: Readonly<Record<GrantView['state'], MarkKind>> = {
	'in-force': 'ok',
	revoked: 'bad',
	expired: 'none',
};

export type PartyGroup = 'by-me' | 'to-me' | 'others';

export function partyGroup({ byMe, toMe }: GrantView): PartyGroup {
	return byMe ? 'by-me' : toMe ? 'to-me' : 'others';
}

const ORDER: readonly PartyGroup[] = ['by-me', 'to-me', 'others'];

/** By party; in force first, then newest first. */
export function inGrantOrder(grants: readonly GrantView[]): readonly GrantView[] {
	return grants.toSorted(
		(a, b) =>
			ORDER.indexOf(partyGroup(a)) - ORDER.indexOf(partyGroup(b)) ||
			Number(a.state !== 'in-force') - Number(b.state !== 'in-force') ||
			b.grantedAt - a.grantedAt,
	);
}

export interface AccessFinding {
	readonly key: 'asked' | 'given' | 'held' | 'none';
	readonly n: number;
	readonly m: number;
}

/** What matters most: keys that are asked of me, then who may read what is mine, then what I may read. */
export function findingOf(grants: readonly GrantView[]): AccessFinding {
	const inForce = grants.filter(({ state }) => state === 'in-force');
	const given = inForce.filter(({ byMe }) => byMe);
	const held = inForce.filter(({ toMe }) => toMe).length;
	const asked = given.reduce((sum, { requests }) => sum + requests.length, 0);
	if (asked > 0) return { key: 'asked', n: asked, m: held };
	const readers = new Set(given.map(({ grantee }) => grantee)).size;
	if (readers > 0) return { key: 'given', n: readers, m: held };
	return held > 0 ? { key: 'held', n: held, m: held } : { key: 'none', n: 0, m: 0 };
}
