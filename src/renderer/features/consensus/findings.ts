import type { ConsensusSummary } from '../../../shared/contract/index.ts';

/** What the view's headline says, most pressing first. */
export type ConsensusFinding =
	| { readonly kind: 'quorum-lost'; readonly connected: number; readonly validators: number; readonly needed: number }
	| { readonly kind: 'nothing-final' }
	| { readonly kind: 'slow-but-unfelt'; readonly validator: string; readonly p50: number }
	| { readonly kind: 'slow-and-felt'; readonly validator: string; readonly p50: number }
	| { readonly kind: 'no-margin'; readonly p50: number; readonly connected: number; readonly needed: number }
	| { readonly kind: 'rounds-lost'; readonly p50: number; readonly lost: number; readonly rounds: number }
	| { readonly kind: 'steady'; readonly p50: number; readonly rounds: number };

/** A validator is slow when its median vote takes this many times as long as the others' typical one. */
const SLOW_FACTOR = 2;
/** Differences under this are noise of one machine, ms. */
const SLOW_FLOOR_MS = 2;

/** The validator whose votes lag far behind the others' median, or null. */
export function slowValidator(summary: ConsensusSummary): ConsensusSummary['validators'][number] | null {
	const voting = summary.validators.filter((validator) => validator.voteMs !== null);
	const slowest = voting.toSorted((a, b) => (b.voteMs?.p50 ?? 0) - (a.voteMs?.p50 ?? 0))[0];
	if (!slowest || voting.length < 3) return null;
	const others = voting.filter((validator) => validator !== slowest).map((validator) => validator.voteMs?.p50 ?? 0);
	const typical = others.toSorted((a, b) => a - b)[Math.floor(others.length / 2)] ?? 0;
	const own = slowest.voteMs?.p50 ?? 0;
	return own > typical * SLOW_FACTOR && own - typical > SLOW_FLOOR_MS ? slowest : null;
}

/** Votes beyond the quorum among the validators that are connected; negative when the quorum is out of reach. */
export function quorumMargin(quorum: ConsensusSummary['quorum']): number {
	return quorum.connected - quorum.needed;
}

/** True of every summary it is made from: the headline is generated, never written. */
export function findingOf(summary: ConsensusSummary): ConsensusFinding {
	const { quorum, finalityMs, rounds, roundsLost } = summary;
	if (quorumMargin(quorum) < 0) return { kind: 'quorum-lost', ...quorum };
	if (finalityMs === null) return { kind: 'nothing-final' };
	const slow = slowValidator(summary);
	if (slow?.voteMs) {
		const unfelt = slow.voteMs.p50 > finalityMs.p50;
		return { kind: unfelt ? 'slow-but-unfelt' : 'slow-and-felt', validator: slow.name, p50: finalityMs.p50 };
	}
	if (quorumMargin(quorum) === 0 && quorum.validators > quorum.needed)
		return { kind: 'no-margin', p50: finalityMs.p50, connected: quorum.connected, needed: quorum.needed };
	if (roundsLost > 0) return { kind: 'rounds-lost', p50: finalityMs.p50, lost: roundsLost, rounds };
	return { kind: 'steady', p50: finalityMs.p50, rounds };
}
