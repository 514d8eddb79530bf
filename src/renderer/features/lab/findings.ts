import type { LabResult } from '../../../shared/contract/index.ts';

export type LabProtocol = LabResult['protocol'];

/** What the view's headline says of the results at hand. */
export type LabFinding =
	| { readonly kind: 'nothing-yet' }
	| { readonly kind: 'one'; readonly protocol: LabProtocol; readonly lost: number; readonly ms: number }
	/** C-LBFT loses fewest rounds of those whose leaders take turns; the other is the next best. */
	| { readonly kind: 'fewest-lost'; readonly lost: number; readonly other: LabProtocol; readonly otherLost: number }
	/** The same, and C-LBFT loses none at all. */
	| { readonly kind: 'none-lost'; readonly other: LabProtocol; readonly otherLost: number }
	/** Nobody loses any: then finality decides. */
	| { readonly kind: 'nobody-loses'; readonly protocol: LabProtocol; readonly ms: number }
	| {
			readonly kind: 'another-loses-less';
			readonly lost: number;
			readonly other: LabProtocol;
			readonly otherLost: number;
	  };

/** Raft stands outside: it bears crashes only, so that it is shown and never the yardstick. */
const bearsLies = (result: LabResult): boolean => result.protocol !== 'raft';
/** A leader that stays until it fails loses no round after its first; rounds lost compare those who take turns. */
const takesTurns = (result: LabResult): boolean => result.distinctLeadersPer100 >= 2;

/** True of every set of results that it is made from. */
export function findingOf(results: readonly LabResult[]): LabFinding {
	const own = results.find(({ protocol }) => protocol === 'c-lbft');
	const rivals = results.filter((result) => result !== own && bearsLies(result));
	const [first] = results;
	if (!first) return { kind: 'nothing-yet' };
	const next = rivals.filter(takesTurns).toSorted((a, b) => a.roundsLostShare - b.roundsLostShare)[0];
	if (!own || !next) {
		const only = own ?? first;
		return { kind: 'one', protocol: only.protocol, lost: only.roundsLostShare, ms: only.finalityMs.p50 };
	}
	if (own.roundsLostShare === 0 && rivals.every((rival) => rival.roundsLostShare === 0)) {
		const fastest = [own, ...rivals].toSorted((a, b) => a.finalityMs.p50 - b.finalityMs.p50)[0] as LabResult;
		return { kind: 'nobody-loses', protocol: fastest.protocol, ms: fastest.finalityMs.p50 };
	}
	if (own.roundsLostShare === 0) return { kind: 'none-lost', other: next.protocol, otherLost: next.roundsLostShare };
	const words = { lost: own.roundsLostShare, other: next.protocol, otherLost: next.roundsLostShare };
	return { kind: own.roundsLostShare <= next.roundsLostShare ? 'fewest-lost' : 'another-loses-less', ...words };
}

export type Measure =
	| 'roundsLostShare'
	| 'delays'
	| 'p50'
	| 'p99'
	| 'throughputTps'
	| 'messagesPerDecision'
	| 'distinctLeadersPer100'
	| 'votesCreditedShare'
	| 'worstCommitGapRounds';

export function measureOf(result: LabResult, measure: Measure): number | null {
	switch (measure) {
		case 'delays':
			return result.finalityDelays.p50;
		case 'p50':
			return result.finalityMs.p50;
		case 'p99':
			return result.finalityMs.p99;
		default:
			return result[measure];
	}
}

const MORE_IS_BETTER: readonly Measure[] = ['throughputTps', 'distinctLeadersPer100', 'votesCreditedShare'];

/** The best figure of a column among the Byzantine-tolerant protocols; null when all are equal or there is one. */
function bestOf(results: readonly LabResult[], measure: Measure): number | null {
	const values = results
		.filter(bearsLies)
		.map((result) => measureOf(result, measure))
		.filter((value) => value !== null);
	const best = MORE_IS_BETTER.includes(measure) ? Math.max(...values) : Math.min(...values);
	return values.length < 2 || values.every((value) => value === best) ? null : best;
}

/** The results whose figure is the best of its column; nobody's when all are equal or there is one. */
export function bestIn(results: readonly LabResult[], measure: Measure): readonly LabResult[] {
	const best = bestOf(results, measure);
	return best === null ? [] : results.filter((result) => bearsLies(result) && measureOf(result, measure) === best);
}
