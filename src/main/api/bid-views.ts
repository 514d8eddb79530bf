import { orderOf } from '../../shared/codec/order-row.ts';
import type { OrderForm } from '../../shared/codec/order-terms.ts';
import { periodStart, periodsOf } from '../../shared/codec/product-terms.ts';
import type { BidOrder, BidOwner, BidProduct } from '../../shared/contract/index.ts';
import type { ClearedPrice } from '../../shared/formats/cleared-prices.ts';
import { FORMS_OF, SIDES, tradesAtOnce } from '../core/contracts/auction/orders-terms.ts';
import type { ParticipantEntry } from './read-model/directory.ts';
import { type OrderRow, type Product, productStateAt } from './read-model/product.ts';
import type { ConsoleServices } from './services.ts';

type Scope = Pick<ConsoleServices, 'node' | 'model'>;

const BOTH_SIDES = ['bid', 'offer'] as const;

/** Everybody for whom this console may place orders now: its own participants first, then their principals. */
export function bidOwners({ node, model }: Scope): BidOwner[] {
	const { directory, balances, participants } = model;
	const now = Math.floor(node.clock.now());
	const viewOf = (entry: ParticipantEntry, sender: string, delegation: BidOwner['delegation']): BidOwner => ({
		owner: entry.id,
		name: entry.name,
		role: entry.role,
		sender,
		senderName: directory.nameOf(sender),
		zone: entry.zone,
		sides: BOTH_SIDES.filter((side) => SIDES[side].includes(entry.role)),
		balance: balances.of(entry.id),
		credit: participants.of(entry.id).credit.current,
		suspended: entry.suspended !== null,
		delegation,
	});
	const own: BidOwner[] = [];
	const principals: BidOwner[] = [];
	for (const { participant } of node.identities) {
		const entry = directory.participants.get(participant);
		if (entry) own.push(viewOf(entry, participant, null));
		for (const principal of directory.participants.values()) {
			const given = principal.delegations.get(`orders ${participant}`);
			if (!given || now < given.validFrom || now >= given.validUntil) continue;
			const { limits, validUntil } = given;
			const copied = limits && { ...limits, zones: limits.zones && [...limits.zones], sides: [...limits.sides] };
			principals.push(viewOf(principal, participant, { limits: copied, validUntil }));
		}
	}
	return [...own, ...principals].filter(({ sides }) => sides.length > 0);
}

/** Whether orders of the product can still change. */
export function isGateAhead({ terms, cancelled }: Product, now: number): boolean {
	return cancelled === null && now < terms.gateClosure;
}

/** Null where the owner takes no part. */
export function bidProduct(product: Product, owner: string, { node, model }: Scope): BidProduct | null {
	const { terms } = product;
	const zone = model.directory.zoneOf(owner, terms.deliveryStart);
	if (!terms.zones.includes(zone)) return null;
	const { deliveryStart, deliveryEnd, gateOpening, gateClosure, tick, lotWh, priceMin, priceMax, mechanism } = terms;
	return {
		product: terms.product,
		zone,
		state: productStateAt(product, Math.floor(node.clock.now())),
		mechanism,
		deliveryStart,
		deliveryEnd,
		periods: periodsOf(terms),
		gateOpening,
		gateClosure,
		tick,
		lotWh,
		priceMin,
		priceMax,
		kinds: [...new Set(FORMS_OF[mechanism].map(kindOf))],
		entry: terms.sealed ? 'sealed' : tradesAtOnce(terms) ? 'single' : 'batch',
	};
}

function kindOf(form: OrderForm): BidProduct['kinds'][number] {
	return form === 'stepwise' || form === 'linear' ? 'curve' : form;
}

export function bidOrder(row: OrderRow, product: Product, { node }: Pick<Scope, 'node'>): BidOrder {
	const { id, batch, delegate, side, price, quantityWh, position, escrow, height, filledWh, verdict } = row;
	return {
		order: id,
		product: product.terms.product,
		deliveryStart: product.terms.deliveryStart,
		batch,
		delegate,
		state: productStateAt(product, Math.floor(node.clock.now())),
		terms: orderOf(row.terms),
		side,
		price,
		quantityWh,
		position,
		escrow,
		height,
		filledWh,
		verdict,
		amount: null,
	};
}

/** What each order's trades come to. */
export function amountsByOrder(product: Product): Map<string, number> {
	const amounts = new Map<string, number>();
	for (const { bid, offer, amount } of product.trades.values())
		for (const order of [bid, offer]) amounts.set(order, (amounts.get(order) ?? 0) + amount);
	return amounts;
}

/** Prices of a product by zone and period; none before its result. */
export function clearedPrices({ terms, result }: Product): ClearedPrice[] {
	if (!result) return [];
	const { product, periodMs } = terms;
	const isOne = terms.zones.length === 1 && periodsOf(terms) === 1;
	return result.prices.flatMap(({ zone, price }) =>
		price.map((each, period) => {
			const start = periodStart(terms, period);
			return { zone, product, start, end: start + periodMs, price: each, volumeWh: isOne ? result.volumeWh : null };
		}),
	);
}
