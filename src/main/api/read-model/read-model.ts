import type { ContractEvent } from '../../../shared/codec/events.ts';
import { chainIdOf } from '../../../shared/codec/genesis.ts';
import type { GenesisDocument } from '../../../shared/codec/genesis-document.ts';
import type { Topic } from '../../../shared/contract/index.ts';
import { genesisState } from '../../core/contracts/genesis-state.ts';
import type { Hasher } from '../../core/ports.ts';
import type { ExecutedBlock } from '../../node/types.ts';
import { BridgeBook } from '../bridge/bridge-book.ts';
import { AccessLog } from './access-log.ts';
import { Balances } from './balances.ts';
import { type EventStep, eventsOf } from './block-step.ts';
import { CertificateBook } from './certificate-book.ts';
import { Directory } from './directory.ts';
import { hashesOf } from './event-hashes.ts';
import { EvidenceLog } from './evidence-log.ts';
import { FeeLog } from './fee-log.ts';
import { GovernanceLog } from './governance-log.ts';
import { type LocalCalendar, localCalendar } from './local-time.ts';
import { MeterReadings } from './meter-readings.ts';
import { ParticipantStandings } from './participant-standings.ts';
import { ProductBook } from './product-book.ts';
import { ProvenanceGraph } from './provenance-graph.ts';
import { DEFAULT_RETENTION, type Retention } from './retention.ts';
import { RoundLog } from './round-log.ts';
import { Statements } from './statements.ts';
import { ValidatorStandings } from './validator-standings.ts';

export interface ReadModelOptions {
	readonly genesis: GenesisDocument;
	readonly hasher: Hasher;
	/** Fixed offset of the market zone from UTC: where its hours and days begin. */
	readonly utcOffsetMinutes: number;
	readonly retention?: Partial<Retention>;
	/** Unix wall ms. */
	readonly wallNow: () => number;
}

/** Events that are taken without a break. */
const EVENTS_PER_STEP = 32;

/**
 * Everything that the console shows of the chain, derived from executed blocks alone: two nodes that hold the same
 * blocks show the same figures. The round log is the exception: it is what this one node saw.
 */
export class ReadModel {
	readonly calendar: LocalCalendar;
	readonly directory: Directory;
	readonly products: ProductBook;
	readonly fees: FeeLog;
	readonly statements: Statements;
	readonly readings: MeterReadings;
	readonly certificates: CertificateBook;
	readonly bridge: BridgeBook;
	readonly balances: Balances;
	readonly validators: ValidatorStandings;
	readonly participants: ParticipantStandings;
	readonly graph: ProvenanceGraph;
	readonly evidence = new EvidenceLog();
	readonly access: AccessLog;
	readonly governance: GovernanceLog;
	readonly rounds: RoundLog;
	readonly retention: Retention;
	#height = 0;
	#headTime: number | null = null;
	#topics = new Set<Topic>();

	constructor({ genesis, hasher, utcOffsetMinutes, retention, wallNow }: ReadModelOptions) {
		this.calendar = localCalendar(utcOffsetMinutes);
		this.retention = { ...DEFAULT_RETENTION, ...retention };
		this.directory = new Directory();
		this.products = new ProductBook(this.retention, this.calendar.hourOf);
		this.fees = new FeeLog(this.retention);
		this.statements = new Statements(this.retention);
		this.readings = new MeterReadings(this.retention, this.calendar.hourOf);
		this.certificates = new CertificateBook(this.retention, this.calendar.hourOf);
		this.bridge = new BridgeBook(chainIdOf(genesis, (bytes) => hasher.sha256(bytes)));
		this.balances = new Balances(genesis);
		this.validators = new ValidatorStandings(this.retention);
		this.participants = new ParticipantStandings(this.retention);
		this.graph = new ProvenanceGraph(this.retention);
		this.access = new AccessLog(this.retention);
		this.governance = new GovernanceLog(this.retention);
		this.rounds = new RoundLog({ validators: genesis.validators.length, capacity: this.retention.rounds, wallNow });
		const step: EventStep = { height: 0, time: genesis.time, transactionId: null };
		for (const event of genesisState(genesis, hasher).events) {
			const rest = this.#take(event, step);
			if (rest) finish(rest);
		}
	}

	/** Height of the newest block that these figures contain. */
	get asOfHeight(): number {
		return this.#height;
	}

	/** Chain time of that block; null at genesis. */
	get headTime(): number | null {
		return this.#headTime;
	}

	/** Takes the next block, `asOfHeight` + 1, and answers which views it changed. */
	apply(block: ExecutedBlock): ReadonlySet<Topic> {
		return finish(this.applyInSteps(block));
	}

	/**
	 * The same in steps of well under a millisecond, between which others may run: they already see a part of the block
	 * while `asOfHeight` still names the one before. A block that was begun must be finished before the next.
	 */
	*applyInSteps(block: ExecutedBlock): Generator<void, ReadonlySet<Topic>, undefined> {
		const { header, transactions } = block.block;
		this.#topics = new Set<Topic>(['status']);
		this.validators.enter(header, transactions.length);
		for (const receipt of block.receipts) this.balances.charge(receipt);
		let taken = 0;
		for (const [event, step] of eventsOf(block)) {
			const rest = this.#take(event, step);
			if (rest) yield* rest;
			if (++taken % EVENTS_PER_STEP === 0) yield;
		}
		this.#height = header.height;
		this.#headTime = header.time;
		return this.#topics;
	}

	#creditOperator(meter: string): void {
		const operator = this.directory.meters.get(meter)?.operator;
		if (operator !== undefined) this.participants.read(operator);
	}

	/** @returns what is left to do, where one event may be long work */
	#take(event: ContractEvent, step: EventStep): Generator<void, void, undefined> | void {
		for (const topic of TOPICS_OF[event.kind]) this.#topics.add(topic);
		for (const { node, hash } of hashesOf(event)) this.graph.name(node, hash);
		switch (event.kind) {
			case 'participant-registered':
			case 'meter-registered':
			case 'key-rotated':
			case 'encryption-key-rotated':
			case 'participant-renamed':
			case 'participant-moved':
			case 'participant-role-changed':
			case 'participant-eic-assigned':
			case 'participant-suspended':
			case 'participant-readmitted':
			case 'delegation-granted':
			case 'delegation-revoked':
				return this.directory.take(event, step);
			case 'transfer':
				this.statements.refund(event);
				return this.balances.transfer(event);
			case 'product-opened':
				return this.products.open(event, step);
			case 'order-placed':
			case 'order-amended':
			case 'orders-taken':
				return this.products.place(event, step);
			case 'orders-revealed':
				this.products.seal(event, step);
				return this.products.place(event, step);
			case 'orders-committed':
			case 'commitment-forfeited':
				return this.products.seal(event, step);
			case 'order-cancelled':
				return this.products.cancel(event, step);
			case 'product-cancelled':
				return this.products.abandon(event, step);
			case 'product-cleared':
				return this.products.clear(event, step);
			case 'orders-cleared':
				return this.products.enterResults(event, step);
			case 'trade-made':
				return this.products.enterTrade(event, step);
			case 'deed-drafted':
				return this.products.draft(event, step);
			case 'deed-amended':
				return this.products.amend(event, step);
			case 'deed-signed':
				this.participants.sign(event);
				return this.products.sign(
					event,
					step,
					this.directory.participants.get(event.participant)?.publicKey ?? new Uint8Array(),
				);
			case 'deed-sealed':
			case 'deed-refused':
				return this.products.endDeed(event, step);
			case 'deed-expired':
				this.participants.expire(event);
				return this.products.endDeed(event, step);
			case 'reading-recorded':
				if (event.version === 1) this.#creditOperator(event.meter);
				return this.readings.record(event, step);
			case 'product-settling':
				this.participants.settle(event, (participant) => this.directory.isMetered(participant));
				this.statements.settle(event, this.products.products.get(event.product)?.terms, step.height);
				return this.products.settlePart(event, step);
			case 'fees-set':
				return this.fees.set(event, step);
			case 'product-settled':
				this.participants.settle(event, (participant) => this.directory.isMetered(participant));
				this.statements.settle(event, this.products.products.get(event.product)?.terms, step.height);
				return this.products.settle(event, step);
			case 'certificate-issued':
				return this.certificates.issue(event, step);
			case 'certificate-refused':
				return this.certificates.refuse(event, step);
			case 'certificate-transferred':
				return this.certificates.transfer(event, step);
			case 'certificate-cancelled':
				return this.certificates.cancel(event, step);
			case 'certificate-expired':
				return this.certificates.expire(event, step);
			case 'certificate-sent':
				this.bridge.take(event, step);
				return this.certificates.send(event, this.bridge.regionOfPacket(event.packet)?.chain, step);
			case 'certificate-admitted':
				this.bridge.take(event, step);
				return this.certificates.admit(event, step);
			case 'certificate-returned':
				this.bridge.take(event, step);
				return this.certificates.takeBack(event, this.bridge.regionOfPacket(event.packet)?.chain, step);
			case 'chain-connected':
			case 'channel-terms-set':
			case 'chain-recovered':
			case 'chain-anchored':
			case 'client-frozen':
			case 'packet-sent':
			case 'packet-received':
			case 'packet-closed':
			case 'lot-sent':
			case 'lot-admitted':
			case 'lot-returned':
			case 'offer-opened':
			case 'offer-taken':
			case 'offer-expired':
				return this.bridge.take(event, step);
			case 'participant-credit':
				return this.participants.move(event, step);
			case 'fee-points-instructed':
				return this.participants.instruct(event);
			case 'incentive-points':
				return this.participants.score(event);
			case 'validator-credit':
				return this.validators.move(event, step);
			case 'reward-paid':
				this.balances.reward(event);
				return this.validators.reward(event);
			case 'validator-slashed':
				this.balances.slash(event);
				return this.validators.slash(event);
			case 'pool-paid':
				return this.balances.payFromPool(event);
			case 'governance-proposed':
				return this.governance.propose(event, step);
			case 'governance-approved':
				return this.governance.approve(event, step);
			case 'governance-enacted':
				return this.governance.enact(event, step);
			case 'governance-withdrawn':
			case 'governance-expired':
				return this.governance.close(event, step);
			case 'epoch-changed':
				this.governance.enterEpoch(event);
				this.rounds.beginEpoch(event.description.validators.length);
				return this.validators.enterEpoch(event, step);
			case 'access-granted':
			case 'access-revoked':
			case 'access-expired':
			case 'key-requested':
			case 'key-released':
				return this.access.take(event, step);
			case 'document-deposited':
			case 'document-signed':
			case 'document-sealed':
			case 'document-refused':
			case 'document-expired':
			case 'readings-submitted':
				return this.evidence.take(event, step);
			case 'provenance':
				return this.graph.add(event, step);
		}
	}
}

function finish<T>(steps: Generator<void, T, undefined>): T {
	let step = steps.next();
	while (!step.done) step = steps.next();
	return step.value;
}

const TOPICS_OF: { readonly [K in ContractEvent['kind']]: readonly Topic[] } = {
	'participant-registered': ['standings', 'trace'],
	'meter-registered': ['market'],
	'contract-upgraded': ['governance'],
	'key-rotated': ['status'],
	'encryption-key-rotated': ['status'],
	'participant-renamed': ['standings'],
	'participant-moved': ['standings'],
	'participant-role-changed': ['standings'],
	'participant-eic-assigned': ['standings'],
	'participant-suspended': ['standings'],
	'participant-readmitted': ['standings'],
	'delegation-granted': ['standings'],
	'delegation-revoked': ['standings'],
	transfer: ['standings'],
	'product-opened': ['market', 'auctions'],
	'order-placed': ['market', 'auctions'],
	'order-amended': ['market', 'auctions'],
	'order-cancelled': ['market', 'auctions'],
	'orders-taken': ['market', 'auctions'],
	'orders-committed': ['auctions'],
	'orders-revealed': ['market', 'auctions'],
	'commitment-forfeited': ['auctions'],
	'fees-set': ['market'],
	'product-cancelled': ['market', 'auctions'],
	'product-cleared': ['market', 'auctions'],
	'orders-cleared': ['auctions'],
	'trade-made': ['market', 'auctions'],
	'deed-drafted': ['deeds', 'market', 'auctions'],
	'deed-amended': ['deeds', 'market'],
	'deed-signed': ['deeds', 'standings'],
	'deed-sealed': ['deeds', 'market'],
	'deed-refused': ['deeds', 'market'],
	'deed-expired': ['deeds', 'market', 'standings'],
	'document-deposited': ['deeds'],
	'document-signed': ['deeds'],
	'document-sealed': ['deeds'],
	'document-refused': ['deeds'],
	'document-expired': ['deeds'],
	'readings-submitted': [],
	'reading-recorded': ['market', 'standings'],
	'product-settling': ['standings'],
	'product-settled': ['market', 'auctions', 'standings'],
	'participant-credit': ['standings'],
	'validator-credit': ['standings', 'consensus'],
	'reward-paid': ['standings'],
	'incentive-points': ['standings'],
	'fee-points-instructed': ['standings'],
	'validator-slashed': ['standings', 'consensus'],
	'pool-paid': ['standings'],
	'governance-proposed': ['governance'],
	'governance-approved': ['governance'],
	'governance-enacted': ['governance'],
	'governance-withdrawn': ['governance'],
	'governance-expired': ['governance'],
	'epoch-changed': ['governance', 'standings', 'consensus'],
	'certificate-issued': ['market'],
	'certificate-refused': ['market'],
	'certificate-transferred': ['market'],
	'certificate-cancelled': ['market'],
	'certificate-expired': ['market'],
	'access-granted': ['deeds'],
	'access-revoked': ['deeds'],
	'access-expired': ['deeds'],
	'key-requested': ['deeds'],
	'key-released': ['deeds'],
	'chain-connected': ['bridge'],
	'channel-terms-set': ['bridge'],
	'chain-recovered': ['bridge'],
	'chain-anchored': ['bridge'],
	'client-frozen': ['bridge'],
	'packet-sent': ['bridge'],
	'packet-received': ['bridge'],
	'packet-closed': ['bridge'],
	'certificate-sent': ['bridge', 'market'],
	'certificate-admitted': ['bridge', 'market'],
	'certificate-returned': ['bridge', 'market'],
	'lot-sent': ['bridge', 'market'],
	'lot-admitted': ['bridge', 'market'],
	'lot-returned': ['bridge', 'market'],
	'offer-opened': ['bridge'],
	'offer-taken': ['bridge'],
	'offer-expired': ['bridge'],
	provenance: ['trace'],
};
