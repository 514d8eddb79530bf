import { toHex } from '../../shared/codec/bytes.ts';
import { decodeDeed } from '../../shared/codec/deed.ts';
import { SIGNER_CAPACITIES } from '../../shared/codec/deed-events.ts';
import { periodStart } from '../../shared/codec/product-terms.ts';
import { mulDivFloor } from '../../shared/codec/units.ts';
import type { DeedDetail, DeedSummary } from '../../shared/contract/index.ts';
import { tradeSums } from '../../shared/deeds/deed-sums.ts';
import { inTurn, type SigningState } from '../../shared/deeds/signing-rule.ts';
import { codeOf } from '../../shared/errors/coded-error.ts';
import type { DeedRow } from './read-model/product.ts';
import { type ConsoleServices, isMine } from './services.ts';

/** It is the turn of an identity of this console. */
export function needsMe(deed: DeedRow, services: Pick<ConsoleServices, 'node'>): boolean {
	return deed.state === 'awaiting' && inTurn(ruleOf(deed)).some((participant) => isMine(services, participant));
}

/** The deed as the signing rule looks at it. */
export function ruleOf({ signers, trade, threshold, order }: DeedRow): SigningState {
	return {
		signers: signers.map(({ participant, as, signed }) => ({ participant, as, hasSigned: signed !== null })),
		generator: trade.seller,
		user: trade.buyer,
		threshold,
		order,
	};
}

export function deedSummaryOf(deed: DeedRow, services: Pick<ConsoleServices, 'node' | 'model'>): DeedSummary {
	const { directory } = services.model;
	const { terms } = deed.product;
	const { trade, trades } = deed;
	const { quantityWh, amount, fee, border, congestion } = tradeSums(trades);
	const { version, threshold, order } = deed;
	return {
		deed: deed.id,
		trade: trade.id,
		product: terms.product,
		seller: trade.seller,
		sellerName: directory.nameOf(trade.seller),
		buyer: trade.buyer,
		buyerName: directory.nameOf(trade.buyer),
		deliveryStart: periodStart(terms, Math.min(...trades.map(({ period }) => period))),
		deliveryEnd: periodStart(terms, Math.max(...trades.map(({ period }) => period)) + 1),
		quantityWh,
		price: trades.length === 1 ? trade.price : mulDivFloor(amount, 1_000, quantityWh),
		amount,
		fee: fee + border + congestion,
		trades: trades.length,
		version,
		threshold,
		order,
		turn: deed.state === 'awaiting' ? inTurn(ruleOf(deed)) : [],
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

export function deedTradesOf({ trades, product }: DeedRow): DeedDetail['trades'] {
	return trades.map(({ id, period, quantityWh, price, amount, fee, border, congestion }) => ({
		trade: id,
		deliveryStart: periodStart(product.terms, period),
		deliveryEnd: periodStart(product.terms, period + 1),
		quantityWh,
		price,
		amount,
		fee,
		border,
		congestion,
	}));
}

/** Digest of the deed's further terms in hex; null where it has none, or cannot be read. */
export function annexOf({ document }: DeedRow): string | null {
	try {
		const { annex } = decodeDeed(document);
		return annex && toHex(annex);
	} catch (error) {
		if (codeOf(error) === null) throw error;
		return null;
	}
}
