import {
	batchId,
	deedId,
	energyCertificateId,
	orderId,
	readingId,
	settlementId,
	signatureId,
	tradeId,
} from '../../src/shared/codec/ids.ts';
import type { ProvenanceEvent, ProvenanceNode, ProvenanceRelation } from '../../src/shared/codec/provenance.ts';
import { HOUR_MS } from '../../src/shared/codec/units.ts';
import type { DatedProvenance } from '../../src/shared/provenance/graph.ts';

const START = Date.UTC(2017, 6, 28);
/** Blocks of one hour: orders, gate closure, signatures, readings, settlement. */
const BLOCKS_PER_HOUR = 5;

export interface TraceShape {
	readonly homes: number;
	readonly edges: number;
}

/**
 * The edges of a neighbourhood's market, hour after hour, as its contracts declare them: every home has an order, a
 * reading in a signed batch, a settlement and, every second one, a trade sold with its deed and three signatures, and a
 * certificate. Participants, meters, the grid and the meter operator grow into hubs.
 */
export function* tradedEdges({ homes, edges }: TraceShape): Generator<DatedProvenance, void, undefined> {
	let left = edges;
	for (let home = 0; home < homes && left > 0; home++, left--)
		yield dated(0, 0, attributed(meterOf(home), homeOf(home)));
	for (let hour = 0; ; hour++)
		for (const [block, event] of hourOf(hour, homes)) {
			if (left-- <= 0) return;
			yield dated(hour, block, event);
		}
}

type Edge = Omit<ProvenanceEvent, 'kind'>;

function dated(hour: number, block: number, event: Edge): DatedProvenance {
	return { event, height: 1 + hour * BLOCKS_PER_HOUR + block, time: START + hour * HOUR_MS + block * 60_000 };
}

function* hourOf(hour: number, homes: number): Generator<readonly [block: number, edge: Edge]> {
	const product = `F-${hour}`;
	const start = START + hour * HOUR_MS;
	const auction = node('auction', product);
	const pairs = Math.floor(homes / 2);
	for (let home = 0; home < homes; home++) yield [0, attributed(node('order', orderId(product, home)), homeOf(home))];
	yield [0, attributed(node('batch', batchId(product, 'home-0', 'day')), homeOf(0))];
	for (let home = 0; home < homes; home++) yield [1, relation('used', auction, node('order', orderId(product, home)))];
	for (let pair = 0; pair < pairs; pair++) {
		const trade = node('trade', tradeId(product, pair));
		yield [1, relation('wasGeneratedBy', trade, auction)];
		yield [1, relation('wasDerivedFrom', trade, node('order', orderId(product, 2 * pair)))];
		yield [1, relation('wasDerivedFrom', trade, node('order', orderId(product, 2 * pair + 1)))];
		const deed = node('deed', deedId(product, pair));
		yield [1, relation('wasDerivedFrom', deed, trade)];
		for (const signer of [homeOf(2 * pair), homeOf(2 * pair + 1), node('participant', 'grid')]) {
			const signature = node('signature', signatureId(deed.id, signer.id));
			yield [2, relation('wasDerivedFrom', signature, deed)];
			yield [2, attributed(signature, signer)];
		}
	}
	const batch = node('readings', `RB-${hour}`);
	yield [3, attributed(batch, node('participant', 'metering'))];
	for (let home = 0; home < homes; home++) {
		const reading = node('reading', readingId(meterOf(home).id, start, 1));
		yield [3, relation('wasGeneratedBy', reading, meterOf(home))];
		yield [3, attributed(reading, homeOf(home))];
		yield [3, relation('wasDerivedFrom', reading, batch)];
		yield [3, flow(meterOf(home), reading, 900)];
		yield [3, flow(reading, meterOf(home), 400)];
	}
	for (let home = 0; home < homes; home++) yield* settlementOf(hour, home, pairs);
}

function* settlementOf(hour: number, home: number, pairs: number): Generator<readonly [block: number, edge: Edge]> {
	const product = `F-${hour}`;
	const settlement = node('settlement', settlementId(product, homeOf(home).id));
	const reading = node('reading', readingId(meterOf(home).id, START + hour * HOUR_MS, 1));
	const pair = Math.floor(home / 2);
	yield [4, attributed(settlement, homeOf(home))];
	yield [4, relation('used', settlement, reading)];
	yield [4, flow(reading, settlement, 900)];
	yield [4, flow(settlement, reading, 400)];
	if (pair >= pairs) return;
	const trade = node('trade', tradeId(product, pair));
	yield [4, relation('used', settlement, node('deed', deedId(product, pair)))];
	if (home % 2 === 0) {
		yield [4, flow(settlement, trade, 300)];
		yield [4, flow(settlement, node('grid', 'grid'), 200)];
		const certificate = node('certificate', energyCertificateId(meterOf(home).id, START + hour * HOUR_MS));
		yield [4, relation('wasDerivedFrom', certificate, reading)];
		yield [4, attributed(certificate, homeOf(home))];
	} else {
		yield [4, flow(trade, settlement, 300)];
		yield [4, flow(settlement, node('grid', 'grid'), 800)];
	}
}

function node(type: ProvenanceNode['type'], id: string): ProvenanceNode {
	return { type, id };
}

function homeOf(home: number): ProvenanceNode {
	return node('participant', `home-${home}`);
}

function meterOf(home: number): ProvenanceNode {
	return node('meter', `meter-home-${home}`);
}

function relation(name: ProvenanceRelation, from: ProvenanceNode, to: ProvenanceNode): Edge {
	return { from, to, relation: name, energyWh: null };
}

function attributed(thing: ProvenanceNode, owner: ProvenanceNode): Edge {
	return relation('wasAttributedTo', thing, owner);
}

function flow(from: ProvenanceNode, to: ProvenanceNode, energyWh: number): Edge {
	return { from, to, relation: 'energyFlow', energyWh };
}
