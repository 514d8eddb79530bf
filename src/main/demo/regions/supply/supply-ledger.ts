import { bridgeAccount } from '../../../../shared/codec/accounts.ts';
import type { CrossingPart, PacketContents } from '../../../../shared/codec/bridge-packet.ts';
import type { CertificatePart } from '../../../../shared/codec/energy-certificate.ts';
import type { EnergyWh, MicroMoney } from '../../../../shared/codec/units.ts';
import { Balances } from './balances.ts';
import { ChannelCount, type CountedPacket } from './channel-count.ts';
import type { SupplyEvent, SupplyStep } from './supply-steps.ts';

export interface SupplyFault {
	readonly chain: string;
	readonly height: number;
	readonly what: string;
}

/** A certificate of `origin` and what of it is with another chain. */
export interface CrossedCertificate {
	readonly origin: string;
	readonly certificate: string;
	readonly other: string;
	lockedWh: EnergyWh;
	givenWh: EnergyWh;
}

/** Faults beyond these are counted by none: one is enough. */
const FAULTS_MAX = 100;

/**
 * Follows what crosses between chains by their events alone and holds after every call of any of them that nothing was
 * made or lost:
 *
 *     money         $bridge of A + $bridge of B = what is on its way between them
 *     certificate   what its chain has locked for B = what B was given of it + what is on its way
 *     lot           what left = what was admitted + what is on its way
 */
export class SupplyLedger {
	readonly faults: SupplyFault[] = [];
	/** What each chain's account of each other holds, by `<chain> <other>`. */
	readonly accounts = new Map<string, MicroMoney>();
	/** Of each certificate that crossed: what its chain has locked, and what the other was given. */
	readonly certificates = new Map<string, CrossedCertificate>();
	readonly #channels: ChannelCount;
	readonly #balances = new Balances();
	/** Certificates of a lot that wait for it to be delivered before they follow it. */
	readonly #waiting = new Balances();
	#at: Pick<SupplyStep, 'chain' | 'height'> = { chain: '', height: 0 };
	#lotsMoved = 0;

	constructor() {
		this.#channels = new ChannelCount({ fault: (what) => this.#fault(what) });
	}

	/** Packets that their receiving chain executed, each once. */
	get executed(): number {
		let count = 0;
		for (const { answer } of this.#channels.packets.values()) if (answer === 'executed') count += 1;
		return count;
	}

	/** Lots that another region admitted. */
	get lotsMoved(): number {
		return this.#lotsMoved;
	}

	/** Whether what the step answers has been heard: no chain can hear of what another has not done yet. */
	isReady({ events }: SupplyStep): boolean {
		const { packets } = this.#channels;
		return events.every((event) => {
			if (event.kind === 'packet-received') return packets.has(event.packet);
			if (event.kind !== 'packet-closed' || event.outcome === 'timed-out') return true;
			return packets.get(event.packet)?.answer !== 'none';
		});
	}

	apply(step: SupplyStep): void {
		this.#at = step;
		for (const event of step.events) if (event.kind === 'packet-sent') this.#send(step.chain, event);
		for (const event of step.events) this.#take(step.chain, event);
		for (const { name, sum } of this.#balances.unbalanced()) this.#fault(`${name}: ${sum} too much`);
		for (const { name, sum } of this.#waiting.unbalanced()) if (sum < 0) this.#fault(`${name}: ${-sum} too little`);
	}

	/** When all is said: nothing may be on its way any more. */
	finish(): void {
		for (const id of this.#channels.unfinished()) this.#fault(`${id} is on its way`);
		for (const { name, sum } of this.#waiting.all()) this.#fault(`${name}: ${sum} did not follow`);
		for (const [name, { lockedWh, givenWh }] of this.certificates)
			if (lockedWh !== givenWh || lockedWh < 0) this.#fault(`${name}: ${lockedWh} locked, ${givenWh} given`);
	}

	#send(chain: string, event: Extract<SupplyEvent, { kind: 'packet-sent' }>): void {
		const packet = this.#channels.send(chain, event);
		if (packet) this.#carry(packet, packet.contents, -1);
	}

	#take(chain: string, event: SupplyEvent): void {
		switch (event.kind) {
			case 'transfer':
				return this.#transfer(chain, event.from, event.to, event.amount);
			case 'packet-received': {
				const packet = this.#channels.receive(chain, event);
				// An offer's goods stay on their way until somebody has taken them or they are back.
				if (packet?.answer === 'executed' && packet.contents.kind !== 'offer') this.#carry(packet, packet.contents, 1);
				return;
			}
			case 'packet-closed': {
				const packet = this.#channels.close(chain, event);
				if (packet?.isGivenBack) this.#carry(packet, packet.contents, 1);
				return;
			}
			case 'offer-opened':
				return void this.#channels.turnOffer(chain, event.offer, 'open');
			case 'offer-taken': {
				const packet = this.#channels.turnOffer(chain, event.offer, 'ended');
				if (packet) this.#carry(packet, packet.contents, 1);
				return;
			}
			case 'offer-expired':
				return void this.#channels.turnOffer(chain, event.offer, 'ended');
			case 'lot-sent':
				return this.#balances.add(`lot ${event.packet}`, event.lot.quantityWh);
			case 'lot-returned':
				return this.#balances.add(`lot ${event.packet}`, -event.quantityWh);
			case 'lot-admitted':
				this.#lotsMoved += 1;
				return this.#balances.add(`lot ${event.packet}`, -event.lot.quantityWh);
			case 'certificate-sent':
				return this.#certificate(chain, event, 1);
			case 'certificate-returned':
				return this.#certificate(chain, event, -1);
			case 'certificate-admitted':
				return this.#certificate(chain, event, -1);
		}
	}

	#transfer(chain: string, from: string, to: string, amount: MicroMoney): void {
		const other = otherOf(from) ?? otherOf(to);
		if (other === null) return;
		const signed = otherOf(to) === null ? -amount : amount;
		this.accounts.set(`${chain} ${other}`, (this.accounts.get(`${chain} ${other}`) ?? 0) + signed);
		this.#balances.add(moneyOf(chain, other), signed);
	}

	/** @param direction −1 when it sets out, 1 when it has arrived or is back */
	#carry(packet: CountedPacket, contents: PacketContents, direction: 1 | -1): void {
		switch (contents.kind) {
			case 'money':
				return this.#balances.add(moneyOf(packet.from, packet.to), direction * contents.amount);
			case 'certificates':
				// They are on their way since the lot's settlement, when they set out to wait for it.
				if (direction === -1 && contents.lot !== null) this.#waitForLot(contents.lot, contents.parts);
				else this.#carryParts(packet, contents.parts, direction);
				return;
			case 'lot':
				return this.#carryLot(packet.id, contents.lot.quantityWh, direction);
			case 'offer':
				if (contents.goods.kind === 'lot') this.#carryLot(packet.id, contents.goods.lot.quantityWh, direction);
				else this.#carryParts(packet, contents.goods.parts, direction);
				return;
			case 'offer-closed':
				return this.#carryDecision(packet, contents, direction);
		}
	}

	/** A taken offer's price is on its way to the seller; the goods of one that nobody took are until it is told. */
	#carryDecision(
		packet: CountedPacket,
		{ offer: id, taker }: Extract<PacketContents, { kind: 'offer-closed' }>,
		direction: 1 | -1,
	): void {
		const offer = this.#channels.packets.get(id);
		if (offer?.contents.kind !== 'offer') return this.#fault(`${packet.id} closes ${id}, which is no offer`);
		if (taker !== null) this.#balances.add(moneyOf(packet.from, packet.to), direction * offer.contents.price);
		else if (direction === 1) this.#carry(offer, offer.contents, 1);
	}

	#waitForLot(lot: string, parts: readonly CrossingPart[]): void {
		for (const { certificate, fromWh, toWh } of parts)
			this.#waiting.add(`certificate ${certificate} of lot ${lot}`, fromWh - toWh);
	}

	#carryLot(packet: string, quantityWh: EnergyWh, direction: 1 | -1): void {
		this.#balances.add(`lot ${packet}`, direction * quantityWh);
	}

	#carryParts({ from, to }: CountedPacket, parts: readonly CrossingPart[], direction: 1 | -1): void {
		// On its way home it is what the other chain gave up: counted as it is locked, the other way round.
		for (const { origin, certificate, fromWh, toWh } of parts)
			this.#balances.add(certificateOf(origin, certificate, origin === from ? to : from), direction * (toWh - fromWh));
	}

	/** @param direction 1 when it leaves a hand here, −1 when it comes into one */
	#certificate(chain: string, part: CertificatePart & { readonly packet: string }, direction: 1 | -1): void {
		const packet = this.#channels.packets.get(part.packet);
		if (!packet) return this.#fault(`${part.packet} moves ${part.certificate} and was never sent`);
		const other = packet.from === chain ? packet.to : packet.from;
		const foreign = `${other}:`;
		const isForeign = part.certificate.startsWith(foreign);
		const [origin, certificate] = isForeign
			? [other, part.certificate.slice(foreign.length)]
			: [chain, part.certificate];
		const energyWh = direction * (part.toWh - part.fromWh);
		const name = certificateOf(origin, certificate, isForeign ? chain : other);
		const crossed = this.certificates.get(name) ?? {
			origin,
			certificate,
			other: isForeign ? chain : other,
			lockedWh: 0,
			givenWh: 0,
		};
		if (isForeign) crossed.givenWh -= energyWh;
		else crossed.lockedWh += energyWh;
		this.certificates.set(name, crossed);
		this.#balances.add(name, energyWh);
		if (!isLot(packet.contents)) return;
		// It is on its way with the lot, and waits until that is delivered.
		this.#balances.add(name, -energyWh);
		this.#waiting.add(`certificate ${part.certificate} of lot ${packet.id}`, energyWh);
	}

	#fault(what: string): void {
		if (this.faults.length < FAULTS_MAX) this.faults.push({ ...this.#at, chain: this.#at.chain, what });
	}
}

function isLot(contents: PacketContents): boolean {
	return contents.kind === 'lot' || (contents.kind === 'offer' && contents.goods.kind === 'lot');
}

const BRIDGE = bridgeAccount('');

/** The chain whose account it is; null for any other account. */
function otherOf(account: string): string | null {
	return account.startsWith(BRIDGE) ? account.slice(BRIDGE.length) : null;
}

function moneyOf(a: string, b: string): string {
	return `money ${a < b ? `${a} ${b}` : `${b} ${a}`}`;
}

function certificateOf(origin: string, certificate: string, other: string): string {
	return `certificate ${origin}:${certificate} at ${other}`;
}
