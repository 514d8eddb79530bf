import { toHex } from '../../codec/bytes.ts';
import type { ContractEvent, SettlementStatement } from '../../codec/events.ts';
import { readingId, settlementId, signatureId } from '../../codec/ids.ts';
import type { ProvenanceNode } from '../../codec/provenance.ts';
import type { EnergyWh, TimeMs } from '../../codec/units.ts';
import { nodeKey } from '../../provenance/graph.ts';
import type { WalkPlace, WalkRecord } from './walk-record.ts';

type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;

const participantOf = (id: string): ProvenanceNode => ({ type: 'participant', id });
const readingOf = (id: string): ProvenanceNode => ({ type: 'reading', id });
const certificateOf = (id: string): ProvenanceNode => ({ type: 'certificate', id });
const documentOf = (id: string): ProvenanceNode => ({ type: 'document', id });
const settlementOf = (product: string, participant: string): ProvenanceNode => ({
	type: 'settlement',
	id: settlementId(product, participant),
});

interface Measured {
	readonly reading: string;
	readonly start: TimeMs;
	readonly end: TimeMs;
}

/** What an event tells of readings, settlements, certificates and documents: all that was measured, paid and kept. */
export class MeasuredThings {
	readonly #record: WalkRecord;
	/** Newest version of each reading, by meter and start, of each participant. */
	readonly #readings = new Map<string, Map<string, Measured>>();
	readonly #delivery = new Map<string, { readonly start: TimeMs; readonly end: TimeMs }>();
	/** Of each product, until it is settled. */
	readonly #deeds = new Map<string, string[]>();

	constructor(record: WalkRecord) {
		this.#record = record;
	}

	note(event: ContractEvent, at: WalkPlace): void {
		switch (event.kind) {
			case 'product-opened':
				this.#delivery.set(event.product, { start: event.deliveryStart, end: event.deliveryEnd });
				break;
			case 'deed-drafted':
				this.#deeds.set(event.product, [...(this.#deeds.get(event.product) ?? []), event.deed]);
				break;
			case 'readings-submitted':
				this.#record.note({ type: 'readings', id: event.batch }, at, [
					['source', event.source.id, 'text'],
					['count', event.count, 'text'],
					['root', toHex(event.root), 'hash'],
					['signature', toHex(event.signature), 'hash'],
				]);
				break;
			case 'reading-recorded':
				this.#reading(event, at);
				break;
			case 'product-settling':
			case 'product-settled':
				for (const statement of event.statements) this.#statement(event.product, statement, at);
				if (event.kind === 'product-settled') this.#deeds.delete(event.product);
				break;
			case 'meter-registered':
				this.#record.link({ type: 'meter', id: event.meter }, 'wasAttributedTo', participantOf(event.participant), at);
				break;
			default:
				this.#certificate(event, at);
				this.#document(event, at);
		}
	}

	#reading(event: EventOf<'reading-recorded'>, at: WalkPlace): void {
		const { reading, meter, participant, batch, start, end, generatedWh, consumedWh, version } = event;
		const node = readingOf(reading);
		this.#record.note(node, at, [
			['participant', participant, 'text'],
			['start', start, 'time'],
			['end', end, 'time'],
			['generated', generatedWh, 'Wh'],
			['consumed', consumedWh, 'Wh'],
			['version', version, 'text'],
		]);
		this.#record.link(node, 'wasGeneratedBy', { type: 'meter', id: meter }, at, Math.max(generatedWh, consumedWh));
		this.#record.link(node, 'wasDerivedFrom', { type: 'readings', id: batch }, at);
		if (version > 1) this.#record.link(node, 'wasDerivedFrom', readingOf(readingId(meter, start, version - 1)), at);
		const own = this.#readings.get(participant) ?? new Map<string, Measured>();
		this.#readings.set(participant, own.set(`${meter}/${start}`, { reading, start, end }));
	}

	#statement(product: string, statement: SettlementStatement, at: WalkPlace): void {
		const { participant, contractedWh, meteredWh, residualWh, traded, wheeling, border, residual } = statement;
		const node = settlementOf(product, participant);
		this.#record.note(node, at, [
			['participant', participant, 'text'],
			['contracted', contractedWh, 'Wh'],
			['metered', meteredWh, 'Wh'],
			['residual', residualWh, 'Wh'],
			['traded', traded, 'money'],
			['fee', wheeling + border, 'money'],
			['imbalance', residual, 'money'],
		]);
		this.#record.link(node, 'wasAttributedTo', participantOf(participant), at);
		for (const deed of this.#deeds.get(product) ?? []) {
			const { facts = [], out = [] } = this.#record.thing({ type: 'deed', id: deed }) ?? {};
			const isParty = facts.some(({ key, value }) => (key === 'seller' || key === 'buyer') && value === participant);
			const isSealed = facts.findLast(({ key }) => key === 'state')?.value === 'sealed';
			if (!isParty || !isSealed) continue;
			const soldWh = out.reduce((sum, { energyWh }) => sum + (energyWh ?? 0), 0);
			this.#record.link(node, 'used', { type: 'deed', id: deed }, at, soldWh);
		}
		const delivery = this.#delivery.get(product);
		const own = this.#readings.get(participant);
		if (!delivery || !own) return;
		for (const [place, { reading, start, end }] of own) {
			if (start < delivery.end && end > delivery.start) this.#record.link(node, 'used', readingOf(reading), at);
			// What was metered before this delivery belongs to products that are settled.
			else if (end <= delivery.start) own.delete(place);
		}
	}

	#certificate(event: ContractEvent, at: WalkPlace): void {
		switch (event.kind) {
			case 'certificate-issued': {
				const { certificate, owner, technology, quantityWh, reading, start, end } = event;
				this.#record.note(certificateOf(certificate), at, [
					['owner', owner, 'text'],
					['technology', technology, 'text'],
					['quantity', quantityWh, 'Wh'],
					['start', start, 'time'],
					['end', end, 'time'],
				]);
				this.#record.link(certificateOf(certificate), 'wasDerivedFrom', readingOf(reading), at, quantityWh);
				this.#record.link(certificateOf(certificate), 'wasAttributedTo', participantOf(owner), at);
				break;
			}
			case 'certificate-transferred': {
				const { certificate, to, fromWh, toWh, trade } = event;
				this.#add(certificate, 'transferred', toWh - fromWh, at);
				this.#record.link(certificateOf(certificate), 'wasAttributedTo', participantOf(to), at, toWh - fromWh);
				if (trade !== null)
					this.#record.link(
						certificateOf(certificate),
						'wasDerivedFrom',
						{ type: 'trade', id: trade },
						at,
						toWh - fromWh,
					);
				break;
			}
			case 'certificate-cancelled': {
				const { certificate, settlement, fromWh, toWh } = event;
				this.#add(certificate, 'cancelled', toWh - fromWh, at);
				if (settlement === null) break;
				const used: ProvenanceNode = { type: 'settlement', id: settlement };
				this.#record.link(used, 'used', certificateOf(certificate), at, toWh - fromWh);
				break;
			}
			case 'certificate-expired':
				this.#add(event.certificate, 'expired', event.toWh - event.fromWh, at);
		}
	}

	/** To what has been told of the certificate before. */
	#add(certificate: string, key: string, moreWh: EnergyWh, at: WalkPlace): void {
		const known = this.#record.thing(certificateOf(certificate))?.facts.findLast((fact) => fact.key === key)?.value;
		const sumWh = (typeof known === 'number' ? known : 0) + moreWh;
		this.#record.note(certificateOf(certificate), at, [[key, sumWh, 'Wh']]);
	}

	#document(event: ContractEvent, at: WalkPlace): void {
		switch (event.kind) {
			case 'document-deposited': {
				const { document, depositor, type, about, digest } = event;
				this.#record.note(documentOf(document), at, [
					['depositor', depositor, 'text'],
					['documentType', type, 'text'],
					['digest', toHex(digest), 'hash'],
				]);
				this.#record.link(documentOf(document), 'wasAttributedTo', participantOf(depositor), at);
				if (about && nodeKey(about) !== nodeKey(participantOf(depositor)))
					this.#record.link(documentOf(document), 'wasDerivedFrom', about, at);
				break;
			}
			case 'document-signed': {
				const { document, participant, signature } = event;
				const node: ProvenanceNode = { type: 'signature', id: signatureId(document, participant) };
				this.#record.note(node, at, [
					['signer', participant, 'text'],
					['signature', toHex(signature), 'hash'],
				]);
				this.#record.link(node, 'wasDerivedFrom', documentOf(document), at);
				this.#record.link(node, 'wasAttributedTo', participantOf(participant), at);
				break;
			}
			case 'document-sealed':
				this.#record.note(documentOf(event.document), at, [['state', 'sealed', 'text']]);
				break;
			case 'document-refused':
				this.#record.note(documentOf(event.document), at, [['state', 'refused', 'text']]);
				break;
			case 'document-expired':
				this.#record.note(documentOf(event.document), at, [['state', 'expired', 'text']]);
		}
	}
}
