import { type Curve, type CurveStep, stepsOfCurve } from '../clearing/curve-steps.ts';
import {
	type BlockOrder,
	type LimitOrder,
	type Link,
	MARKET_LIMITS,
	type Market,
	type Zone,
} from '../clearing/market.ts';
import type { BlockTerms, LimitTerms, OrderBody } from '../codec/order-terms.ts';
import {
	type BorderTerms,
	inPeriod,
	type PerPeriod,
	type ProductFees,
	type ProductTerms,
	periodsOf,
} from '../codec/product-terms.ts';
import { CodedError } from '../errors/coded-error.ts';
import { namedGenerators, poolSources } from './order-sources.ts';

/** A live order as its clearing needs it. */
export interface ProductOrder {
	readonly participant: string;
	readonly terms: OrderBody;
}

/** Who stands behind an order, as far as the clearing cares. */
export interface OwnerStanding {
	/** Index of its zone in the product, −1 where it has none there. */
	readonly zone: number;
	/** Participant credit where the profile lets it come first, else 0. */
	readonly priority: number;
}

/** A product's book as a mechanism takes it, with the way back from its positions to the product's orders. */
export interface ProductMarket {
	readonly market: Market;
	/** By position: index of the order that it comes from. */
	readonly origins: readonly number[];
	/** By order: index of its owner's zone in the product, −1 where it takes no part. */
	readonly zones: readonly number[];
	/** What the outcome's prices are the prices of: the product's zones, or pools of energy within its only one. */
	readonly priceNames: readonly string[];
}

/** What a clearing needs to know of an opened product. */
export type OpenedProduct = Pick<
	ProductTerms,
	'zones' | 'deliveryStart' | 'deliveryEnd' | 'periodMs' | 'gateClosure' | 'tick' | 'lotWh'
> &
	ProductFees & { readonly borders: readonly Pick<BorderTerms, 'from' | 'to' | 'minWh' | 'maxWh'>[] };
type Owner = OwnerStanding & { readonly number: number };

interface OwnedBlock {
	readonly terms: BlockTerms;
	readonly participant: string;
	readonly owner: Owner;
	/** Index of the order. */
	readonly origin: number;
}

/**
 * Every order that is valid at gate closure, in chain order: an order for all periods is one limit order in each, a
 * curve one for each of its steps, a block keeps its family and group. Limit orders come first, blocks after them.
 */
export function productMarket(
	product: OpenedProduct,
	orders: readonly ProductOrder[],
	standingOf: (participant: string) => OwnerStanding,
): ProductMarket {
	const periods = periodsOf(product);
	const ownerOf = ownersBy(standingOf);
	const generators = namedGenerators(orders);
	const isServed = ({ side, source }: OrderBody): boolean =>
		side === 'offer' || typeof source !== 'object' || generators.has(source.generator);
	const limits: { order: LimitOrder; origin: number }[] = [];
	const given: OwnedBlock[] = [];
	const zones = orders.map(({ terms, participant }, origin) => {
		const owner = ownerOf(participant);
		if (owner.zone < 0 || !isValidAtClosure(terms, product.gateClosure) || !isServed(terms)) return -1;
		if ('profileWh' in terms) given.push({ terms, owner, origin, participant });
		else
			for (const step of limitSteps(terms, product)) {
				const { number, zone, priority } = owner;
				const { side } = terms;
				const at = terms.period === undefined ? Array.from({ length: periods }, (_, each) => each) : [terms.period];
				for (const period of at)
					limits.push({ order: { side, ...step, zone, period, owner: number, priority }, origin });
			}
		return owner.zone;
	});
	const blocks = withWholeFamilies(given);
	const origins = [...limits.map(({ origin }) => origin), ...blocks.map(({ origin }) => origin)];
	const market: Market = {
		periods,
		zones: product.zones.map((name, at): Zone => ({ name, fee: spread(product.zoneFees[at], periods) })),
		links: linksOf(product, periods),
		tick: product.tick,
		lot: product.lotWh,
		orders: limits.map(({ order }) => order),
		blocks: blockOrders(blocks),
	};
	return { ...poolSources(market, orders, origins), origins, zones };
}

function limitSteps(
	terms: Exclude<OrderBody, BlockTerms>,
	{ tick, lotWh }: OpenedProduct,
): readonly { price: number; quantity: number }[] {
	if ('points' in terms) {
		const points = terms.points.map(({ price, quantityWh }) => ({ price, quantity: quantityWh }));
		const shape = terms.curve === 'linear' ? 'linear' : 'step';
		return stepsOrNone({ side: terms.side, shape, points }, { tick, lot: lotWh });
	}
	const { price, quantityWh, visibleWh }: LimitTerms = terms;
	return [{ price, quantity: quantityWh, ...(visibleWh !== undefined && { visible: visibleWh }) }];
}

/** A curve that is none takes no part: one order must not keep a whole book from clearing. */
function stepsOrNone(curve: Curve, grid: { tick: number; lot: number }): readonly CurveStep[] {
	try {
		return stepsOfCurve(curve, grid, 0);
	} catch (error) {
		if (error instanceof CodedError) return [];
		throw error;
	}
}

function ownersBy(standingOf: (participant: string) => OwnerStanding): (participant: string) => Owner {
	const owners = new Map<string, Owner>();
	return (participant) => {
		const known = owners.get(participant);
		if (known) return known;
		const owner: Owner = { ...standingOf(participant), number: owners.size };
		owners.set(participant, owner);
		return owner;
	};
}

/** Whether an order takes part in a clearing whose gate closes at a time: it must hold just before. */
export function isValidAtClosure(
	{ validFrom = 0, validUntil = Number.MAX_SAFE_INTEGER }: OrderBody,
	gateClosure: number,
): boolean {
	return validFrom < gateClosure && gateClosure <= validUntil;
}

/** Names of parents and groups are the owner's own. */
function blockOrders(blocks: readonly OwnedBlock[]): readonly BlockOrder[] {
	const places = new Map(blocks.map((block, at) => [nameOf(block), at]));
	const groups = new Map<string, number>();
	const groupOf = (key: string): number => {
		const known = groups.get(key) ?? groups.size;
		groups.set(key, known);
		return known;
	};
	return blocks.map(({ terms, owner, participant }) => {
		const { side, price, profileWh, minAcceptance, parent, group } = terms;
		return {
			side,
			price,
			zone: owner.zone,
			profile: profileWh,
			minAcceptance,
			parent: parent === undefined ? null : (places.get(`${participant}/${parent}`) ?? null),
			group: group === undefined ? null : groupOf(`${participant}/${group}`),
			owner: owner.number,
			priority: owner.priority,
		};
	});
}

/** Leaves out blocks whose parent is not in the book, or whose line of parents is too long or has no end. */
function withWholeFamilies(blocks: readonly OwnedBlock[]): OwnedBlock[] {
	const byName = new Map(blocks.map((block) => [nameOf(block), block]));
	return blocks.filter((block) => {
		let next: OwnedBlock | undefined = block;
		for (let generation = 1; generation <= MARKET_LIMITS.generations; generation++) {
			const parent: string | undefined = next.terms.parent;
			if (parent === undefined) return true;
			next = byName.get(`${block.participant}/${parent}`);
			if (!next) return false;
		}
		return false;
	});
}

/** Unique among an owner's live orders; a block without a name is nobody's parent. */
function nameOf({ terms, participant, origin }: OwnedBlock): string {
	return terms.name === undefined ? `${participant}//${origin}` : `${participant}/${terms.name}`;
}

function linksOf({ zones, borders, borderFees }: OpenedProduct, periods: number): Link[] {
	return borders.map(({ from, to, minWh, maxWh }, at) => ({
		from: zones.indexOf(from),
		to: zones.indexOf(to),
		min: spread(minWh, periods),
		max: spread(maxWh, periods),
		fee: spread(borderFees[at], periods),
	}));
}

function spread(figures: PerPeriod<number> | undefined, periods: number): number[] {
	return Array.from({ length: periods }, (_, period) => inPeriod(figures ?? [0], period));
}
