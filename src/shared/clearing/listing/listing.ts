import { CodedError } from '../../errors/coded-error.ts';
import { accepts, type EnergySource, type SourcePreference } from '../sources.ts';

/** A standing offer to sell, or to buy, that others take at its price (挂牌). */
export interface Listing {
	readonly id: number;
	readonly owner: string;
	readonly side: 'bid' | 'offer';
	/** Per unit; a bid's includes the fee. */
	readonly price: number;
	readonly zone: number;
	/** Smallest quantity of one take; a rest below it is taken whole. */
	readonly minimum: number;
	/** What a bid takes its energy from; of an offer `any`. */
	readonly preference: SourcePreference;
	/** Where an offer's energy comes from; null where it is not stated, and of a bid. */
	readonly source: EnergySource | null;
	/** Quantity that can still be taken. */
	readonly left: number;
}

/** What a counterparty takes of a listing. */
export interface Take {
	readonly listing: number;
	readonly owner: string;
	readonly zone: number;
	readonly quantity: number;
	/** What a buyer takes its energy from; of a seller `any`. */
	readonly preference: SourcePreference;
	/** Where a seller's energy comes from; null where it is not stated, and of a buyer. */
	readonly source: EnergySource | null;
}

export interface ListingTerms {
	readonly lot: number;
	/** What the buyer pays per unit on top of the price, for each pair of zones; ≥ 0. */
	readonly feeOf: (sellerZone: number, buyerZone: number) => number;
}

export interface TakenListing {
	readonly quantity: number;
	/** What the seller gets per unit; the buyer pays `fee` on top. */
	readonly price: number;
	readonly fee: number;
	/** The listing afterwards; null when nothing of it is left. */
	readonly listing: Listing | null;
}

/**
 * Listing and taking: nothing is matched by itself, a taker names the listing and gets its price. Budget balanced;
 * individually rational, since both sides name or see the price; truthful for nobody.
 * @throws CodedError LISTING_OWN, LISTING_QUANTITY or LISTING_SOURCE; the listing stays as it is
 */
export function takeListing(listing: Listing, take: Take, { lot, feeOf }: ListingTerms): TakenListing {
	const { id, owner, side, price, left, minimum } = listing;
	if (take.owner === owner) throw new CodedError('LISTING_OWN', { listing: id });
	const least = Math.min(minimum, left);
	const { quantity } = take;
	if (!Number.isSafeInteger(quantity) || quantity % lot !== 0 || quantity < least || quantity > left)
		throw new CodedError('LISTING_QUANTITY', { listing: id, quantity, least, left, lot });
	const [{ preference }, { source }] = side === 'bid' ? [listing, take] : [take, listing];
	if (preference !== 'any' && (source === null || !accepts(preference, source)))
		throw new CodedError('LISTING_SOURCE', { listing: id });
	const fee = side === 'bid' ? feeOf(take.zone, listing.zone) : feeOf(listing.zone, take.zone);
	const rest = left - quantity;
	return {
		quantity,
		price: side === 'bid' ? price - fee : price,
		fee,
		listing: rest === 0 ? null : { ...listing, left: rest },
	};
}
