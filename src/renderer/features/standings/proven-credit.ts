import { fromHex } from '../../../shared/codec/bytes.ts';
import { decode } from '../../../shared/codec/cbor.ts';
import { CREDIT_PATH, participantStandingPath } from '../../../shared/codec/state-paths.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../shared/proofs/state-proof.ts';
import type { AuditedEpoch } from '../../workers/audit-messages.ts';

/** Whose credit a proof is to show. */
export interface Standing {
	readonly kind: 'validator' | 'participant';
	readonly id: string;
}

/** The one leaf that states it. */
export function pathOf({ kind, id }: Standing): string {
	return kind === 'validator' ? CREDIT_PATH : participantStandingPath(id);
}

/**
 * The credit in a proven leaf: the ledger is [version, height, round, [[credit, …]…], …] in the order of an epoch's
 * validators, a participant's own leaf { credit, points }. Null when its form is another or it does not name the one asked.
 * @param certified epoch of the header that carries the root
 */
export function provenCredit(
	value: string | null,
	{ kind, id }: Standing,
	epochs: readonly AuditedEpoch[],
	certified: number,
): number | null {
	if (value === null) return null;
	let leaf: unknown;
	try {
		leaf = decode(fromHex(value), STATE_VALUE_MAX_BYTES);
	} catch {
		return null;
	}
	if (kind === 'participant') {
		const credit = leaf !== null && typeof leaf === 'object' && 'credit' in leaf ? leaf.credit : null;
		return typeof credit === 'number' ? credit : null;
	}
	if (!Array.isArray(leaf)) return null;
	const [, height, round, rows] = leaf as unknown[];
	// The last block of an epoch writes the next one's ledger, at round 0, under a root that the old keys still certify.
	const epoch = round === 0 ? epochs.find(({ startHeight }) => startHeight === height) : epochs[certified];
	const row: unknown = Array.isArray(rows) ? rows[epoch?.validators.findIndex((each) => each.id === id) ?? -1] : null;
	const credit: unknown = Array.isArray(row) ? row[0] : null;
	return typeof credit === 'number' ? credit : null;
}
