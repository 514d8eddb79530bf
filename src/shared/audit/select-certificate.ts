import { bridgePaths } from '../codec/bridge-state.ts';
import { toHex } from '../codec/bytes.ts';
import type { ContractEvent } from '../codec/events.ts';
import { energyCertificateId, settlementId } from '../codec/ids.ts';
import type { Receipt } from '../codec/receipt.ts';
import { deedTrades } from './deed-trades.ts';
import { type CertificateStep, isCertificateStep } from './selected-certificates.ts';
import { carriesCertificate, SelectedCrossings } from './selected-crossings.ts';
import type { SelectedParts } from './selected-parts.ts';
import { deedPath, isCoreEdge, isKeyCall, SelectedPeople } from './selected-people.ts';

type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;

/**
 * One certificate, from the reading that it is of, or the packet by which it came, to its last Wh: the packets that it
 * went with, their lots and offers, the trades and sealed deeds through which it changed hands, and the settlements that
 * used it. Of others it shows what stands in the same packets, deeds, statements and signed calls.
 */
export class CertificateParts implements SelectedParts {
	readonly #id: string;
	readonly #people = new SelectedPeople();
	readonly #crossings: SelectedCrossings;
	readonly #readings = new Set<string>();
	readonly #batches = new Set<string>();
	/** Operators by batch. */
	readonly #operators = new Map<string, string>();
	readonly #trades = new Set<string>();
	/** Of all trades, since those that the certificate followed are known late. */
	readonly #deedOf = new Map<string, string>();
	readonly #signersOf = new Map<string, readonly string[]>();
	/** Lots by packet, likewise. */
	readonly #lots = new Map<string, string>();
	readonly #settlements = new Set<string>();
	readonly #products = new Set<string>();
	/** Calls by which somebody disposed of it. */
	readonly #calls = new Set<string>();
	#isKnown = false;
	#isForeign = false;
	#found: Agreed | null = null;

	constructor(id: string) {
		this.#id = id;
		this.#crossings = new SelectedCrossings((contents, direction) => carriesCertificate(contents, id, direction));
	}

	note(event: ContractEvent, receipt: Receipt): void {
		this.#found = null;
		this.#crossings.note(event);
		if (isCertificateStep(event) && event.certificate === this.#id) this.#step(event, receipt);
		switch (event.kind) {
			case 'readings-submitted':
				if (event.source.kind === 'operator') this.#operators.set(event.batch, event.source.id);
				break;
			case 'reading-recorded':
				if (energyCertificateId(event.meter, event.start) === this.#id) this.#read(event);
				break;
			case 'deed-drafted':
				for (const trade of deedTrades(event)) this.#deedOf.set(trade, event.deed);
				this.#signersOf.set(
					event.deed,
					event.signers.map(({ participant }) => participant),
				);
				break;
			case 'lot-sent':
				this.#lots.set(event.packet, event.lot.trade);
		}
	}

	#step(step: CertificateStep, { sender, transactionId }: Receipt): void {
		this.#isKnown = true;
		if (step.kind === 'certificate-admitted') this.#isForeign = true;
		if ('packet' in step) this.#crossings.add(step.packet);
		if (step.kind === 'certificate-transferred' && step.trade !== null) this.#trades.add(step.trade);
		if (step.kind === 'certificate-cancelled' && step.settlement !== null) this.#settlements.add(step.settlement);
		if (step.kind === 'certificate-issued') this.#products.add(step.product);
		if (!isDisposal(step) || sender === null || transactionId === null) return;
		this.#people.people.add(sender);
		this.#calls.add(toHex(transactionId));
	}

	#read({ reading, batch, meter }: EventOf<'reading-recorded'>): void {
		this.#readings.add(reading);
		this.#batches.add(batch);
		this.#people.meters.add(meter);
		const operator = this.#operators.get(batch);
		if (operator !== undefined) this.#people.people.add(operator);
	}

	wantsEvent(event: ContractEvent): boolean {
		if (isCertificateStep(event)) return event.certificate === this.#id;
		const { trades, deeds } = this.#agreed;
		if (this.#crossings.wants(event) || this.#people.wants(event, NOBODY)) return true;
		switch (event.kind) {
			case 'readings-submitted':
				return this.#batches.has(event.batch);
			case 'reading-recorded':
				return this.#readings.has(event.reading);
			case 'product-opened':
				return this.#isProduct(event.product);
			case 'product-settling':
			case 'product-settled':
				return event.statements.some(({ participant }) =>
					this.#settlements.has(settlementId(event.product, participant)),
				);
			case 'trade-made':
				return trades.has(event.trade);
			case 'deed-drafted':
			case 'deed-amended':
			case 'deed-signed':
			case 'deed-sealed':
			case 'deed-refused':
			case 'deed-expired':
				return deeds.has(event.deed);
			case 'provenance':
				return this.#wantsEdge(event);
			default:
				return false;
		}
	}

	#wantsEdge(event: EventOf<'provenance'>): boolean {
		const { from, to } = event;
		const isIts = [from, to].some(({ type, id }) => type === 'certificate' && id === this.#id);
		if (isIts) return true;
		if (!isCoreEdge(event)) return false;
		const { trades, deeds } = this.#agreed;
		if (from.type === 'deed') return deeds.has(from.id) && trades.has(to.id);
		return this.#readings.has(from.id);
	}

	#isProduct(product: string): boolean {
		if (this.#products.has(product)) return true;
		return [...this.#settlements].some((settlement) => settlement.startsWith(settlementId(product, '')));
	}

	/** The deeds and trades that it followed, and whose keys they need: known once all is noted. */
	get #agreed(): Agreed {
		if (this.#found) return this.#found;
		const lots = [...this.#lots].flatMap(([packet, trade]) => (this.#crossings.has(packet) ? [trade] : []));
		const trades = new Set([...this.#trades, ...lots]);
		const deeds = new Set([...trades].flatMap((trade) => this.#deedOf.get(trade) ?? []));
		for (const deed of deeds) for (const signer of this.#signersOf.get(deed) ?? []) this.#people.people.add(signer);
		this.#found = { trades, deeds };
		return this.#found;
	}

	wantsAllOf(): boolean {
		return false;
	}

	carriesCall(receipt: Receipt): boolean {
		const { transactionId } = receipt;
		return isKeyCall(receipt) || (transactionId !== null && this.#calls.has(toHex(transactionId)));
	}

	statePaths(): readonly string[] {
		const { deeds } = this.#agreed;
		const own = [`certificates/certificate/${this.#id}`, ...(this.#isForeign ? [bridgePaths.foreign(this.#id)] : [])];
		return [...own, ...[...deeds].flatMap(deedPath), ...this.#people.statePaths(NOBODY)].sort();
	}

	missing(): string | null {
		return this.#isKnown ? null : `certificate ${this.#id}`;
	}
}

interface Agreed {
	readonly trades: ReadonlySet<string>;
	readonly deeds: ReadonlySet<string>;
}

const NOBODY: ReadonlySet<string> = new Set();

/** By a call that its owner signed. */
function isDisposal({ kind }: CertificateStep): boolean {
	return kind === 'certificate-transferred' || kind === 'certificate-cancelled' || kind === 'certificate-sent';
}
