import type { BridgeEvent } from '../../codec/bridge-events.ts';
import type { CrossingPart, EnergyLot } from '../../codec/bridge-packet.ts';
import { equalBytes } from '../../codec/bytes.ts';
import { encode, type Plain } from '../../codec/cbor.ts';
import type { ContractEvent } from '../../codec/events.ts';
import { foreignCertificateId } from '../../codec/ids.ts';
import { otherChainOf } from '../../codec/packet-name.ts';
import type { EnergyWh } from '../../codec/units.ts';
import { CodedError } from '../../errors/coded-error.ts';
import type { ChannelRecord, ToldContents } from '../across/channel-record.ts';
import { type Because, because } from '../reasons.ts';
import type { AuditScope } from './scope.ts';

type EventOf<K extends BridgeEvent['kind']> = Extract<BridgeEvent, { kind: K }>;
type PartEvent = EventOf<'certificate-sent' | 'certificate-admitted' | 'certificate-returned'>;

/** What a chain's events say that a packet did with goods. */
interface Done {
	readonly parts: PartEvent[];
	lot: EnergyLot | null;
	taker: string | null;
}

/** What was locked, admitted and given back for a packet is what the packet carries: no more, and in the end no less. */
export class GoodsCheck {
	readonly #scope: AuditScope;
	readonly #channels: ReadonlyMap<string, ChannelRecord>;
	readonly #isWhole: boolean;
	readonly #sent = new Map<string, Done>();
	readonly #came = new Map<string, Done>();

	constructor(
		scope: AuditScope,
		{ channels, isWhole }: { readonly channels: ReadonlyMap<string, ChannelRecord>; readonly isWhole: boolean },
	) {
		this.#scope = scope;
		this.#channels = channels;
		this.#isWhole = isWhole;
	}

	/** Of a call all of whose packets are in the channels already. @throws CodedError BUNDLE_CROSSING */
	take(event: ContractEvent): void {
		switch (event.kind) {
			case 'certificate-sent':
				this.#part(event, this.#sent, ['left']);
				break;
			case 'certificate-admitted':
				this.#part(event, this.#came, ['came']);
				break;
			case 'certificate-returned':
				// Refused there, or come home.
				this.#part(event, this.#came, ['left', 'came']);
				break;
			case 'lot-sent':
				this.#lot(event, this.#sent, 'left');
				break;
			case 'lot-admitted':
				this.#lot(event, this.#came, 'came');
				break;
			case 'offer-taken':
				doneFor(this.#came, event.offer).taker = event.taker;
		}
	}

	#part(event: PartEvent, done: Map<string, Done>, directions: readonly ('left' | 'came')[]): void {
		const { packet, owner } = event;
		const told = directions.flatMap((direction) => this.#toldOf(packet, direction) ?? []);
		if (told.length === 0) return this.#requirePartial(packet);
		const own = told[0] as ToldContents;
		// What is locked for a lot goes with packets of its own, which follow it.
		const isOfLot = own.lot !== null;
		const isCarried = isOfLot || own.parts.some((part) => this.#isOf(part, event));
		const isIts = own.kind === 'certificates' ? owner === own.from || owner === own.to : true;
		if (!isCarried || !isIts) throw crossing(packet, because('packet-carries-other-goods'));
		doneFor(done, packet).parts.push(event);
	}

	#isOf({ origin, certificate, fromWh, toWh }: CrossingPart, event: PartEvent): boolean {
		const id = origin === this.#scope.chainId ? certificate : foreignCertificateId(origin, certificate);
		return id === event.certificate && fromWh <= event.fromWh && event.toWh <= toWh;
	}

	#lot(event: EventOf<'lot-sent' | 'lot-admitted'>, done: Map<string, Done>, direction: 'left' | 'came'): void {
		const { packet, owner, lot } = event;
		const told = this.#toldOf(packet, direction);
		if (!told) return this.#requirePartial(packet);
		const due = direction === 'left' ? told.from : told.to;
		if (!told.lot || !isSameLot(told.lot, lot) || (due !== null && due !== owner))
			throw crossing(packet, because('packet-carries-other-goods'));
		doneFor(done, packet).lot = lot;
	}

	#toldOf(packet: string, direction: 'left' | 'came'): ToldContents | null {
		const chain = otherChainOf(packet, this.#scope.chainId);
		const channel = chain === null ? undefined : this.#channels.get(chain);
		const sequence = Number(packet.slice(packet.lastIndexOf('-') + 1));
		const known = direction === 'left' ? channel?.sent.get(sequence) : channel?.received.get(sequence);
		return known?.packet === packet ? known : null;
	}

	/** Where everything is shown, so is every packet. */
	#requirePartial(packet: string): void {
		if (this.#isWhole) throw crossing(packet, because('packet-was-not-sent'));
	}

	/** Where everything is shown. @throws CodedError BUNDLE_CROSSING */
	end(): void {
		for (const { sent, received } of this.#channels.values()) {
			for (const { packet, kind, parts, lot, follows } of sent.values()) {
				const done = this.#sent.get(packet);
				if (lot && !done?.lot) throw crossing(packet, because('goods-are-not-told'));
				if (follows !== null) this.#requireLocked(packet, follows, parts);
				else if (kind !== 'lot' && lot === null) requireAll(packet, parts, done);
			}
			for (const { packet, kind, parts, lot, answer } of received.values()) {
				const done = this.#came.get(packet);
				const isDue = answer.ok && (kind !== 'offer' || done?.taker != null);
				if (lot && isDue !== (done?.lot != null)) throw crossing(packet, because('goods-are-not-told'));
				if (!lot) requireAll(packet, isDue ? parts : [], done);
			}
		}
	}

	/** Certificates that follow a lot were locked for it. */
	#requireLocked(packet: string, lot: string, parts: readonly CrossingPart[]): void {
		const locked = this.#sent.get(lot)?.parts ?? [];
		const isLocked = (part: CrossingPart): boolean =>
			locked.some(({ certificate, fromWh, toWh }) => {
				return certificate === part.certificate && fromWh <= part.fromWh && part.toWh <= toWh;
			});
		if (!parts.every(isLocked)) throw crossing(packet, because('certificates-were-not-locked', { lot }));
	}
}

/** Each part lies in one that the packet carries; together they come to as much. */
function requireAll(packet: string, parts: readonly CrossingPart[], done: Done | undefined): void {
	if (sumOf(parts) !== sumOf(done?.parts ?? [])) throw crossing(packet, because('goods-are-not-told'));
}

function sumOf(parts: readonly { readonly fromWh: EnergyWh; readonly toWh: EnergyWh }[]): EnergyWh {
	return parts.reduce((sum, { fromWh, toWh }) => sum + toWh - fromWh, 0);
}

function doneFor(done: Map<string, Done>, packet: string): Done {
	const known = done.get(packet);
	if (known) return known;
	const fresh: Done = { parts: [], lot: null, taker: null };
	done.set(packet, fresh);
	return fresh;
}

function isSameLot(a: EnergyLot, b: EnergyLot): boolean {
	return equalBytes(encode(a as unknown as Plain), encode(b as unknown as Plain));
}

function crossing(packet: string, because: Because): CodedError {
	return new CodedError('BUNDLE_CROSSING', { packet, ...because });
}
