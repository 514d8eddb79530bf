import type { Mechanism } from '../outcome.ts';
import { assemble } from './assemble.ts';
import { rankPeriods } from './ranked-orders.ts';
import { type ReductionProof, reduceTrade } from './trade-reduction.ts';
import { checkReduction, type ReductionFaultCode } from './trade-reduction-check.ts';

/**
 * R. P. McAfee, "A dominant strategy double auction", Journal of Economic Theory 56 (1992), for orders with quantities:
 * where both sides end together, the midpoint of the first excluded bid and offer is the price of all if the last
 * accepted ones can live with it; else the last accepted ones are left out, and the longer side is cut as in Huang's
 * auction. Stating its true limit is best for an owner of one order, whatever the others do; one trade's welfare is
 * lost at most where quantities are equal, and the market keeps what buyers pay more than sellers get.
 */
export const mcafee: Mechanism<readonly ReductionProof[], ReductionFaultCode> = {
	properties: { budget: 'surplus', truthful: 'everybody', welfare: 'one-trade-less' },
	scope: { zones: false, blocks: false },
	clear: (market) =>
		assemble(
			market,
			rankPeriods(market, 'mcafee').map((each) => reduceTrade(market, each, true)),
		),
	check: (market, _profile, outcome) => checkReduction(market, outcome, true),
	cost: ({ orders, periods }) => 50 * periods + 20 * orders,
};
