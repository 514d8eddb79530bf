import { GATE_NEAR_MS } from '../../../../shared/alarms/market-alarms.ts';
import { ALARM_LIMITS } from '../../../../shared/contract/alarms.ts';
import type { Product } from '../../read-model/product.ts';
import type { MarketFacts, Measurement, Measurements } from '../facts.ts';
import { contractMissedPercent } from './imbalance.ts';
import { missingMeters } from './missing-readings.ts';

const HUNDRED = 100;
const MINUTE_MS = 60_000;
/** Minutes that stand for "no deed awaits this node". */
const NO_DEED_MINUTES = 525_600;

/** Conditions of the market, as of the chain time of the facts. */
export function marketMeasurements(facts: MarketFacts): Measurements {
	const products = [...facts.products].filter(({ cancelled }) => cancelled === null);
	const cleared = products.filter(({ result, terms }) => result !== null && facts.now < terms.deliveryEnd);
	return {
		'late-clearing': [lateClearing(products, facts.now)],
		'deed-unsigned': [unsignedDeed(facts)],
		'missing-readings': [missingReadings(products, facts)],
		'price-at-limit': [counted(cleared.filter(isAtPriceLimit))],
		'no-cross': [counted(cleared.filter(isWithoutCross))],
		'one-sided-book': [counted(products.filter((product) => isOneSided(product, facts.now)))],
		'imbalance-large': imbalance(products),
		'collateral-near-limit': collateral(products, facts),
	};
}

function counted(products: readonly Product[]): Measurement {
	const names = products
		.toSorted((a, b) => a.terms.gateClosure - b.terms.gateClosure)
		.slice(0, ALARM_LIMITS.subjects)
		.map(({ terms }) => terms.product);
	return { subject: null, value: products.length, names, source: { product: names[0] ?? null } };
}

function tradesAtGate({ terms }: Product): boolean {
	return terms.mechanism !== 'continuous' && terms.mechanism !== 'listing';
}

/** Seconds of chain time by which the latest clearing is overdue; 0 when none is. */
function lateClearing(products: readonly Product[], now: number): Measurement {
	const overdue = products
		.filter((product) => product.result === null && tradesAtGate(product))
		.map(({ terms }) => ({ product: terms.product, ms: now - (terms.sealed?.revealUntil ?? terms.gateClosure) }))
		.filter(({ ms }) => ms > 0)
		.sort((a, b) => b.ms - a.ms);
	return {
		subject: null,
		value: Math.floor((overdue[0]?.ms ?? 0) / 1_000),
		names: overdue.slice(0, ALARM_LIMITS.subjects).map(({ product }) => product),
		source: { product: overdue[0]?.product ?? null },
	};
}

function unsignedDeed({ awaiting, now }: MarketFacts): Measurement {
	const deeds = [...awaiting].sort((a, b) => a.deadline - b.deadline);
	const [first] = deeds;
	return {
		subject: null,
		value: first ? Math.max(0, Math.floor((first.deadline - now) / MINUTE_MS)) : NO_DEED_MINUTES,
		names: deeds.slice(0, ALARM_LIMITS.subjects).map(({ id }) => id),
		source: { deed: first?.id ?? null },
	};
}

function missingReadings(products: readonly Product[], facts: MarketFacts): Measurement {
	const missing = missingMeters(products, facts);
	return {
		subject: null,
		value: missing.meters.length,
		names: missing.meters.slice(0, ALARM_LIMITS.subjects),
		source: { product: missing.product },
	};
}

function isWithoutCross(product: Product): boolean {
	const { result } = product;
	return tradesAtGate(product) && result?.volumeWh === 0 && result.offeredWh > 0 && result.wantedWh > 0;
}

function isAtPriceLimit({ result, terms }: Product): boolean {
	if (!result || result.volumeWh === 0) return false;
	const prices = result.price === null ? result.prices.flatMap(({ price }) => price) : [result.price];
	return prices.some((price) => price !== null && (price >= terms.priceMax || price <= terms.priceMin));
}

/** Sealed books show no side before their gate. */
function isOneSided({ terms, orders, result, commitments }: Product, now: number): boolean {
	if (result || terms.sealed || commitments.waiting > 0 || now < terms.gateOpening) return false;
	if (now >= terms.gateClosure || terms.gateClosure - now > GATE_NEAR_MS) return false;
	const sides = new Set<string>();
	for (const { side } of orders.values()) {
		sides.add(side);
		if (sides.size === 2) return false;
	}
	return sides.size === 1;
}

function imbalance(products: readonly Product[]): readonly Measurement[] {
	let newest: Product | null = null;
	for (const product of products)
		if (product.settled && product.trades.size > 0 && product.settled.height >= (newest?.settled?.height ?? 0))
			newest = product;
	const { product } = newest?.terms ?? { product: null };
	const value = contractMissedPercent(newest?.settled?.statements ?? []);
	return [{ subject: null, value, names: product ? [product] : [], source: { product } }];
}

/** Share of an identity's money that its uncleared orders reserve. */
function collateral(products: readonly Product[], facts: MarketFacts): readonly Measurement[] {
	const reserved = new Map(facts.identities.map((participant) => [participant, 0]));
	for (const { result, orders } of products) {
		if (result) continue;
		for (const { participant, escrow } of orders.values()) {
			const sum = reserved.get(participant);
			if (sum !== undefined) reserved.set(participant, sum + escrow);
		}
	}
	return [...reserved].map(([participant, held]) => {
		const whole = held + Math.max(0, facts.balanceOf(participant));
		return {
			subject: participant,
			subjectName: facts.nameOf(participant),
			value: whole === 0 ? 0 : (held / whole) * HUNDRED,
		};
	});
}
