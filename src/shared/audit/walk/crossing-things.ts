import type { CrossingPart, PacketContents } from '../../codec/bridge-packet.ts';
import type { ContractEvent, SettlementStatement } from '../../codec/events.ts';
import { foreignCertificateId, settlementId } from '../../codec/ids.ts';
import type { ProvenanceNode } from '../../codec/provenance.ts';
import type { WalkPlace, WalkRecord } from './walk-record.ts';

type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;

const packetOf = (id: string): ProvenanceNode => ({ type: 'packet', id });
const participantOf = (id: string): ProvenanceNode => ({ type: 'participant', id });
const certificateOf = (id: string): ProvenanceNode => ({ type: 'certificate', id });

/** A lot that a product's settlement is to count. */
interface Counted {
	readonly packet: string;
	readonly owner: string;
	readonly energyWh: number;
}

/** What an event tells of packets, and of the lots and certificates that cross with them. */
export class CrossingThings {
	readonly #record: WalkRecord;
	/** Lots that came, by product, until it is settled. */
	readonly #came = new Map<string, Counted[]>();

	constructor(record: WalkRecord) {
		this.#record = record;
	}

	note(event: ContractEvent, at: WalkPlace): void {
		switch (event.kind) {
			case 'packet-sent':
				this.#packet(event, at);
				this.#record.note(packetOf(event.packet), at, [
					['timeoutAt', event.timeoutAt, 'time'],
					['state', 'on-its-way', 'text'],
				]);
				this.#follow(event, at);
				break;
			case 'packet-received':
				this.#packet(event, at);
				this.#record.note(packetOf(event.packet), at, [
					['answer', event.answer.ok ? 'taken' : 'refused', 'text'],
					['code', event.answer.code, 'text'],
					['relayer', event.by, 'text'],
				]);
				if (event.answer.ok && 'to' in event.contents)
					this.#record.link(packetOf(event.packet), 'wasAttributedTo', participantOf(event.contents.to), at);
				break;
			case 'packet-closed':
				this.#record.note(packetOf(event.packet), at, [
					['state', event.outcome, 'text'],
					['code', event.code, 'text'],
				]);
				break;
			case 'lot-sent':
				this.#lotSent(event, at);
				break;
			case 'lot-admitted':
				this.#lotAdmitted(event, at);
				break;
			case 'lot-returned':
				this.#record.note(packetOf(event.packet), at, [['returned', event.quantityWh, 'Wh']]);
				break;
			case 'product-settling':
			case 'product-settled':
				for (const statement of event.statements) this.#settle(event.product, statement, at);
				if (event.kind === 'product-settled') this.#came.delete(event.product);
				break;
			case 'certificate-sent':
				this.#record.link(packetOf(event.packet), 'wasDerivedFrom', certificateOf(event.certificate), at, whOf(event));
				break;
			case 'certificate-returned':
				// Of a packet that this chain sent itself, and that came to nothing, is known where it came from.
				if (!this.#record.thing(packetOf(event.packet)))
					this.#record.link(
						certificateOf(event.certificate),
						'wasDerivedFrom',
						packetOf(event.packet),
						at,
						whOf(event),
					);
				break;
			case 'certificate-admitted':
				this.#admitted(event, at);
				break;
			case 'offer-taken':
				this.#record.note(packetOf(event.offer), at, [
					['taker', event.taker, 'text'],
					['price', event.price, 'money'],
				]);
				this.#record.link(packetOf(event.offer), 'wasAttributedTo', participantOf(event.taker), at);
				this.#record.link(packetOf(event.packet), 'wasDerivedFrom', packetOf(event.offer), at);
		}
	}

	#packet({ packet, chain, contents }: EventOf<'packet-sent' | 'packet-received'>, at: WalkPlace): void {
		this.#record.note(packetOf(packet), at, [
			['contents', contents.kind, 'text'],
			['from', 'from' in contents ? contents.from : null, 'text'],
			['to', 'to' in contents ? contents.to : null, 'text'],
			['chain', chain, 'text'],
			['quantity', energyOf(contents), 'Wh'],
			['money', contents.kind === 'money' ? contents.amount : null, 'money'],
		]);
	}

	/** On the chain that sends it: certificates that follow a lot, one of theirs after the other. */
	#follow({ packet, contents }: EventOf<'packet-sent'>, at: WalkPlace): void {
		const node = packetOf(packet);
		if ('from' in contents) this.#record.link(node, 'wasAttributedTo', participantOf(contents.from), at);
		if (contents.kind !== 'certificates') return;
		if (contents.lot !== null) this.#record.link(node, 'wasDerivedFrom', packetOf(contents.lot), at);
		for (const part of contents.parts)
			this.#record.link(node, 'wasDerivedFrom', certificateOf(ownId(part)), at, whOf(part));
	}

	#lotSent({ packet, owner, lot }: EventOf<'lot-sent'>, at: WalkPlace): void {
		this.#record.note(packetOf(packet), at, [
			['owner', owner, 'text'],
			['start', lot.start, 'time'],
			['end', lot.end, 'time'],
		]);
		this.#record.link(packetOf(packet), 'wasDerivedFrom', { type: 'deed', id: lot.deed }, at, lot.quantityWh);
	}

	#lotAdmitted({ packet, owner, product, lot }: EventOf<'lot-admitted'>, at: WalkPlace): void {
		this.#record.link(packetOf(packet), 'wasAttributedTo', participantOf(owner), at, lot.quantityWh);
		const counted = this.#came.get(product) ?? [];
		this.#came.set(product, [...counted, { packet, owner, energyWh: lot.quantityWh }]);
	}

	#settle(product: string, { participant }: SettlementStatement, at: WalkPlace): void {
		const settlement: ProvenanceNode = { type: 'settlement', id: settlementId(product, participant) };
		for (const { packet, owner, energyWh } of this.#came.get(product) ?? [])
			if (owner === participant) this.#record.link(settlement, 'used', packetOf(packet), at, energyWh);
	}

	#admitted(event: EventOf<'certificate-admitted'>, at: WalkPlace): void {
		const { certificate, packet, owner, origin, terms } = event;
		this.#record.note(certificateOf(certificate), at, [
			['owner', owner, 'text'],
			['origin', origin, 'text'],
			['technology', terms.technology, 'text'],
			['quantity', whOf(event), 'Wh'],
			['start', terms.start, 'time'],
			['end', terms.end, 'time'],
		]);
		this.#record.link(certificateOf(certificate), 'wasDerivedFrom', packetOf(packet), at, whOf(event));
		this.#record.link(certificateOf(certificate), 'wasAttributedTo', participantOf(owner), at, whOf(event));
	}
}

/** As the sending chain calls it: on its way home a part has no terms. */
function ownId({ origin, certificate, terms }: CrossingPart): string {
	return terms === null ? foreignCertificateId(origin, certificate) : certificate;
}

function whOf({ fromWh, toWh }: { readonly fromWh: number; readonly toWh: number }): number {
	return toWh - fromWh;
}

function energyOf(contents: PacketContents): number | null {
	switch (contents.kind) {
		case 'lot':
			return contents.lot.quantityWh;
		case 'certificates':
			return contents.parts.reduce((sum, part) => sum + whOf(part), 0);
		case 'offer':
			return contents.goods.kind === 'lot'
				? contents.goods.lot.quantityWh
				: contents.goods.parts.reduce((sum, part) => sum + whOf(part), 0);
		default:
			return null;
	}
}
