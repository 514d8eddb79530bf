import type { Digest, Sha256 } from './bytes.ts';
import { encode } from './cbor.ts';
import type { OrderRow } from './order-row.ts';

const DOMAIN = 'gridquorum/sealed-orders/v1';

/** What a commitment hides, and to whom it belongs, so that nobody gains by copying another's. */
export interface SealedOrders {
	readonly chainId: string;
	readonly product: string;
	readonly owner: string;
	/** 32 bytes that nobody can guess: without them, orders could be found by trying. */
	readonly salt: Uint8Array;
	readonly orders: readonly OrderRow[];
}

/** The digest that `commit-orders` states. It has one length whatever it hides. */
export function commitmentOf({ chainId, product, owner, salt, orders }: SealedOrders, sha256: Sha256): Digest {
	return sha256(encode([DOMAIN, chainId, product, owner, salt, orders]));
}
