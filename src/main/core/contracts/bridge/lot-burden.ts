import type { MicroPerKwh } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { clearedPrices } from '../auction/cleared-prices.ts';
import type { CallContext } from '../engine/call-context.ts';
import { zoneIndex } from '../settlement/imbalance.ts';
import type { PlaceOfLot } from './admitted-lots.ts';

/**
 * Nobody is given energy that may cost its receiver money: at a negative price whoever bought it would be rid of it at
 * another's expense. Who takes an offer has agreed.
 * @throws CodedError BRIDGE_LOT_BURDEN
 */
export function requireNoBurden(context: CallContext, receiver: string, place: PlaceOfLot): void {
	const price = lowestPrice(context, receiver, place);
	if (price === null || price < 0)
		throw new CodedError('BRIDGE_LOT_BURDEN', { receiver, product: place.product.product });
}

/** What the receiver gets at least for a kWh that it does not use; null while the product's rule leaves that open. */
function lowestPrice(context: CallContext, receiver: string, { product, period }: PlaceOfLot): MicroPerKwh | null {
	const { imbalance, feedIn, status } = product;
	if (imbalance === null) return feedIn;
	if (status !== 'cleared') return null;
	const cleared = clearedPrices(context, product)[zoneIndex(context, product, receiver)]?.[period] ?? null;
	return cleared === null ? feedIn : cleared - imbalance.component;
}
