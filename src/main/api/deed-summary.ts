import { SIGNER_CAPACITIES } from '../../shared/codec/deed-events.ts';
import { periodStart } from '../../shared/codec/product-terms.ts';
import type { DeedSummary } from '../../shared/contract/index.ts';
import type { DeedRow } from './read-model/product.ts';
import { type ConsoleServices, isMine } from './services.ts';

/** A signature of an identity of this console is missing. */
export function needsMe(deed: DeedRow, services: Pick<ConsoleServices, 'node'>): boolean {
	return (
		deed.state === 'awaiting' &&
		deed.signers.some(({ participant, signed }) => !signed && isMine(services, participant))
	);
}

export function deedSummaryOf(deed: DeedRow, services: Pick<ConsoleServices, 'node' | 'model'>): DeedSummary {
	const { directory } = services.model;
	const { terms } = deed.product;
	const { trade } = deed;
	return {
		deed: deed.id,
		trade: trade.id,
		product: terms.product,
		seller: trade.seller,
		sellerName: directory.nameOf(trade.seller),
		buyer: trade.buyer,
		buyerName: directory.nameOf(trade.buyer),
		deliveryStart: periodStart(terms, trade.period),
		deliveryEnd: periodStart(terms, trade.period + 1),
		quantityWh: trade.quantityWh,
		price: trade.price,
		amount: trade.amount,
		fee: trade.fee + trade.border + trade.congestion,
		state: deed.state,
		signers: [...deed.signers]
			.sort((a, b) => SIGNER_CAPACITIES.indexOf(a.as) - SIGNER_CAPACITIES.indexOf(b.as))
			.map(({ participant, as, signed }) => ({
				participant,
				name: directory.nameOf(participant),
				as,
				signedAt: signed?.time ?? null,
				signedHeight: signed?.height ?? null,
				mine: isMine(services, participant),
			})),
		deadline: deed.deadline,
		draftedHeight: deed.draftedHeight,
		endedHeight: deed.ended?.height ?? null,
		endedAt: deed.ended?.time ?? null,
		needsMe: needsMe(deed, services),
		refusal: deed.refusal,
	};
}
