import { CONGESTION_ACCOUNT } from '../../../../shared/codec/accounts.ts';
import { settlementId, tradeId } from '../../../../shared/codec/ids.ts';
import type { EnergyWh, MicroMoney } from '../../../../shared/codec/units.ts';
import type { Product } from '../auction/products.ts';
import { partiesOf, readDeed, releaseCollateral, type TradeTerms } from '../depository/deeds.ts';
import type { CallContext } from '../engine/call-context.ts';
import { settle } from '../ledger.ts';
import { SETTLEMENT } from './run.ts';
import { traceDeed } from './tracing.ts';

/** Trades that one block pays: none grows large. */
const BLOCK_TRADES = 128;

/**
 * What a participant's sealed trades in one period of a product come to: energy sold less bought; money received less
 * paid for it, with what congestion takes; fees of zones and of borders paid, as negative sums.
 */
export type PeriodPosition = readonly [
	period: number,
	energyWh: EnergyWh,
	traded: MicroMoney,
	wheeling: MicroMoney,
	border: MicroMoney,
];

/** Of one participant in one product, in the order of the periods' first trades. */
export type Position = readonly PeriodPosition[];

export interface PaidDeeds {
	/** Deeds before this one are paid. */
	readonly next: number;
	/** Paid to the congestion account. */
	readonly congestion: MicroMoney;
	/** Whose first position of the product came up. */
	readonly traders: readonly string[];
}

/** Pays the sealed ones of the deeds from `from` on, up to `deeds`, out of their collateral, as many as one block may. */
export function settleDeeds(context: CallContext, product: Product, from: number, deeds: number): PaidDeeds {
	const positions = new MovedPositions(context, product.product);
	let congestion = 0;
	let next = from;
	for (let trades = 0; next < deeds && trades < BLOCK_TRADES; next++) {
		const deed = readDeed(context, product.product, next);
		trades += deed?.trades.length ?? 1;
		if (deed?.status !== 'sealed') continue;
		releaseCollateral(context, deed);
		for (const trade of deed.trades) {
			payTrade(context, product.product, trade);
			const { buyer, seller, quantityWh, period, amount, fee, border } = trade;
			congestion += trade.congestion;
			positions.move(seller, [period, quantityWh, amount, 0, 0]);
			positions.move(buyer, [period, 0 - quantityWh, 0 - amount - trade.congestion, 0 - fee, 0 - border]);
		}
		const { generator, user } = partiesOf(deed);
		for (const participant of [generator, user])
			traceDeed(context, settlementId(product.product, participant), participant, deed);
	}
	return { next, congestion, traders: positions.write() };
}

/** Positions of a product that one block changes, each written once. */
export class MovedPositions {
	readonly #context: CallContext;
	readonly #product: string;
	readonly #positions = new Map<string, Position>();
	readonly #traders: string[] = [];

	constructor(context: CallContext, product: string) {
		this.#context = context;
		this.#product = product;
	}

	move(participant: string, moved: PeriodPosition): void {
		const known = this.#positions.get(participant) ?? positionOf(this.#context, this.#product, participant);
		if (!known) this.#traders.push(participant);
		this.#positions.set(participant, addTo(known ?? [], moved));
	}

	/** @returns whose first position of the product came up */
	write(): readonly string[] {
		for (const [participant, position] of this.#positions)
			this.#context.space(SETTLEMENT).set(positionKey(this.#product, participant), position);
		return this.#traders;
	}
}

export function positionOf(context: CallContext, product: string, participant: string): Position | undefined {
	return context.space(SETTLEMENT).get<Position>(positionKey(product, participant));
}

export function forgetPosition(context: CallContext, product: string, participant: string): void {
	context.space(SETTLEMENT).delete(positionKey(product, participant));
}

function positionKey(product: string, participant: string): string {
	return `position/${product}/${participant}`;
}

function addTo(position: Position, moved: PeriodPosition): Position {
	const [period, energyWh, traded, wheeling, border] = moved;
	const at = position.findIndex(([each]) => each === period);
	const before = position[at];
	if (!before) return [...position, moved];
	const [, wh, trade, zoneFee, borderFee] = before;
	return position.with(at, [period, wh + energyWh, trade + traded, zoneFee + wheeling, borderFee + border]);
}

function payTrade(context: CallContext, product: string, trade: TradeTerms): void {
	const { buyer, seller, amount, fee, border, congestion } = trade;
	const { gridOperator } = context.market;
	const subject = tradeId(product, trade.n);
	const exchange = (from: string, to: string, due: MicroMoney, reason: 'trade' | 'congestion'): void => {
		if (due >= 0) settle(context, { from, to, amount: due, reason, subject });
		else settle(context, { from: to, to: from, amount: -due, reason, subject });
	};
	exchange(buyer, seller, amount, 'trade');
	exchange(buyer, CONGESTION_ACCOUNT, congestion, 'congestion');
	settle(context, { from: buyer, to: gridOperator, amount: fee, reason: 'wheeling-fee', subject });
	settle(context, { from: buyer, to: gridOperator, amount: border, reason: 'border-fee', subject });
}
