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

/** Fewer rounds than this say nothing of a validator. */
const SLOW_ROUNDS_MIN = 20;

/** The validator whose votes lag far behind those of the other remote ones, or null. */
export function slowValidator(summary: ConsensusSummary): ConsensusSummary['validators'][number] | null {
	// The node's own vote takes no way over the network.
	const remote = summary.validators.filter((validator) => validator.voteMs !== null && !validator.me);
	const slowest = remote.toSorted((a, b) => (b.voteMs?.p50 ?? 0) - (a.voteMs?.p50 ?? 0))[0];
	if (!slowest || remote.length < 3 || summary.rounds < SLOW_ROUNDS_MIN) return null;
	const others = remote.filter((validator) => validator !== slowest).map((validator) => validator.voteMs?.p50 ?? 0);
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
	// With votes to spare the quorum does not wait for the slowest; without, it must.
	if (slow?.voteMs) {
		const words = { validator: slow.name, p50: finalityMs.p50 };
		if (quorumMargin(quorum) === 0) return { kind: 'slow-and-felt', ...words };
		if (slow.voteMs.p50 > finalityMs.p50) return { kind: 'slow-but-unfelt', ...words };
	}
	if (quorumMargin(quorum) === 0 && quorum.validators > quorum.needed)
		return { kind: 'no-margin', p50: finalityMs.p50, connected: quorum.connected, needed: quorum.needed };
	if (roundsLost > 0) return { kind: 'rounds-lost', p50: finalityMs.p50, lost: roundsLost, rounds };
	return { kind: 'steady', p50: finalityMs.p50, rounds };
}
