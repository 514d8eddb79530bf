import { toHex } from '../../codec/bytes.ts';
import { decodeDeed } from '../../codec/deed.ts';
import type { ContractEvent } from '../../codec/events.ts';
import { orderId, signatureId } from '../../codec/ids.ts';
import { orderOf } from '../../codec/order-row.ts';
import type { OrderBody } from '../../codec/order-terms.ts';
import type { ProvenanceNode } from '../../codec/provenance.ts';
import { type EnteredOrder, ordersOf } from '../entered-orders.ts';
import type { WalkPlace, WalkRecord } from './walk-record.ts';

type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;

const participantOf = (id: string): ProvenanceNode => ({ type: 'participant', id });
const auctionOf = (id: string): ProvenanceNode => ({ type: 'auction', id });
const orderNode = (id: string): ProvenanceNode => ({ type: 'order', id });
const tradeOf = (id: string): ProvenanceNode => ({ type: 'trade', id });
const deedOf = (id: string): ProvenanceNode => ({ type: 'deed', id });

/** What an event tells of auctions, orders, trades and deeds: all that was agreed. */
export function noteAgreed(record: WalkRecord, event: ContractEvent, at: WalkPlace): void {
	for (const entered of ordersOf(event)) noteOrder(record, entered, at);
	switch (event.kind) {
		case 'product-opened':
			record.note(auctionOf(event.product), at, [
				['mechanism', event.mechanism, 'text'],
				['gateClosure', event.gateClosure, 'time'],
				['deliveryStart', event.deliveryStart, 'time'],
				['deliveryEnd', event.deliveryEnd, 'time'],
			]);
			break;
		case 'product-cancelled':
			record.note(auctionOf(event.product), at, [['cancelled', event.reason, 'text']]);
			break;
		case 'order-cancelled':
			record.note(orderNode(event.order), at, [['state', 'withdrawn', 'text']]);
			break;
		case 'orders-taken':
			for (const n of event.withdrawn)
				record.note(orderNode(orderId(event.product, n)), at, [['state', 'withdrawn', 'text']]);
			break;
		case 'product-cleared':
			record.note(auctionOf(event.product), at, [
				['price', event.price, 'price'],
				['volume', event.volumeWh, 'Wh'],
				['orders', event.orders, 'text'],
				['trades', event.trades, 'text'],
			]);
			break;
		case 'orders-cleared':
			for (const { order, quantityWh } of event.fills) {
				record.note(orderNode(order), at, [['filled', quantityWh, 'Wh']]);
				record.link(auctionOf(event.product), 'used', orderNode(order), at);
			}
			break;
		case 'trade-made':
			noteTrade(record, event, at);
			break;
		default:
			noteDeed(record, event, at);
	}
}

function noteOrder(
	record: WalkRecord,
	{ order, product, participant, row, before }: EnteredOrder,
	at: WalkPlace,
): void {
	const terms = orderOf(row);
	record.note(orderNode(order), at, [
		['participant', participant, 'text'],
		['side', terms.side, 'text'],
		['limit', 'price' in terms ? terms.price : null, 'price'],
		['quantity', quantityOf(terms), 'Wh'],
		['auction', product, 'text'],
	]);
	record.link(orderNode(order), 'wasAttributedTo', participantOf(participant), at);
	if (before !== null && before !== order) {
		record.note(orderNode(before), at, [['state', 'amended', 'text']]);
		record.link(orderNode(order), 'wasDerivedFrom', orderNode(before), at);
	}
}

function quantityOf(terms: OrderBody): number | null {
	if ('points' in terms) return terms.points.at(-1)?.quantityWh ?? null;
	return 'profileWh' in terms ? terms.profileWh.reduce((sum, wh) => sum + wh, 0) : terms.quantityWh;
}

function noteTrade(record: WalkRecord, event: EventOf<'trade-made'>, at: WalkPlace): void {
	const trade = tradeOf(event.trade);
	record.note(trade, at, [
		['seller', event.seller, 'text'],
		['buyer', event.buyer, 'text'],
		['quantity', event.quantityWh, 'Wh'],
		['price', event.price, 'price'],
		['amount', event.amount, 'money'],
		['fee', event.fee + event.border + event.congestion, 'money'],
	]);
	record.link(trade, 'wasGeneratedBy', auctionOf(event.product), at, event.quantityWh);
	record.link(trade, 'wasDerivedFrom', orderNode(event.offer), at, event.quantityWh);
	record.link(trade, 'wasDerivedFrom', orderNode(event.bid), at, event.quantityWh);
}

function noteDeed(record: WalkRecord, event: ContractEvent, at: WalkPlace): void {
	switch (event.kind) {
		case 'deed-drafted':
		case 'deed-amended': {
			const { generator, user, trades, threshold, signers, version } = decodeDeed(event.document);
			record.note(deedOf(event.deed), at, [
				['seller', generator, 'text'],
				['buyer', user, 'text'],
				['version', version, 'text'],
				['threshold', `${threshold} / ${signers.length}`, 'text'],
				['digest', toHex(event.digest), 'hash'],
				['state', 'awaiting', 'text'],
			]);
			for (const { trade, quantityWh } of trades)
				record.link(deedOf(event.deed), 'wasDerivedFrom', tradeOf(trade), at, quantityWh);
			break;
		}
		case 'deed-signed': {
			const signature: ProvenanceNode = { type: 'signature', id: signatureId(event.deed, event.participant) };
			record.note(signature, at, [
				['signer', event.participant, 'text'],
				['as', event.as, 'text'],
				['version', event.version, 'text'],
				['signature', toHex(event.signature), 'hash'],
			]);
			record.link(signature, 'wasDerivedFrom', deedOf(event.deed), at);
			record.link(signature, 'wasAttributedTo', participantOf(event.participant), at);
			break;
		}
		case 'deed-sealed':
			record.note(deedOf(event.deed), at, [['state', 'sealed', 'text']]);
			break;
		case 'deed-refused':
			record.note(deedOf(event.deed), at, [
				['state', 'refused', 'text'],
				['reason', event.reason, 'text'],
			]);
			break;
		case 'deed-expired':
			record.note(deedOf(event.deed), at, [['state', 'expired', 'text']]);
	}
}
