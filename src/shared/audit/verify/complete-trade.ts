import type { ContractEvent } from '../../codec/events.ts';
import { parseNumberedId } from '../../codec/ids.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { deedTrades } from '../deed-trades.ts';
import { ordersIn } from '../select-trade.ts';
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
	if (!made) throw missing(`trade ${trade}`);
	const terms = all('product-opened')[0];
	if (!terms) throw missing('the terms of its product');
	requireOrders(made, events);
	requireEdges(made, events);
	const tradesAtOnce = terms.mechanism === 'continuous' || terms.mechanism === 'listing';
	if (!tradesAtOnce && all('product-cleared').length !== 1) throw missing('the result of its product');
	requireDeed(made, events, states);
	const { status } = (states.get(`auction/progress/${made.product}`) ?? { status: 'pruned' }) as { status: string };
	if (status !== 'settled' && status !== 'pruned') return;
	const statements = [...all('product-settling'), ...all('product-settled')].flatMap((event) => event.statements);
	if (all('product-settled').length !== 1) throw missing('its settlement');
	for (const party of new Set([made.buyer, made.seller])) {
		const statement = statements.find(({ participant }) => participant === party);
		if (!statement) throw missing(`the statement of ${party}`);
		if (statement.substituted) continue;
		const meteredWh = newest(all('reading-recorded').filter(({ participant }) => participant === party)).reduce(
			(sum, { generatedWh, consumedWh }) => sum + generatedWh - consumedWh,
			0,
		);
		if (meteredWh !== statement.meteredWh) throw missing(`readings of ${party}`);
	}
}

function requireOrders(made: EventOf<'trade-made'>, events: readonly ContractEvent[]): void {
	const known = new Map<string, string | null>();
	for (const event of events) for (const [order, before] of ordersIn(event, made.product)) known.set(order, before);
	for (const order of [made.bid, made.offer]) if (!known.has(order)) throw missing(`order ${order}`);
	const placed = new Set(events.flatMap((event) => (event.kind === 'order-placed' ? [event.order] : [])));
	for (const event of events)
		if (event.kind === 'order-amended' && !known.has(event.before) && !placed.has(event.before))
			throw missing(`order ${event.before}`);
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
	for (const edge of due) if (!edges.has(edge)) throw missing(`the origin “${edge}”`);
}

function requireDeed(made: EventOf<'trade-made'>, events: readonly ContractEvent[], states: ProvenStates): void {
	const drafted = events.find((event) => event.kind === 'deed-drafted' && deedTrades(event).includes(made.trade)) as
		| EventOf<'deed-drafted'>
		| undefined;
	if (!drafted) throw missing('its deed');
	const { deed } = drafted;
	const told = events.find(
		(event) =>
			(event.kind === 'deed-sealed' || event.kind === 'deed-refused' || event.kind === 'deed-expired') &&
			event.deed === deed,
	)?.kind;
	const leaf = states.get(`depository/deed/${made.product}/${parseNumberedId('D', deed)?.n ?? 0}`) as {
		readonly status: string;
	} | null;
	const status = leaf?.status ?? null;
	const isPending = status === 'pending';
	if (!isPending && !told) throw missing(`how ${deed} ended`);
	if (status !== null && !isPending && told !== `deed-${status}`) throw missing(`that ${deed} is ${status}`);
	if (isPending && told) throw missing(`that ${deed} is pending`);
	requireSignatures(deed, leaf, events);
}

/** A pending deed's signatures stand in the state. */
function requireSignatures(deed: string, leaf: unknown, events: readonly ContractEvent[]): void {
	const { signers = [] } = (leaf ?? {}) as {
		readonly signers?: readonly { readonly participant: string; readonly signature?: Uint8Array | null }[];
	};
	const amended = events.findLastIndex((event) => event.kind === 'deed-amended' && event.deed === deed);
	for (const { participant, signature } of signers) {
		const isTold = events.some(
			(event, at) =>
				at > amended && event.kind === 'deed-signed' && event.deed === deed && event.participant === participant,
		);
		if (signature && !isTold) throw missing(`the signature of ${participant} on ${deed}`);
	}
}

function newest(readings: readonly EventOf<'reading-recorded'>[]): readonly EventOf<'reading-recorded'>[] {
	const byPlace = new Map<string, EventOf<'reading-recorded'>>();
	for (const reading of readings) byPlace.set(`${reading.meter}/${reading.start}`, reading);
	return [...byPlace.values()];
}

function missing(what: string): CodedError {
	return new CodedError('BUNDLE_INCOMPLETE', { what });
}
