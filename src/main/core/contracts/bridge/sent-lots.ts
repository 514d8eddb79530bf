import type { EnergyLot } from '../../../../shared/codec/bridge-packet.ts';
import { PACKET_LIMITS } from '../../../../shared/codec/bridge-packet.ts';
import type { SentLot } from '../../../../shared/codec/bridge-state.ts';
import { parseNumberedId } from '../../../../shared/codec/ids.ts';
import { periodStart } from '../../../../shared/codec/product-terms.ts';
import { amountOf, type EnergyWh } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { findProduct, type Product } from '../auction/products.ts';
import { type Deed, deedOfTrade, idOf, partiesOf, type TradeTerms } from '../depository/deeds.ts';
import { deedCount } from '../depository/pairing.ts';
import type { CallContext } from '../engine/call-context.ts';
import { derive } from '../provenance.ts';
import { takeBackCertificates } from './lot-certificates.ts';
import { letGo } from './lot-forgetting.ts';
import { sendLotCertificatesSoon } from './lot-shares.ts';
import { findSentLot, lotsOfTrade, noteLot, writeLotsOfTrade, writeSentLot } from './lot-state.ts';
import { keepInGrid } from './stranded-lots.ts';
import { takeCapacity } from './tie.ts';

/** A part of a trade that is about to leave. */
export interface LotToSend {
	readonly lot: EnergyLot;
	readonly product: Product;
	readonly trade: TradeTerms;
}

/**
 * Looks a part of a trade up that its buyer wants to have taken in another region.
 * @throws CodedError BRIDGE_LOT_TRADE, BRIDGE_LOT_EARLY, BRIDGE_LOT_LATE, BRIDGE_LOT_UNSEALED, BRIDGE_LOT_OWNER,
 * BRIDGE_LOT_QUANTITY
 */
export function requireLot(context: CallContext, owner: string, trade: string, quantityWh: EnergyWh): LotToSend {
	const place = parseNumberedId('T', trade);
	const product = place ? findProduct(context, place.product) : undefined;
	const deed = place && product && deedOfTrade(context, product.product, place.n, deedCount(context, product));
	const terms = deed?.trades.find(({ n }) => n === place?.n);
	if (!product || !deed || !terms) throw new CodedError('BRIDGE_LOT_TRADE', { trade });
	requireUnsettled(product);
	if (product.status !== 'cleared') throw new CodedError('BRIDGE_LOT_EARLY', { product: product.product });
	if (deed.status !== 'sealed') throw new CodedError('BRIDGE_LOT_UNSEALED', { trade });
	if (terms.buyer !== owner) throw new CodedError('BRIDGE_LOT_OWNER', { trade, owner });
	const leftWh = terms.quantityWh - lotsOfTrade(context, product.product, terms.n).leftWh;
	if (quantityWh > leftWh) throw new CodedError('BRIDGE_LOT_QUANTITY', { trade, quantityWh, leftWh });
	return { lot: energyLot(product, deed, terms, trade, quantityWh), product, trade: terms };
}

/** @throws CodedError BRIDGE_LOT_LATE once the settlement of the product has begun */
export function requireUnsettled({ product, status }: Pick<Product, 'product' | 'status'>): void {
	if (status === 'settling' || status === 'settled') throw new CodedError('BRIDGE_LOT_LATE', { product });
}

/**
 * Takes a lot from its owner for a packet that carries it.
 * @param crossing.to who has it there; null while its offer is open
 * @throws CodedError BRIDGE_TIE_FULL, BRIDGE_LOTS_TOO_MANY
 */
export function holdLot(
	context: CallContext,
	crossing: { readonly chain: string; readonly packet: string; readonly owner: string; readonly to: string | null },
	{ lot, product, trade }: LotToSend,
): void {
	const { chain, packet, owner, to } = crossing;
	const { start, end, quantityWh } = lot;
	takeCapacity(context, 'sent', chain, lot);
	const { leftWh, packets } = lotsOfTrade(context, product.product, trade.n);
	const { lotsTogether: max } = PACKET_LIMITS;
	if (packets.length >= max) throw new CodedError('BRIDGE_LOTS_TOO_MANY', { product: product.product, max });
	const lots = { leftWh: leftWh + quantityWh, packets: [...packets, packet] };
	writeLotsOfTrade(context, product.product, trade.n, lots);
	noteLot(context, 'sent', product.product, packet);
	writeSentLot(context, packet, {
		chain,
		owner,
		to,
		product: product.product,
		period: trade.period,
		trade: trade.n,
		start,
		end,
		quantityWh,
		feedIn: product.feedIn,
		status: 'open',
		certificates: [],
	});
	context.emit({ kind: 'lot-sent', packet, chain, owner, lot });
	derive(context, { type: 'packet', id: packet }, { type: 'deed', id: lot.deed });
}

/** The lot is in its receiver's hand, and its certificates may follow. */
export function deliverLot(context: CallContext, packet: string, to: string): void {
	const lot = findSentLot(context, packet);
	if (lot?.status !== 'open') return;
	if (lot.certificates.length === 0 && !findProduct(context, lot.product)) return letGo(context, packet, lot);
	writeSentLot(context, packet, { ...lot, to, status: 'delivered' });
	if (lot.certificates.length > 0) sendLotCertificatesSoon(context, packet);
}

/**
 * The lot stays here. Before its settlement that is as if it had never been sent; afterwards the energy is the grid
 * operator's, who pays for it what it pays for any that nobody bought.
 */
export function giveLotBack(context: CallContext, packet: string): void {
	const lot = findSentLot(context, packet);
	if (lot?.status !== 'open') return;
	const { owner, product: id, quantityWh } = lot;
	const product = findProduct(context, id);
	const isSettled = product?.status !== 'cleared';
	const amount = isSettled ? amountOf(quantityWh, lot.feedIn) : 0;
	context.emit({ kind: 'lot-returned', packet, owner, product: id, quantityWh, settled: isSettled, amount });
	takeBackCertificates(context, packet, lot);
	if (isSettled) keepInGrid(context, packet, owner, quantityWh, amount);
	else takeBackToTrade(context, packet, lot);
	if (!isSettled || !product) letGo(context, packet, lot);
	else writeSentLot(context, packet, { ...lot, status: 'returned', certificates: [] });
}

function takeBackToTrade(context: CallContext, packet: string, { product, trade, quantityWh }: SentLot): void {
	const { leftWh, packets } = lotsOfTrade(context, product, trade);
	const lots = { leftWh: leftWh - quantityWh, packets: packets.filter((each) => each !== packet) };
	writeLotsOfTrade(context, product, trade, lots);
}

function energyLot(
	product: Product,
	deed: Deed,
	{ period }: TradeTerms,
	trade: string,
	quantityWh: EnergyWh,
): EnergyLot {
	return {
		product: product.product,
		deed: idOf(deed),
		deedDigest: deed.digest,
		trade,
		generator: partiesOf(deed).generator,
		start: periodStart(product, period),
		end: periodStart(product, period + 1),
		quantityWh,
	};
}
