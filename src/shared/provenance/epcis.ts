import { wasSentBy } from '../codec/packet-name.ts';
import type { ProvenanceNode } from '../codec/provenance.ts';
import type { EnergyWh } from '../codec/units.ts';
import { formatStamp } from '../formats/calendar.ts';
import { type EpcisEvent, EpcisNames } from './epcis-terms.ts';
import {
	chainNamespace,
	crossingName,
	nodeKey,
	type ProvenanceGraphPart,
	type ProvenanceLink,
	VOCABULARY,
} from './graph.ts';

const CONTEXT = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';

/**
 * GS1 EPCIS 2.0 document of a part of the provenance: a meter's installation is an association, generation commissions
 * a lot of energy (the reading) and consumption decommissions it, a settlement transforms lots into lots, a trade is a
 * transaction from seller to buyer, a certificate is an object that is commissioned, changes owner and is used up. A
 * packet is a shipment on the chain that sent it and a receipt on the other, both under one despatch advice.
 * Orders, auctions and signatures move no energy and have no event; deeds are named as business transactions.
 */
export function epcisDocument(part: ProvenanceGraphPart): string {
	const events = epcisEvents(part);
	const newest = part.edges.reduce((time, edge) => Math.max(time, edge.time), 0);
	const document = {
		'@context': [CONTEXT, { gq: chainNamespace(part.chainId), gqv: VOCABULARY }],
		type: 'EPCISDocument',
		schemaVersion: '2.0',
		creationDate: formatStamp(newest),
		epcisBody: { eventList: events },
	};
	return `${JSON.stringify(document, null, '\t')}\n`;
}

/** In the order of the chain: by block, then as declared. */
export function epcisEvents({ chainId, nodes, edges }: ProvenanceGraphPart): EpcisEvent[] {
	const names = new EpcisNames(chainId);
	const around = edgesAround(edges);
	const events: EpcisEvent[] = [];
	for (const node of nodes) {
		const at: EdgesAround = around.get(nodeKey(node)) ?? { out: [], into: [] };
		switch (node.type) {
			case 'meter':
				events.push(...installations(node, at, names));
				break;
			case 'reading':
				events.push(...meteredEnergy(node, at, names));
				break;
			case 'settlement':
				events.push(...transformation(node, at, names));
				break;
			case 'trade':
				events.push(sale(node, at, { around, names, quantityWh: quantityFact(node) }));
				break;
			case 'certificate':
				events.push(...certificateLife(node, at, names));
				break;
			case 'packet':
				events.push(shipment(node, at, { names, isSent: wasSentBy(node.id, chainId) }));
				break;
		}
	}
	return events.sort((a, b) => a['gqv:block'] - b['gqv:block']);
}

interface EdgesAround {
	readonly out: ProvenanceLink[];
	readonly into: ProvenanceLink[];
}

function edgesAround(edges: readonly ProvenanceLink[]): ReadonlyMap<string, EdgesAround> {
	const around = new Map<string, EdgesAround>();
	const at = (node: ProvenanceNode): EdgesAround => {
		const key = nodeKey(node);
		const known = around.get(key);
		if (known) return known;
		const fresh: EdgesAround = { out: [], into: [] };
		around.set(key, fresh);
		return fresh;
	};
	for (const edge of edges) {
		at(edge.from).out.push(edge);
		at(edge.to).into.push(edge);
	}
	return around;
}

function isFlow({ relation }: ProvenanceLink): boolean {
	return relation === 'energyFlow';
}

function quantityFact({ facts }: ProvenanceGraphPart['nodes'][number]): EnergyWh | null {
	const value = facts.find(({ key, unit }) => key === 'quantity' && unit === 'Wh')?.value;
	return typeof value === 'number' ? value : null;
}

function installations(meter: ProvenanceNode, { out }: EdgesAround, names: EpcisNames): EpcisEvent[] {
	return out
		.filter(({ relation }) => relation === 'wasAttributedTo')
		.map((edge, index) => ({
			type: 'AssociationEvent',
			...names.stamp(meter, `installation/${index + 1}`, edge),
			action: 'ADD',
			bizStep: 'installing',
			parentID: names.uri(edge.to),
			childEPCs: [names.uri(meter)],
		}));
}

function meteredEnergy(reading: ProvenanceNode, { out, into }: EdgesAround, names: EpcisNames): EpcisEvent[] {
	const generated = into
		.filter((edge) => isFlow(edge) && edge.from.type === 'meter')
		.map(
			(edge): EpcisEvent => ({
				type: 'ObjectEvent',
				...names.stamp(reading, 'generation', edge),
				action: 'ADD',
				bizStep: 'commissioning',
				disposition: 'active',
				readPoint: { id: names.uri(edge.from) },
				quantityList: [names.lot(reading, edge.energyWh)],
			}),
		);
	const consumed = out
		.filter((edge) => isFlow(edge) && edge.to.type === 'meter')
		.map(
			(edge): EpcisEvent => ({
				type: 'ObjectEvent',
				...names.stamp(reading, 'consumption', edge),
				action: 'DELETE',
				bizStep: 'decommissioning',
				disposition: 'inactive',
				readPoint: { id: names.uri(edge.to) },
				quantityList: [names.lot(reading, edge.energyWh)],
			}),
		);
	return [...generated, ...consumed];
}

function transformation(settlement: ProvenanceNode, { out, into }: EdgesAround, names: EpcisNames): EpcisEvent[] {
	const input = into.filter(isFlow);
	const output = out.filter(isFlow);
	const first = input[0] ?? output[0];
	if (!first) return [];
	const deeds = out.filter(({ relation, to }) => relation === 'used' && to.type === 'deed');
	return [
		{
			type: 'TransformationEvent',
			...names.stamp(settlement, 'settlement', first),
			transformationID: names.uri(settlement),
			...(input.length > 0 && { inputQuantityList: input.map(({ from, energyWh }) => names.lot(from, energyWh)) }),
			...(output.length > 0 && { outputQuantityList: output.map(({ to, energyWh }) => names.lot(to, energyWh)) }),
			...(deeds.length > 0 && {
				bizTransactionList: deeds.map(({ to }) => ({ type: `${VOCABULARY}deed`, bizTransaction: names.uri(to) })),
			}),
		},
	];
}

/** With its energy where it was delivered, else with what was agreed, where that is known. */
function sale(
	trade: ProvenanceGraphPart['nodes'][number],
	{ into, out }: EdgesAround,
	{
		around,
		names,
		quantityWh,
	}: {
		readonly around: ReadonlyMap<string, EdgesAround>;
		readonly names: EpcisNames;
		readonly quantityWh: EnergyWh | null;
	},
): EpcisEvent {
	const given = into.find(isFlow);
	const taken = out.find(isFlow);
	const deeds = into.filter(({ relation, from }) => relation === 'wasDerivedFrom' && from.type === 'deed');
	const seller = given && ownerOf(given.from, around);
	const buyer = taken && ownerOf(taken.to, around);
	return {
		type: 'TransactionEvent',
		...names.stamp(trade, 'sale', given ?? taken ?? trade),
		action: 'ADD',
		bizStep: 'retail_selling',
		bizTransactionList: [
			{ type: 'po', bizTransaction: names.uri(trade) },
			...deeds.map(({ from }) => ({ type: `${VOCABULARY}deed`, bizTransaction: names.uri(from) })),
		],
		quantityList: [names.lot(trade, given?.energyWh ?? taken?.energyWh ?? quantityWh)],
		...(seller && { sourceList: [{ type: 'owning_party', source: names.uri(seller) }] }),
		...(buyer && { destinationList: [{ type: 'owning_party', destination: names.uri(buyer) }] }),
	};
}

function ownerOf(settlement: ProvenanceNode, around: ReadonlyMap<string, EdgesAround>): ProvenanceNode | undefined {
	return around.get(nodeKey(settlement))?.out.find(({ relation }) => relation === 'wasAttributedTo')?.to;
}

function certificateLife(
	certificate: ProvenanceGraphPart['nodes'][number],
	{ out, into }: EdgesAround,
	names: EpcisNames,
): EpcisEvent[] {
	const uri = names.uri(certificate);
	const certified = [{ type: 'cert', bizTransaction: uri }];
	const issue: EpcisEvent = {
		type: 'ObjectEvent',
		...names.stamp(certificate, 'issue', certificate),
		action: 'ADD',
		bizStep: 'commissioning',
		disposition: 'active',
		epcList: [uri],
		bizTransactionList: certified,
	};
	const owners = out
		.filter(({ relation }) => relation === 'wasAttributedTo')
		.map(
			(edge, index): EpcisEvent => ({
				type: 'TransactionEvent',
				...names.stamp(certificate, `ownership/${index + 1}`, edge),
				action: index === 0 ? 'ADD' : 'OBSERVE',
				bizTransactionList: certified,
				epcList: [uri],
				destinationList: [{ type: 'owning_party', destination: names.uri(edge.to) }],
			}),
		);
	const uses = into
		.filter(({ relation }) => relation === 'used')
		.map(
			(edge, index): EpcisEvent => ({
				type: 'ObjectEvent',
				...names.stamp(certificate, `use/${index + 1}`, edge),
				action: 'OBSERVE',
				bizStep: 'decommissioning',
				disposition: 'inactive',
				epcList: [uri],
				bizTransactionList: [{ type: `${VOCABULARY}settlement`, bizTransaction: names.uri(edge.from) }],
			}),
		);
	return [issue, ...owners, ...uses];
}

/** The energy of its lot where it has flowed, else the certificates that it carries, else the packet itself. */
function shipment(
	packet: ProvenanceGraphPart['nodes'][number],
	{ out, into }: EdgesAround,
	{ names, isSent }: { readonly names: EpcisNames; readonly isSent: boolean },
): EpcisEvent {
	const flow = (isSent ? into : out).find(isFlow);
	const derived = (isSent ? out : into).filter(({ relation }) => relation === 'wasDerivedFrom');
	const certificates = derived.map(({ from, to }) => (isSent ? to : from)).filter(({ type }) => type === 'certificate');
	const carried = certificates.length > 0 ? certificates : flow ? [] : [packet];
	const deeds = out.filter(({ relation, to }) => relation === 'wasDerivedFrom' && to.type === 'deed');
	const party = out.find(({ relation }) => relation === 'wasAttributedTo')?.to;
	return {
		type: 'ObjectEvent',
		...names.stamp(packet, isSent ? 'shipping' : 'receiving', packet),
		action: 'OBSERVE',
		bizStep: isSent ? 'shipping' : 'receiving',
		disposition: isSent ? 'in_transit' : 'in_progress',
		...(carried.length > 0 && { epcList: carried.map((each) => names.uri(each)) }),
		...(flow && { quantityList: [names.lot(packet, flow.energyWh)] }),
		bizTransactionList: [
			{ type: 'desadv', bizTransaction: crossingName(packet.id) },
			...deeds.map(({ to }) => ({ type: `${VOCABULARY}deed`, bizTransaction: names.uri(to) })),
		],
		...(party && isSent && { sourceList: [{ type: 'owning_party', source: names.uri(party) }] }),
		...(party && !isSent && { destinationList: [{ type: 'owning_party', destination: names.uri(party) }] }),
	};
}
