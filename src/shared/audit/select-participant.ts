import type { GrantScope } from '../codec/access.ts';
import type { PacketContents } from '../codec/bridge-packet.ts';
import { toHex } from '../codec/bytes.ts';
import type { ContractEvent } from '../codec/events.ts';
import type { GenesisDocument } from '../codec/genesis-document.ts';
import type { Receipt } from '../codec/receipt.ts';
import type { TimeMs } from '../codec/units.ts';
import type { Deposit } from './document-parts.ts';
import { SelectedCertificates } from './selected-certificates.ts';
import { type CrossingDirection, SelectedCrossings } from './selected-crossings.ts';
import { SelectedDocuments } from './selected-documents.ts';
import type { SelectedParts } from './selected-parts.ts';
import { deedPath, isCoreEdge, isKeyCall, SelectedPeople } from './selected-people.ts';

/**
 * One participant: every call that it signed, its orders, trades, deeds, readings, statements, documents, grants and certificates. Of others it shows
 * who is the other party of its trades, the deeds' other signatures, and the statements that one event tells together.
 */
export class ParticipantParts implements SelectedParts {
	readonly #id: string;
	readonly #people = new SelectedPeople();
	readonly #products = new Set<string>();
	readonly #trades = new Set<string>();
	/** Transactions by which somebody placed orders for it. */
	readonly #calls = new Set<string>();
	readonly #deeds = new Set<string>();
	readonly #batches = new Map<string, string | null>();
	readonly #wanted = new Set<string>();
	readonly #readings = new Set<string>();
	/** Given by it or to it, or that let somebody read what is about it. */
	readonly #grants = new Set<string>();
	readonly #documents = new SelectedDocuments((deposit) => this.#isItsOwn(deposit));
	readonly #certificates = new SelectedCertificates((step) =>
		step.kind === 'certificate-transferred' ? step.from === this.#id || step.to === this.#id : step.owner === this.#id,
	);
	readonly #crossings = new SelectedCrossings((contents, direction) => this.#isItsPacket(contents, direction));
	/** Meters that are its own. */
	readonly #meters: Set<string>;
	#isKnown: boolean;

	constructor(id: string, genesis: GenesisDocument) {
		const own = genesis.participants.find((each) => each.id === id);
		this.#meters = new Set(own?.meters.map((meter) => meter.id));
		this.#isKnown = own !== undefined;
		this.#id = id;
		this.#people.people.add(id);
	}

	note(event: ContractEvent, receipt: Receipt): void {
		this.#documents.note(event);
		this.#certificates.note(event);
		this.#crossings.note(event);
		this.#noteOffer(event);
		switch (event.kind) {
			case 'participant-registered':
				if (event.participant === this.#id) this.#isKnown = true;
				break;
			case 'meter-registered':
				if (event.participant !== this.#id) break;
				this.#meters.add(event.meter);
				this.#people.meters.add(event.meter);
				break;
			case 'order-placed':
			case 'order-amended':
			case 'orders-taken':
			case 'orders-committed':
			case 'orders-revealed':
				if (event.participant !== this.#id) break;
				this.#products.add(event.product);
				if (receipt.sender !== null) this.#people.people.add(receipt.sender);
				if (receipt.transactionId !== null) this.#calls.add(toHex(receipt.transactionId));
				break;
			case 'product-settling':
			case 'product-settled':
				if (event.statements.some(({ participant }) => participant === this.#id)) this.#products.add(event.product);
				break;
			case 'trade-made':
				if (event.buyer !== this.#id && event.seller !== this.#id) break;
				this.#trades.add(event.trade);
				this.#products.add(event.product);
				break;
			case 'deed-drafted':
				if (!event.signers.some(({ participant }) => participant === this.#id)) break;
				this.#deeds.add(event.deed);
				for (const { participant } of event.signers) this.#people.people.add(participant);
				break;
			case 'access-granted':
				if (event.grantor === this.#id || event.grantee === this.#id || this.#isInScope(event.scope))
					this.#grants.add(event.grant);
				break;
			case 'readings-submitted':
				this.#batches.set(event.batch, event.source.kind === 'operator' ? event.source.id : null);
				break;
			case 'reading-recorded': {
				if (event.participant !== this.#id && !this.wantsAllOf(receipt)) break;
				this.#readings.add(event.reading);
				this.#wanted.add(event.batch);
				this.#people.meters.add(event.meter);
				const operator = this.#batches.get(event.batch);
				if (operator) this.#people.people.add(operator);
			}
		}
	}

	wantsEvent(event: ContractEvent, _time: TimeMs, receipt: Receipt): boolean {
		if (this.wantsAllOf(receipt) || this.#people.wants(event, this.#documents.signers)) return true;
		if (this.#documents.wants(event) || this.#certificates.wants(event) || this.#crossings.wants(event)) return true;
		switch (event.kind) {
			case 'product-opened':
			case 'product-cleared':
			case 'product-cancelled':
				return this.#products.has(event.product);
			case 'product-settling':
			case 'product-settled':
				return event.statements.some(({ participant }) => participant === this.#id);
			case 'trade-made':
				return this.#trades.has(event.trade);
			case 'deed-drafted':
			case 'deed-amended':
			case 'deed-signed':
			case 'deed-sealed':
			case 'deed-refused':
			case 'deed-expired':
				return this.#deeds.has(event.deed);
			case 'readings-submitted':
				return this.#wanted.has(event.batch);
			case 'reading-recorded':
				return this.#readings.has(event.reading);
			case 'certificate-refused':
				return event.owner === this.#id;
			case 'access-granted':
			case 'access-revoked':
			case 'access-expired':
			case 'key-requested':
			case 'key-released':
				return this.#grants.has(event.grant);
			case 'pool-paid':
				return event.participant === this.#id;
			case 'transfer':
				return event.from === this.#id || event.to === this.#id;
			case 'provenance':
				return isCoreEdge(event) && this.#isOurs(event.from.id) && event.to.type !== 'order';
			default:
				return false;
		}
	}

	/** Its own calls, and those by which somebody placed orders for it. */
	wantsAllOf({ sender, transactionId }: Receipt): boolean {
		return sender === this.#id || (transactionId !== null && this.#calls.has(toHex(transactionId)));
	}

	#noteOffer(event: ContractEvent): void {
		if (event.kind === 'offer-taken' && event.taker === this.#id) this.#crossings.add(event.offer);
	}

	/** Names of the other chain's participants are none of its. */
	#isItsPacket(contents: PacketContents, direction: CrossingDirection): boolean {
		if (direction === 'left') return 'from' in contents && contents.from === this.#id;
		if (contents.kind === 'offer') return contents.taker === this.#id;
		return 'to' in contents && contents.to === this.#id;
	}

	#isOurs(id: string): boolean {
		return this.#trades.has(id) || this.#readings.has(id);
	}

	/** What a regulator may let somebody read of it. */
	#isInScope({ kind, id }: GrantScope): boolean {
		if (kind === 'participant') return id === this.#id;
		return kind === 'meter' && this.#meters.has(id);
	}

	#isItsOwn({ depositor, readers, signers, about }: Deposit): boolean {
		if (depositor === this.#id || readers.includes(this.#id) || signers.includes(this.#id)) return true;
		if (about?.type === 'participant') return about.id === this.#id;
		if (about?.type === 'meter') return this.#meters.has(about.id);
		if (about?.type === 'deed') return this.#deeds.has(about.id);
		return about?.type === 'trade' && this.#trades.has(about.id);
	}

	carriesCall(receipt: Receipt): boolean {
		return this.wantsAllOf(receipt) || isKeyCall(receipt);
	}

	statePaths(): readonly string[] {
		return [
			`ledger/nonce/${this.#id}`,
			`ledger/account/${this.#id}`,
			...[...this.#products].map((product) => `auction/progress/${product}`),
			...[...this.#deeds].flatMap(deedPath),
			...this.#documents.statePaths(),
			...this.#certificates.statePaths(),
			...this.#people.statePaths(this.#documents.signers),
		].sort();
	}

	missing(): string | null {
		return this.#isKnown ? null : `participant ${this.#id}`;
	}
}
