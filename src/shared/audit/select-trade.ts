import type { EnergyLot, PacketContents } from '../codec/bridge-packet.ts';
import type { DocumentSubject } from '../codec/document.ts';
import type { ContractEvent } from '../codec/events.ts';
import { orderId, parseNumberedId } from '../codec/ids.ts';
import type { Receipt } from '../codec/receipt.ts';
import { deedTrades } from './deed-trades.ts';
import { SelectedCertificates } from './selected-certificates.ts';
import { SelectedCrossings } from './selected-crossings.ts';
import { SelectedDocuments } from './selected-documents.ts';
import type { SelectedParts } from './selected-parts.ts';
import { deedPath, isCoreEdge, isOwnCall, SelectedPeople } from './selected-people.ts';

type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;

/**
 * One trade: its product's terms and result, both orders as they were signed, the deed with every signature, the
 * readings and statements that settled it, documents about any of these, the certificates that
 * went with it. Of others it shows what stands in the same signed calls of the two parties
 * or their delegates and in the same settlement statements; no order and no reading of anybody else.
 */
export class TradeParts implements SelectedParts {
	readonly #trade: string;
	readonly #product: string | null;
	readonly #people = new SelectedPeople();
	/** Orders that the trade's two are, and were before they were amended; of the whole product until the trade is known. */
	readonly #before = new Map<string, string>();
	readonly #senders = new Map<string, string | null>();
	readonly #orders = new Set<string>();
	readonly #deeds = new Set<string>();
	readonly #batches = new Set<string>();
	/** Operators by batch, until it is known whether the batch is wanted. */
	readonly #operators = new Map<string, string>();
	readonly #readings = new Set<string>();
	readonly #documents = new SelectedDocuments(({ about }) => about !== null && this.#isAboutIt(about));
	readonly #certificates = new SelectedCertificates(
		(step) => step.kind === 'certificate-transferred' && step.trade === this.#trade,
	);
	readonly #crossings = new SelectedCrossings(
		(contents, direction) => direction === 'left' && lotOf(contents)?.trade === this.#trade,
	);
	#terms: EventOf<'product-opened'> | null = null;
	#made: EventOf<'trade-made'> | null = null;

	constructor(trade: string) {
		this.#trade = trade;
		this.#product = parseNumberedId('T', trade)?.product ?? null;
	}

	note(event: ContractEvent, receipt: Receipt): void {
		this.#documents.note(event);
		this.#certificates.note(event);
		this.#crossings.note(event);
		for (const [order, before] of ordersIn(event, this.#product)) {
			if (before !== null && before !== order) this.#before.set(order, before);
			this.#senders.set(order, receipt.sender);
		}
		switch (event.kind) {
			case 'product-opened':
				if (event.product === this.#product) this.#terms = event;
				break;
			case 'trade-made':
				if (event.trade === this.#trade) this.#take(event);
				break;
			case 'deed-drafted':
				if (event.product === this.#product && deedTrades(event).includes(this.#trade)) {
					this.#deeds.add(event.deed);
					for (const { participant } of event.signers) this.#people.people.add(participant);
				}
				break;
			case 'reading-recorded': {
				if (!this.#isSettling(event)) break;
				this.#readings.add(event.reading);
				this.#batches.add(event.batch);
				this.#people.meters.add(event.meter);
				const operator = this.#operators.get(event.batch);
				if (operator !== undefined) this.#people.people.add(operator);
				break;
			}
			case 'readings-submitted':
				if (event.source.kind === 'operator') this.#operators.set(event.batch, event.source.id);
		}
	}

	#take(event: EventOf<'trade-made'>): void {
		this.#made = event;
		this.#people.people.add(event.buyer).add(event.seller);
		for (const order of [event.bid, event.offer])
			for (let at: string | undefined = order; at !== undefined && !this.#orders.has(at); at = this.#before.get(at)) {
				this.#orders.add(at);
				const sender = this.#senders.get(at);
				if (sender) this.#people.people.add(sender);
			}
	}

	#isSettling({ participant, start, end }: EventOf<'reading-recorded'>): boolean {
		if (!this.#made || !this.#terms) return false;
		const isParty = participant === this.#made.buyer || participant === this.#made.seller;
		return isParty && start < this.#terms.deliveryEnd && end > this.#terms.deliveryStart;
	}

	wantsEvent(event: ContractEvent): boolean {
		if (this.#people.wants(event, this.#documents.signers) || this.#documents.wants(event)) return true;
		if (this.#certificates.wants(event) || this.#crossings.wants(event)) return true;
		switch (event.kind) {
			case 'product-opened':
			case 'product-cleared':
			case 'product-settled':
				return event.product === this.#product;
			case 'product-settling':
				return (
					event.product === this.#product && event.statements.some(({ participant }) => this.#isParty(participant))
				);
			case 'trade-made':
				return event.trade === this.#trade;
			case 'deed-drafted':
			case 'deed-amended':
			case 'deed-signed':
			case 'deed-sealed':
			case 'deed-refused':
			case 'deed-expired':
				return this.#deeds.has(event.deed);
			case 'readings-submitted':
				return this.#batches.has(event.batch);
			case 'reading-recorded':
				return this.#readings.has(event.reading);
			case 'provenance':
				return isCoreEdge(event) && this.#isOurs(event.from.id) && this.#isKnown(event);
			default:
				return [...ordersIn(event, this.#product)].some(([order]) => this.#orders.has(order));
		}
	}

	#isAboutIt({ type, id }: DocumentSubject): boolean {
		if (type === 'auction') return id === this.#product;
		if (type === 'trade') return id === this.#trade;
		if (type === 'deed') return this.#deeds.has(id);
		return type === 'meter' && this.#people.meters.has(id);
	}

	#isParty(participant: string): boolean {
		return participant === this.#made?.buyer || participant === this.#made?.seller;
	}

	#isOurs(id: string): boolean {
		return id === this.#trade || this.#deeds.has(id) || this.#readings.has(id);
	}

	/** A deed of several trades tells nothing of the others. */
	#isKnown({ from, to }: EventOf<'provenance'>): boolean {
		return from.type !== 'deed' || to.id === this.#trade;
	}

	wantsAllOf(): boolean {
		return false;
	}

	carriesCall(receipt: Receipt): boolean {
		return isOwnCall(receipt);
	}

	statePaths(): readonly string[] {
		if (!this.#product) return [];
		const deeds = [...this.#deeds].flatMap(deedPath);
		const { signers } = this.#documents;
		const people = this.#people.statePaths(signers);
		return [
			`auction/progress/${this.#product}`,
			...deeds,
			...this.#documents.statePaths(),
			...this.#certificates.statePaths(),
			...people,
		].sort();
	}

	missing(): string | null {
		return this.#made && this.#terms ? null : `trade ${this.#trade}`;
	}
}

/** Energy that a packet carries. */
function lotOf(contents: PacketContents): EnergyLot | null {
	if (contents.kind === 'lot') return contents.lot;
	return contents.kind === 'offer' && contents.goods.kind === 'lot' ? contents.goods.lot : null;
}

/** Orders that an event of order entry is about, each with the id that it had before. */
export function* ordersIn(
	event: ContractEvent,
	product: string | null,
): Generator<readonly [order: string, before: string | null]> {
	switch (event.kind) {
		case 'order-placed':
			if (event.product === product) yield [event.order, null];
			break;
		case 'order-amended':
			if (event.product === product) yield [event.order, event.before];
			break;
		case 'orders-taken':
			if (event.product !== product) break;
			for (const [, n] of event.taken) yield [orderId(product, n), null];
			for (const [, n, before] of event.amended) yield [orderId(product, n), orderId(product, before)];
			break;
		case 'orders-revealed':
			if (event.product === product) for (const [, n] of event.taken) yield [orderId(product, n), null];
	}
}
