import { mechanismOf } from '../../../../shared/clearing/mechanisms.ts';
import { profiles } from '../../../../shared/clearing/profiles.ts';
import {
	type BorderTerms,
	inPeriod,
	isPeriod,
	PRODUCT_LIMITS,
	type ProductTerms,
	periodsOf,
	QUARTER_MS,
} from '../../../../shared/codec/product-terms.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { requireSigningPolicy } from '../depository/policy.ts';
import type { CallContext } from '../engine/call-context.ts';
import { clearingCost } from './book-limits.ts';
import { resolveFees } from './fees.ts';
import { AUCTION, addProduct, type OpenedTerms } from './products.ts';

/** Opens one product with the fees of its periods. @throws CodedError PRODUCT_EXISTS, PRODUCT_TERMS, PRODUCT_OVERLAP, DEED_POLICY */
export function openProduct(context: CallContext, terms: ProductTerms): void {
	requireTerms(terms, context.time);
	requireSigningPolicy(context, terms);
	requireClearable(context, terms);
	const opened: OpenedTerms = { ...terms, ...resolveFees(context, terms) };
	addProduct(context, opened);
	const subject = terms.product;
	context.schedule(terms.gateClosure, { contract: AUCTION, task: 'close', subject });
	context.schedule(terms.signingDeadline, { contract: 'depository', task: 'expire', subject });
	context.schedule(terms.settlementTime, { contract: 'settlement', task: 'settle', subject });
	context.emit({ kind: 'product-opened', ...opened });
}

/**
 * Only products whose clearing fits into its budget with a full book are opened.
 * @throws CodedError PRODUCT_TERMS or PRODUCT_COST
 */
function requireClearable(context: CallContext, terms: ProductTerms): void {
	const { product, mechanism, zones, borders, sealed } = terms;
	const need: Need = (isMet, field, reason) => {
		if (!isMet) throw new CodedError('PRODUCT_TERMS', { product, field, reason });
	};
	if (mechanism === 'continuous' || mechanism === 'listing') {
		const isFree = borders.every(({ minWh, maxWh }) => [...minWh, ...maxWh].every((bound) => bound === 0));
		need(isFree, 'borders', `with a capacity, which ${mechanism} does not know: only their fees count`);
		need(sealed === null, 'sealed', `not possible with ${mechanism}`);
		return;
	}
	const { scope } = mechanismOf(mechanism);
	need(scope.zones || zones.length === 1, 'zones', `more than ${mechanism} clears together`);
	const budget = context.market.taskStepLimit;
	const cost = clearingCost(terms, context.market, 0);
	if (cost > budget) throw new CodedError('PRODUCT_COST', { product, cost, budget });
}

type Need = (isMet: boolean, field: keyof ProductTerms, reason: string) => void;

function requireTerms(terms: ProductTerms, now: number): void {
	const need: Need = (isMet, field, reason) => {
		if (!isMet) throw new CodedError('PRODUCT_TERMS', { product: terms.product, field, reason });
	};
	requireTimes(terms, now, need);
	need(terms.zones.length >= 1, 'zones', 'empty');
	need(new Set(terms.zones).size === terms.zones.length, 'zones', 'with a zone twice');
	need(terms.priceMin <= terms.priceMax, 'priceMin', 'above priceMax');
	for (const field of ['priceMin', 'priceMax', 'wheelingFee'] as const)
		need((terms[field] ?? 0) % terms.tick === 0, field, 'not a multiple of the tick');
	need(terms.feedIn <= terms.tariff, 'feedIn', 'above the tariff');
	need(Object.hasOwn(profiles, terms.profile), 'profile', 'unknown');
	// The others leave trades with prices of their own, and so no price that a zone's imbalance could start from.
	need(
		terms.imbalance === null || terms.mechanism === 'uniform-price',
		'imbalance',
		`without a price of the zone, which ${terms.mechanism} does not make`,
	);
	requireBorders(terms, need);
}

function requireTimes(terms: ProductTerms, now: number, need: Need): void {
	const { deliveryStart, deliveryEnd, periodMs, gateOpening, gateClosure, signingDeadline, settlementTime } = terms;
	need(deliveryStart % QUARTER_MS === 0, 'deliveryStart', 'not on the quarter-hour');
	need(isPeriod(periodMs), 'periodMs', 'not 15, 30 or 60 minutes');
	const periods = periodsOf(terms);
	need(Number.isInteger(periods) && periods >= 1, 'deliveryEnd', 'not a whole number of periods after deliveryStart');
	need(periods <= PRODUCT_LIMITS.periods, 'deliveryEnd', `more than ${PRODUCT_LIMITS.periods} periods away`);
	need(gateClosure > now, 'gateClosure', 'not after the block time');
	need(gateOpening < gateClosure, 'gateOpening', 'not before gateClosure');
	need(gateClosure <= deliveryStart, 'gateClosure', 'after deliveryStart');
	need(signingDeadline > gateClosure, 'signingDeadline', 'not after gateClosure');
	need(settlementTime > signingDeadline, 'settlementTime', 'not after signingDeadline');
	need(settlementTime > deliveryEnd, 'settlementTime', 'not after deliveryEnd');
	if (terms.sealed === null) return;
	const { revealUntil, mode } = terms.sealed;
	// Taken as commit-reveal, it would let bidders think that nobody can keep a bid back.
	need(mode === 'commit-reveal', 'sealed', `opened by ${mode}, which this version of the contract cannot do`);
	need(
		revealUntil > gateClosure && revealUntil < signingDeadline,
		'sealed',
		'not revealed between closure and signing',
	);
}

function requireBorders(terms: ProductTerms, need: Need): void {
	const { zones, borders, lotWh, tick } = terms;
	const periods = periodsOf(terms);
	const pairs = new Set<string>();
	for (const { from, to, minWh, maxWh, fee } of borders) {
		const pair = [from, to].sort().join('/');
		need(zones.includes(from) && zones.includes(to) && from !== to, 'borders', `between ${pair}, not two of its zones`);
		need(!pairs.has(pair), 'borders', `between ${pair} twice`);
		pairs.add(pair);
		need(isPerPeriod(minWh, periods) && isPerPeriod(maxWh, periods), 'borders', 'without a bound for every period');
		need(
			[...minWh, ...maxWh].every((bound) => bound % lotWh === 0),
			'borders',
			'bounded off the lot',
		);
		need(!isCrossed({ minWh, maxWh }, periods), 'borders', 'bounded from above below its lower bound');
		need((fee ?? 0) % tick === 0, 'borders', 'charged off the tick');
	}
}

function isPerPeriod(figures: readonly number[], periods: number): boolean {
	return figures.length === 1 || figures.length === periods;
}

function isCrossed({ minWh, maxWh }: Pick<BorderTerms, 'minWh' | 'maxWh'>, periods: number): boolean {
	return Array.from({ length: periods }).some((_, period) => inPeriod(minWh, period) > inPeriod(maxWh, period));
}
