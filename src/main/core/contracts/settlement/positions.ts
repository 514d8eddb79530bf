import { tradeId } from '../../../../shared/codec/ids.ts';
import type { EnergyWh, MicroMoney } from '../../../../shared/codec/units.ts';
import type { Product } from '../auction/products.ts';
import { type Deed, readDeed, releaseCollateral } from '../depository/deeds.ts';
import type { CallContext } from '../engine/call-context.ts';
import { settle } from '../ledger.ts';

/** What a participant's sealed trades in one product come to. */
export interface Position {
	/** Sold less bought. */
	readonly contractedWh: EnergyWh;
	/** Received less paid for energy. */
	readonly traded: MicroMoney;
	/** Fees paid, as a negative sum. */
	readonly wheeling: MicroMoney;
	readonly deeds: readonly Deed[];
}

/** Pays every sealed trade of the product out of its collateral; positions by participant. */
export function settleTrades(context: CallContext, product: Product): ReadonlyMap<string, Position> {
	const positions = new Map<string, Mutable<Position>>();
	const positionOf = (participant: string): Mutable<Position> => {
		const found = positions.get(participant) ?? { contractedWh: 0, traded: 0, wheeling: 0, deeds: [] };
		positions.set(participant, found);
		return found;
	};
	for (let n = 0; n < product.trades; n++) {
		const deed = readDeed(context, product.product, n);
		if (deed?.status !== 'sealed') continue;
		payTrade(context, deed);
		const { buyer, seller, quantityWh, amount, fee } = deed.trade;
		const selling = positionOf(seller);
		selling.contractedWh += quantityWh;
		selling.traded += amount;
		selling.deeds.push(deed);
		const buying = positionOf(buyer);
		buying.contractedWh -= quantityWh;
		buying.traded -= amount;
		buying.wheeling -= fee;
		buying.deeds.push(deed);
	}
	return positions;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

function payTrade(context: CallContext, deed: Deed): void {
	const { buyer, seller, amount, fee } = deed.trade;
	const subject = tradeId(deed.product, deed.trade.n);
	releaseCollateral(context, deed);
	if (amount >= 0) settle(context, { from: buyer, to: seller, amount, reason: 'trade', subject });
	else settle(context, { from: seller, to: buyer, amount: -amount, reason: 'trade', subject });
	settle(context, { from: buyer, to: context.market.gridOperator, amount: fee, reason: 'wheeling-fee', subject });
}
