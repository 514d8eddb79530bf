import { identifier } from '../codec/ids.ts';
import { ORDER_LIMITS } from '../codec/order-terms.ts';

// The chain's bound for what an owner calls an order.
const readName = identifier(ORDER_LIMITS.nameCharacters);

/** Whether a text may name an order, a block's parent or a group: what the chain takes as a name. */
export function isOrderName(text: string): boolean {
	try {
		readName(text, 'name');
		return true;
	} catch {
		return false;
	}
}
