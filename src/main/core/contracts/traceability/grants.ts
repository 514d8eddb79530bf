import { ACCESS_LIMITS, type GrantAccess, type GrantRight, type GrantScope } from '../../../../shared/codec/access.ts';
import { grantId } from '../../../../shared/codec/ids.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';

export const TRACEABILITY = 'traceability';

/** Leaves of the state: with them a node answers, and proves, who may read a document now. */
export const accessPaths = {
	grant: (id: string): string => `${TRACEABILITY}/grant/${id}`,
	/** Ids of the grants in force of one scope. */
	scope: ({ kind, id }: GrantScope): string => `${TRACEABILITY}/scope/${kind}/${id}`,
	/** Documents whose keys a grant awaits. */
	requests: (grant: string): string => `${TRACEABILITY}/requests/${grant}`,
	/** Ids of a grantor's grants that await keys. */
	awaiting: (grantor: string): string => `${TRACEABILITY}/awaiting/${grantor}`,
	releases: (document: string, grantee: string): string => `${TRACEABILITY}/released/${document}/${grantee}`,
} as const;

export interface GrantRecord {
	readonly grantor: string;
	readonly grantee: string;
	readonly scope: GrantScope;
	readonly until: TimeMs;
	readonly purpose: string;
	readonly right: GrantRight;
	readonly status: 'in-force' | 'revoked' | 'expired';
}

export type Grant = GrantRecord & { readonly id: string };

/** How many grants a grantor ever gave, and how many of them are in force. */
interface GrantorRecord {
	readonly next: number;
	readonly inForce: number;
}

const keyOf = {
	grant: (id: string): string => `grant/${id}`,
	scope: ({ kind, id }: GrantScope): string => `scope/${kind}/${id}`,
	requests: (grant: string): string => `requests/${grant}`,
	awaiting: (grantor: string): string => `awaiting/${grantor}`,
	grantor: (grantor: string): string => `grantor/${grantor}`,
} as const;

/** @throws CodedError GRANT_UNKNOWN */
export function requireGrant(context: CallContext, id: string): Grant {
	const found = context.space(TRACEABILITY).get<GrantRecord>(keyOf.grant(id));
	if (!found) throw new CodedError('GRANT_UNKNOWN', { grant: id });
	return { id, ...found };
}

/** @throws CodedError GRANT_UNKNOWN, or GRANT_ENDED from its `until` on, and when it was revoked */
export function requireGrantInForce(context: CallContext, id: string): Grant {
	const grant = requireGrant(context, id);
	const status = grant.status === 'in-force' && context.time >= grant.until ? 'expired' : grant.status;
	if (status !== 'in-force') throw new CodedError('GRANT_ENDED', { grant: id, status });
	return grant;
}

/** @throws CodedError GRANTS_TOO_MANY of the grantor or of the scope */
export function addGrant(context: CallContext, grantor: string, terms: GrantAccess, right: GrantRight): Grant {
	const space = context.space(TRACEABILITY);
	const { next, inForce } = space.get<GrantorRecord>(keyOf.grantor(grantor)) ?? { next: 0, inForce: 0 };
	const ofScope = space.get<readonly string[]>(keyOf.scope(terms.scope)) ?? [];
	if (inForce >= ACCESS_LIMITS.grantsPerGrantor)
		throw new CodedError('GRANTS_TOO_MANY', { of: grantor, max: ACCESS_LIMITS.grantsPerGrantor });
	if (ofScope.length >= ACCESS_LIMITS.grantsPerScope)
		throw new CodedError('GRANTS_TOO_MANY', { of: terms.scope.id, max: ACCESS_LIMITS.grantsPerScope });
	const id = grantId(grantor, next);
	const record: GrantRecord = { grantor, ...terms, right, status: 'in-force' };
	const counts: GrantorRecord = { next: next + 1, inForce: inForce + 1 };
	space.set(keyOf.grantor(grantor), counts);
	space.set(keyOf.scope(terms.scope), [...ofScope, id]);
	space.set(keyOf.grant(id), record);
	return { id, ...record };
}

/** Its requests lapse with it; the record stays as evidence of who was let in until when. */
export function endGrant(context: CallContext, { id, ...record }: Grant, status: 'revoked' | 'expired'): void {
	const space = context.space(TRACEABILITY);
	const ended: GrantRecord = { ...record, status };
	space.set(keyOf.grant(id), ended);
	const counts = space.get<GrantorRecord>(keyOf.grantor(record.grantor));
	if (counts) space.set(keyOf.grantor(record.grantor), { ...counts, inForce: counts.inForce - 1 });
	writeList(context, keyOf.scope(record.scope), without(space.get(keyOf.scope(record.scope)), id));
	if (requestsOf(context, id).length > 0) writeRequests(context, { id, ...record }, []);
}

/** Documents whose keys the grantee asked for and did not get yet, in the order asked. */
export function requestsOf(context: CallContext, grant: string): readonly string[] {
	return context.space(TRACEABILITY).get<readonly string[]>(keyOf.requests(grant)) ?? [];
}

/** Keeps the grantor's list of grants that await keys in step. */
export function writeRequests(context: CallContext, { id, grantor }: Grant, documents: readonly string[]): void {
	const awaiting = context.space(TRACEABILITY).get<readonly string[]>(keyOf.awaiting(grantor)) ?? [];
	writeList(context, keyOf.requests(id), documents);
	if (awaiting.includes(id) !== documents.length > 0)
		writeList(context, keyOf.awaiting(grantor), documents.length > 0 ? [...awaiting, id] : without(awaiting, id));
}

function writeList(context: CallContext, key: string, list: readonly string[]): void {
	context.charge(list.length);
	if (list.length > 0) context.space(TRACEABILITY).set(key, list);
	else context.space(TRACEABILITY).delete(key);
}

function without(list: readonly string[] | undefined, id: string): readonly string[] {
	return (list ?? []).filter((each) => each !== id);
}
