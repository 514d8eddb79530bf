import { decodeDeed } from '../../../shared/codec/deed.ts';
import { parseNumberedId } from '../../../shared/codec/ids.ts';
import { periodStart, periodsOf } from '../../../shared/codec/product-terms.ts';
import { HOUR_MS, type TimeMs } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from './block-step.ts';
import type { HourOf } from './local-time.ts';
import { applyOrders } from './order-rows.ts';
import type { DeedRow, DeedSignerRow, OrderRow, Product, TradeRow } from './product.ts';
import type { Retention } from './retention.ts';
import { NONE_WITHDRAWN, withdraw } from './withdrawn-orders.ts';

/** Products with their orders, results, trades and deeds: what the auction, market and signature views read. */
export class ProductBook {
	/** In the order in which they were opened. */
	readonly products = new Map<string, Product>();
	/** Products by the local hours in which their periods begin. */
	readonly byHour = new Map<TimeMs, Set<Product>>();
	readonly awaiting = new Map<string, DeedRow>();
	readonly #limits: Retention;
	readonly #hourOf: HourOf;
	#ended: DeedRow[] = [];
	#orders = 0;

	constructor(limits: Retention, startOfHour: HourOf) {
		this.#limits = limits;
		this.#hourOf = startOfHour;
	}

	/** Ended deeds, newest last, at least the retained number of them. */
	get ended(): readonly DeedRow[] {
		return this.#ended;
	}

	order(id: string): OrderRow | undefined {
		return this.#productOf('O', id)?.orders.get(id);
	}

	trade(id: string): TradeRow | undefined {
		return this.#productOf('T', id)?.trades.get(id);
	}

	deed(id: string): DeedRow | undefined {
		return this.#productOf('D', id)?.deeds.get(id);
	}

	open(terms: EventOf<'product-opened'>, { height, time }: EventStep): void {
		const product: Product = {
			terms,
			openedAtHeight: height,
			lastHeight: height,
			orders: new Map(),
			withdrawn: NONE_WITHDRAWN,
			commitments: { waiting: 0, forfeited: 0 },
			result: null,
			trades: new Map(),
			deeds: new Map(),
			statements: [],
			settled: null,
			cancelled: null,
		};
		this.products.set(terms.product, product);
		for (const hour of this.#hoursOf(product)) {
			const peers = this.byHour.get(hour);
			if (peers) peers.add(product);
			else this.byHour.set(hour, new Set([product]));
		}
		this.#forget(time);
	}

	/** Yields wherever a large batch may be interrupted. */
	*place(
		event: EventOf<'order-placed' | 'order-amended' | 'orders-taken' | 'orders-revealed'>,
		step: EventStep,
	): Generator<void, void, undefined> {
		const product = this.#touch(event.product, step.height);
		if (!product) return;
		this.#orders += yield* applyOrders(product, event, step);
		this.#forget(step.time);
	}

	/** A sealed bid is handed in, opened, or loses its deposit. */
	seal(event: EventOf<'orders-committed' | 'orders-revealed' | 'commitment-forfeited'>, { height }: EventStep): void {
		const product = this.#touch(event.product, height);
		if (!product) return;
		const { waiting, forfeited } = product.commitments;
		product.commitments = {
			waiting: waiting + (event.kind === 'orders-committed' ? 1 : -1),
			forfeited: forfeited + (event.kind === 'commitment-forfeited' ? 1 : 0),
		};
	}

	cancel(event: EventOf<'order-cancelled'>, { height }: EventStep): void {
		const product = this.#touch(event.product, height);
		if (product && withdraw(product, event.order, height)) this.#orders -= 1;
	}

	clear(event: EventOf<'product-cleared'>, { height }: EventStep): void {
		const product = this.#touch(event.product, height);
		if (!product) return;
		const { kind: _kind, product: _product, ...result } = event;
		product.result = { ...result, height };
	}

	enterResults(event: EventOf<'orders-cleared'>, { height }: EventStep): void {
		const product = this.#touch(event.product, height);
		for (const { order, quantityWh, verdict, zone, priority } of event.fills) {
			const row = product?.orders.get(order);
			if (!row) continue;
			row.filledWh = quantityWh;
			row.verdict = verdict;
			row.zone = zone;
			row.priority = priority;
		}
	}

	enterTrade(event: EventOf<'trade-made'>, { height }: EventStep): void {
		const { kind: _kind, trade: id, product: _product, ...terms } = event;
		const trade: TradeRow = { id, ...terms, deed: null };
		const product = this.#touch(event.product, height);
		product?.trades.set(id, trade);
		// Where orders trade one by one, nothing else tells what each has got.
		if (product?.terms.mechanism === 'continuous' || product?.terms.mechanism === 'listing')
			for (const order of [event.bid, event.offer]) {
				const row = product.orders.get(order);
				if (row) row.filledWh = (row.filledWh ?? 0) + event.quantityWh;
			}
	}

	draft(event: EventOf<'deed-drafted'>, { height }: EventStep): void {
		const product = this.#touch(event.product, height);
		const trades = product ? tradesOf(product, event) : [];
		const [trade] = trades;
		if (!product || !trade) return;
		const deed: DeedRow = {
			id: event.deed,
			product,
			trades,
			trade,
			version: 1,
			digest: event.digest,
			document: event.document,
			signers: event.signers.map(({ participant, as }): DeedSignerRow => ({ participant, as, signed: null })),
			threshold: event.threshold,
			order: event.order,
			amendments: [],
			deadline: event.deadline,
			draftedHeight: height,
			state: 'awaiting',
			ended: null,
			refusal: null,
		};
		for (const each of trades) each.deed = deed;
		product.deeds.set(deed.id, deed);
		this.awaiting.set(deed.id, deed);
	}

	/** The deed's next version: its trades have the new figures, and nobody has signed it yet. */
	amend(event: EventOf<'deed-amended'>, { height, time }: EventStep): void {
		const deed = this.deed(event.deed);
		if (!deed) return;
		deed.product.lastHeight = height;
		const amended = decodeDeed(event.document).trades.map(
			({ quantityWh, amount, fee, border, congestion }, at): TradeRow => ({
				...(deed.trades[at] as TradeRow),
				quantityWh,
				amount,
				fee,
				border,
				congestion,
			}),
		);
		for (const trade of amended) deed.product.trades.set(trade.id, trade);
		const { version, by, reason } = event;
		const { digest: former, document: formerDocument } = deed;
		deed.amendments = [...deed.amendments, { version, by, reason, height, time, former, formerDocument }];
		deed.trades = amended;
		deed.trade = amended[0] as TradeRow;
		deed.version = version;
		deed.digest = event.digest;
		deed.document = event.document;
		for (const signer of deed.signers) signer.signed = null;
	}

	/** @param publicKey The signer's, as it is in that block. */
	sign(event: EventOf<'deed-signed'>, { height, time, transactionId }: EventStep, publicKey: Uint8Array): void {
		const deed = this.deed(event.deed);
		if (!deed) return;
		deed.product.lastHeight = height;
		const signed = { time, height, signature: event.signature, publicKey, transactionId: transactionId ?? '' };
		for (const signer of deed.signers) if (signer.participant === event.participant) signer.signed = signed;
	}

	endDeed(event: EventOf<'deed-sealed' | 'deed-refused' | 'deed-expired'>, { height, time }: EventStep): void {
		const deed = this.deed(event.deed);
		if (deed?.state !== 'awaiting') return;
		deed.product.lastHeight = height;
		deed.ended = { height, time };
		if (event.kind === 'deed-refused') {
			deed.state = 'refused';
			deed.refusal = { participant: event.participant, reason: event.reason };
		} else deed.state = event.kind === 'deed-sealed' ? 'sealed' : 'expired';
		this.awaiting.delete(deed.id);
		this.#ended.push(deed);
		if (this.#ended.length >= 2 * this.#limits.endedDeeds) this.#ended = this.#ended.slice(-this.#limits.endedDeeds);
	}

	settle(event: EventOf<'product-settled'>, { height }: EventStep): void {
		const product = this.#touch(event.product, height);
		if (!product) return;
		const statements = [...product.statements, ...event.statements];
		product.statements = statements;
		product.settled = { residue: event.residue, congestion: event.congestion, statements, height };
	}

	settlePart(event: EventOf<'product-settling'>, { height }: EventStep): void {
		const product = this.#touch(event.product, height);
		if (product) product.statements = [...product.statements, ...event.statements];
	}

	abandon(event: EventOf<'product-cancelled'>, { height }: EventStep): void {
		const product = this.#touch(event.product, height);
		if (product) product.cancelled = { reason: event.reason, height };
	}

	#productOf(letter: 'O' | 'T' | 'D', id: string): Product | undefined {
		const parsed = parseNumberedId(letter, id);
		return parsed ? this.products.get(parsed.product) : undefined;
	}

	#touch(id: string, height: number): Product | undefined {
		const product = this.products.get(id);
		if (product) product.lastHeight = height;
		return product;
	}

	/** Drops oldest finished products above the limits; an unfinished one only above twice the limit. */
	#forget(now: TimeMs): void {
		const { products, orders } = this.#limits;
		while (this.products.size > products || this.#orders > orders) {
			const isFar = this.products.size > 2 * products || this.#orders > 2 * orders;
			const victim = oldestFinished(this.products, now) ?? (isFar ? this.products.values().next().value : undefined);
			if (!victim || this.products.size === 1) return;
			this.#drop(victim);
		}
	}

	#drop(product: Product): void {
		const { product: id } = product.terms;
		this.products.delete(id);
		this.#orders -= product.orders.size;
		for (const deed of product.deeds.keys()) this.awaiting.delete(deed);
		// What is listed can also be opened.
		if (product.deeds.size > 0) this.#ended = this.#ended.filter((deed) => deed.product !== product);
		for (const hour of this.#hoursOf(product)) {
			const peers = this.byHour.get(hour);
			peers?.delete(product);
			if (peers?.size === 0) this.byHour.delete(hour);
		}
	}

	/** Local hours in which a period of the product begins. */
	#hoursOf({ terms }: Product): Set<TimeMs> {
		const hours = new Set<TimeMs>();
		for (let period = 0; period < periodsOf(terms); period++) hours.add(this.#hourOf(periodStart(terms, period)));
		return hours;
	}
}

/** Trades of a deed: one, or, where it is of two counterparties, those that its document names. */
function tradesOf({ terms, trades }: Product, { trade, document }: EventOf<'deed-drafted'>): TradeRow[] {
	const isPaired = terms.signing?.deedPer === 'counterparties';
	const ids = isPaired ? decodeDeed(document).trades.map((each) => each.trade) : [trade];
	return ids.flatMap((id) => trades.get(id) ?? []);
}

/** How far past the front the search for a finished product looks: products finish nearly in the order of opening. */
const LOOK_AHEAD = 64;

function oldestFinished(products: ReadonlyMap<string, Product>, now: TimeMs): Product | undefined {
	let seen = 0;
	for (const product of products.values()) {
		if (product.settled || product.cancelled || now > product.terms.settlementTime + 24 * HOUR_MS) return product;
		if (++seen === LOOK_AHEAD) return undefined;
	}
	return undefined;
}
