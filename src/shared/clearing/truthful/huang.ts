import type { Mechanism } from '../outcome.ts';
import { assemble } from './assemble.ts';
import { rankPeriods } from './ranked-orders.ts';
import { type ReductionProof, reduceTrade } from './trade-reduction.ts';
import { checkReduction, type ReductionFaultCode } from './trade-reduction-check.ts';

/**
 * P. Huang, A. Scheller-Wolf, K. Sycara, "Design of a multi-unit double auction e-market", Computational Intelligence
 * 18 (2002): the last crossing bid and offer set the prices and do not trade; over-demand or over-supply of the rest is
 * taken in equal parts from each. Stating its true limit is best for an owner of one order, whatever the others do.
 */
export const huang: Mechanism<readonly ReductionProof[], ReductionFaultCode> = {
	properties: { budget: 'surplus', truthful: 'everybody', welfare: 'one-trade-less' },
	scope: { zones: false, blocks: false },
	clear: (market) =>
		assemble(
			market,
			rankPeriods(market, 'huang').map((each) => reduceTrade(market, each, false)),
		),
	check: (market, _profile, outcome) => checkReduction(market, outcome, false),
	cost: ({ orders, periods }) => 50 * periods + 20 * orders,
};
