import { decodeDeed } from '../../codec/deed.ts';
import type { ContractEvent } from '../../codec/events.ts';
import type { GenesisDocument } from '../../codec/genesis-document.ts';
import { because } from '../reasons.ts';
import { missing, requireCertificates, requireDeed, requireDocument, requireReadings } from './complete-parts.ts';
import type { KeptCall, ProvenStates } from './read-block.ts';

interface Given {
	readonly calls: readonly KeptCall[];
	readonly events: readonly ContractEvent[];
	readonly states: ProvenStates;
	readonly genesis: GenesisDocument;
}

/**
 * Every call of a participant, counted by its nonce, and every movement of its money, from genesis to its balance.
 * @throws CodedError BUNDLE_INCOMPLETE
 */
export function requireParticipant(id: string, given: Given): void {
	const { calls, events, states, genesis } = given;
	const own = calls.filter(({ receipt }) => receipt.sender === id);
	const nonces = new Set(own.flatMap(({ signed, receipt }) => (signed && isEntered(receipt) ? [signed.nonce] : [])));
	const due = (states.get(`ledger/nonce/${id}`) as number | null) ?? 0;
	for (let nonce = 0; nonce < due; nonce++) if (!nonces.has(nonce)) throw missing(because('call-of', { nonce, id }));
	const fees = own.reduce((sum, { receipt }) => sum + (isEntered(receipt) ? receipt.fee : 0), 0);
	const begun = genesis.participants.find((each) => each.id === id)?.balance ?? 0;
	const moved = events.reduce((sum, event) => {
		if (event.kind === 'pool-paid') return sum + event.amount;
		if (event.kind !== 'transfer' || event.from === event.to) return sum;
		return sum + (event.to === id ? event.amount : 0) - (event.from === id ? event.amount : 0);
	}, 0);
	const balance = (states.get(`ledger/account/${id}`) as number | null) ?? 0;
	if (begun + moved - fees !== balance) throw missing(because('movements-of-the-money-of', { id }));
	requireProducts(id, given);
	for (const event of events) {
		if (event.kind === 'deed-drafted') requireDeed(event.deed, events, states);
		if (event.kind === 'document-deposited') requireDocument(event.document, events, states);
	}
	requireCertificates(events, states);
	requireEdges(events);
}

/** Admitted: its nonce is used up and its fee taken, whatever became of the call. */
function isEntered({ ok, fee }: { readonly ok: boolean; readonly fee: number }): boolean {
	return ok || fee > 0;
}

type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;

function allOf<K extends ContractEvent['kind']>(events: readonly ContractEvent[], kind: K): EventOf<K>[] {
	return events.filter((event): event is EventOf<K> => event.kind === kind);
}

/** The terms, result, trades and statements of every product that it took part in. */
function requireProducts(id: string, { events, states, genesis }: Given): void {
	const sealedIn = requireDeeds(id, events);
	const opened = allOf(events, 'product-opened');
	const readings = allOf(events, 'reading-recorded').filter(({ participant }) => participant === id);
	const statements = new Map(
		[...allOf(events, 'product-settling'), ...allOf(events, 'product-settled')].flatMap((event) =>
			event.statements.flatMap((each) => (each.participant === id ? [[event.product, each] as const] : [])),
		),
	);
	for (const [path, leaf] of states) {
		const [, product] = /^auction\/progress\/(.+)$/.exec(path) ?? [];
		if (product === undefined) continue;
		const terms = opened.find((event) => event.product === product);
		if (!terms) throw missing(because('terms-of', { product }));
		if (allOf(events, 'product-cancelled').some((event) => event.product === product)) continue;
		const { status } = leaf as { readonly status: string };
		requireResult(terms, status, events);
		const own = readings.filter((reading) => isDelivered(reading, terms));
		const statement = statements.get(product);
		const isOver = status === 'settled' || status === 'pruned';
		if (isOver && !statement && (sealedIn.has(product) || own.length > 0))
			throw missing(because('statement-of', { product }));
		// The grid operator's statement meets everybody's: it follows from no reading of its own.
		if (statement && id !== genesis.market.gridOperator) requireReadings(statement, own);
	}
	const lone = readings.find((reading) => !opened.some((terms) => isDelivered(reading, terms)));
	if (lone) throw missing(because('product-of', { reading: lone.reading }));
}

/** Every trade has its deed, and every deed its trades. @returns products in which a deed was sealed */
function requireDeeds(id: string, events: readonly ContractEvent[]): ReadonlySet<string> {
	const trades = new Set(
		allOf(events, 'trade-made').flatMap(({ trade, buyer, seller }) => (buyer === id || seller === id ? [trade] : [])),
	);
	const sealed = new Set(allOf(events, 'deed-sealed').map(({ deed }) => deed));
	const sealedIn = new Set<string>();
	for (const { deed, document } of allOf(events, 'deed-drafted')) {
		const { generator, user, trades: terms, product } = decodeDeed(document);
		if (generator !== id && user !== id) continue;
		if (sealed.has(deed)) sealedIn.add(product);
		for (const { trade } of terms) if (!trades.delete(trade)) throw missing(because('trade', { trade }));
	}
	for (const trade of trades) throw missing(because('deed-of', { trade }));
	return sealedIn;
}

function requireResult(
	{ product, mechanism }: EventOf<'product-opened'>,
	status: string,
	events: readonly ContractEvent[],
): void {
	const tradesAtOnce = mechanism === 'continuous' || mechanism === 'listing';
	const isCleared = ['cleared', 'settling', 'settled', 'pruned'].includes(status);
	if (isCleared && !tradesAtOnce && !allOf(events, 'product-cleared').some((event) => event.product === product))
		throw missing(because('result-of', { product }));
}

function isDelivered(
	{ start, end }: EventOf<'reading-recorded'>,
	{ deliveryStart, deliveryEnd }: EventOf<'product-opened'>,
): boolean {
	return start < deliveryEnd && end > deliveryStart;
}

/** From each trade to its auction, and from each reading back to its batch and meter. */
function requireEdges(events: readonly ContractEvent[]): void {
	const edges = new Set(
		events.flatMap((event) =>
			event.kind === 'provenance' ? [`${event.from.id} ${event.relation} ${event.to.id}`] : [],
		),
	);
	for (const event of events) {
		const due =
			event.kind === 'trade-made'
				? [`${event.trade} wasGeneratedBy ${event.product}`]
				: event.kind === 'reading-recorded'
					? [`${event.reading} wasGeneratedBy ${event.meter}`, `${event.reading} wasDerivedFrom ${event.batch}`]
					: [];
		for (const edge of due) if (!edges.has(edge)) throw missing(because('origin', { edge }));
	}
}
