import type { ContractEvent } from '../../codec/events.ts';
import { deedTrades } from '../deed-trades.ts';
import { because } from '../reasons.ts';
import { ordersIn } from '../select-trade.ts';
import { missing, requireCertificates, requireDeed, requireDocument, requireReadings } from './complete-parts.ts';
import type { ProvenStates } from './read-block.ts';

type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;

/**
 * Everything that a trade has: terms, result, both orders, the deed as far as the state says that it came, and once the
 * product is settled the statements of both parties and the readings that these are of.
 * @throws CodedError BUNDLE_INCOMPLETE
 */
export function requireTrade(trade: string, events: readonly ContractEvent[], states: ProvenStates): void {
	const all = <K extends ContractEvent['kind']>(kind: K): EventOf<K>[] =>
		events.filter((event): event is EventOf<K> => event.kind === kind);
	const made = all('trade-made')[0];
	if (!made) throw missing(because('trade', { trade }));
	const terms = all('product-opened')[0];
	if (!terms) throw missing(because('terms-of-its-product'));
	requireOrders(made, events);
	requireEdges(made, events);
	const tradesAtOnce = terms.mechanism === 'continuous' || terms.mechanism === 'listing';
	if (!tradesAtOnce && all('product-cleared').length !== 1) throw missing(because('result-of-its-product'));
	const drafted = all('deed-drafted').find((event) => deedTrades(event).includes(trade));
	if (!drafted) throw missing(because('deed'));
	requireDeed(drafted.deed, events, states);
	requireCertificates(events, states);
	for (const { document } of all('document-deposited')) requireDocument(document, events, states);
	const { status } = (states.get(`auction/progress/${made.product}`) ?? { status: 'pruned' }) as { status: string };
	if (status !== 'settled' && status !== 'pruned') return;
	const statements = [...all('product-settling'), ...all('product-settled')].flatMap((event) => event.statements);
	if (all('product-settled').length !== 1) throw missing(because('settlement'));
	for (const party of new Set([made.buyer, made.seller])) {
		const statement = statements.find(({ participant }) => participant === party);
		if (!statement) throw missing(because('statement-of-party', { party }));
		requireReadings(statement, all('reading-recorded'));
	}
}

function requireOrders(made: EventOf<'trade-made'>, events: readonly ContractEvent[]): void {
	const known = new Map<string, string | null>();
	for (const event of events) for (const [order, before] of ordersIn(event, made.product)) known.set(order, before);
	for (const order of [made.bid, made.offer]) if (!known.has(order)) throw missing(because('order', { order }));
	const placed = new Set(events.flatMap((event) => (event.kind === 'order-placed' ? [event.order] : [])));
	for (const event of events)
		if (event.kind === 'order-amended' && !known.has(event.before) && !placed.has(event.before))
			throw missing(because('order', { order: event.before }));
}

/** From the deed back to the orders, and from each reading back to its batch and meter. */
function requireEdges(made: EventOf<'trade-made'>, events: readonly ContractEvent[]): void {
	const edges = new Set(
		events.flatMap((event) =>
			event.kind === 'provenance' ? [`${event.from.id} ${event.relation} ${event.to.id}`] : [],
		),
	);
	const due = [
		`${made.trade} wasGeneratedBy ${made.product}`,
		`${made.trade} wasDerivedFrom ${made.bid}`,
		`${made.trade} wasDerivedFrom ${made.offer}`,
		...events.flatMap((event) => {
			if (event.kind === 'deed-drafted') return [`${event.deed} wasDerivedFrom ${made.trade}`];
			if (event.kind !== 'reading-recorded') return [];
			return [`${event.reading} wasGeneratedBy ${event.meter}`, `${event.reading} wasDerivedFrom ${event.batch}`];
		}),
	];
	for (const edge of due) if (!edges.has(edge)) throw missing(because('origin', { edge }));
}
