import { energyOf, firstOf, type WhRanges } from '../../../../shared/certificates/wh-ranges.ts';
import { settlementId, tradeId } from '../../../../shared/codec/ids.ts';
import type { EnergyWh } from '../../../../shared/codec/units.ts';
import { findProduct, type Product } from '../auction/products.ts';
import { sharesOf, takeShares, writeShares } from '../bridge/lot-shares.ts';
import { deedOfTrade, type TradeTerms } from '../depository/deeds.ts';
import { deedCount } from '../depository/pairing.ts';
import type { CallContext } from '../engine/call-context.ts';
import { attribute } from '../provenance.ts';
import {
	type AllocationRun,
	figuresOf,
	forgetAllocation,
	forgetFigures,
	madeIn,
	readAllocation,
	writeAllocation,
	writeFigures,
} from './allocation-state.ts';
import { CERTIFICATES, heldBy, moveRange } from './certificate-state.ts';
import { coverConsumption } from './covering.ts';
import { scheduleExpiry } from './expiry.ts';

/** Steps of one block, after which the next one goes on. */
const BLOCK_STEPS = 20_000;

/** Settlement's last step: certificates go to those who bought the energy, from this block on and over as many as it takes. */
export function startAllocation(context: CallContext, { product }: Product): void {
	const run = readAllocation(context, product);
	if (!run) return;
	writeAllocation(context, product, { ...run, stage: run.issued > 0 ? 'asked' : 'closing', next: 0 });
	context.schedule(context.time, { contract: CERTIFICATES, task: 'allocate', subject: product });
}

/**
 * Goes over the sealed trades in their order, twice: first those whose bids asked for renewable energy or for a
 * generator's, then the others. Then what the meters left for it is forgotten, and everybody's certificates are its own.
 */
export function allocateCertificates(context: CallContext, id: string): void {
	let run = readAllocation(context, id);
	const product = findProduct(context, id);
	if (!run) return;
	const limit = Math.min(BLOCK_STEPS, Math.floor(context.stepsLeft / 2));
	while (run.stage !== 'closing' || run.next < run.participants) {
		if (context.steps >= limit) {
			writeAllocation(context, id, run);
			return context.continueTask();
		}
		run = takeStep(context, id, product, run);
	}
	forgetAllocation(context, id, run);
	if (product && run.issued > 0) scheduleExpiry(context, product);
}

function takeStep(context: CallContext, id: string, product: Product | undefined, run: AllocationRun): AllocationRun {
	const { stage, next } = run;
	if (stage === 'closing') {
		forgetFigures(context, id, next);
		return { ...run, next: next + 1 };
	}
	if (next >= (product?.trades ?? 0)) return { ...run, stage: stage === 'asked' ? 'other' : 'closing', next: 0 };
	const trade = product ? sealedTrade(context, product, next) : null;
	if (trade && trade.asksSource === (stage === 'asked')) followTrade(context, id, trade);
	return { ...run, next: next + 1 };
}

function sealedTrade(context: CallContext, product: Product, n: number): TradeTerms | null {
	const deed = deedOfTrade(context, product.product, n, deedCount(context, product));
	return deed?.status === 'sealed' ? (deed.trades.find((trade) => trade.n === n) ?? null) : null;
}

/**
 * Moves what the seller has left of its own certificates of the period. What the buyer sent on to other regions takes
 * its share first; then what the buyer consumed of the energy is cancelled.
 */
function followTrade(context: CallContext, product: string, trade: TradeTerms): void {
	const { seller, buyer, period } = trade;
	let soldWh = trade.quantityWh;
	let shares = sharesOf(context, product, trade.n);
	for (const certificate of madeIn(context, product, seller, period)) {
		if (soldWh === 0) break;
		const moved = moveToBuyer(context, product, trade, certificate, soldWh);
		soldWh -= energyOf(moved);
		const taken = takeShares(context, shares, certificate, moved);
		shares = taken.shares;
		const figures = figuresOf(context, product, buyer);
		const uncovered = figures?.uncoveredWh[period] ?? 0;
		if (!figures || uncovered === 0) continue;
		const coverable = Math.min(uncovered, taken.leftWh);
		const left = coverConsumption(context, settlementId(product, buyer), buyer, [certificate], coverable);
		const after = uncovered - coverable + left;
		if (after !== uncovered)
			writeFigures(context, product, buyer, { ...figures, uncoveredWh: figures.uncoveredWh.with(period, after) });
	}
	writeShares(context, shares);
}

/** @returns what was moved: nothing where the buyer holds the certificate in too many parts */
function moveToBuyer(
	context: CallContext,
	product: string,
	{ n, seller, buyer }: TradeTerms,
	certificate: string,
	energyWh: EnergyWh,
): WhRanges {
	const ranges = firstOf(heldBy(context, seller, certificate), energyWh);
	const moved = ranges.filter((range) => moveRange(context, certificate, seller, buyer, range));
	for (const [fromWh, toWh] of moved)
		context.emit({
			kind: 'certificate-transferred',
			from: seller,
			to: buyer,
			trade: tradeId(product, n),
			certificate,
			fromWh,
			toWh,
		});
	if (moved.length > 0) attribute(context, { type: 'certificate', id: certificate }, buyer);
	return moved;
}
