import { toHex } from '../../shared/codec/bytes.ts';
import type { SettlementStatement } from '../../shared/codec/events.ts';
import { networkName, parseBatchId } from '../../shared/codec/ids.ts';
import type { TraceEdge, TraceNode, TraceThing } from '../../shared/contract/index.ts';
import type { MassBalance } from '../../shared/provenance/mass-balance.ts';
import { balanceAt } from './read-model/graph-balance.ts';
import type { FoundNode } from './read-model/graph-search.ts';
import type { DeedSignerRow, Product } from './read-model/product.ts';
import type { GraphEdge, GraphNode } from './read-model/provenance-graph.ts';
import type { ReadModel } from './read-model/read-model.ts';
import { packetFacts } from './trace-bridge-facts.ts';
import {
	certificateFacts,
	documentFacts,
	documentSignerOf,
	grantFacts,
	readingsFacts,
} from './trace-evidence-facts.ts';
import { type Fact, facts } from './trace-facts.ts';

export function traceNodeOf({ node, distance, balance }: FoundNode, model: ReadModel): TraceNode {
	return { ...thingOf(node, balance, model), distance };
}

/** A node as it is wherever a search starts, with its energy after a block. */
export function traceThingAt(index: number, asOf: number, model: ReadModel): TraceThing {
	return thingOf(model.graph.view(index), balanceAt(index, asOf, model.graph), model);
}

export function traceEdgeOf({ from, to, relation, energyWh, height, time }: GraphEdge): TraceEdge {
	return {
		from: { type: from.type, id: from.id },
		to: { type: to.type, id: to.id },
		relation,
		energyWh,
		height,
		time,
	};
}

function thingOf(node: GraphNode, balance: MassBalance, model: ReadModel): TraceThing {
	const { type, id, height, time } = node;
	return {
		type,
		id,
		label: labelOf(node, model),
		height,
		time,
		inWh: balance.inWh || null,
		outWh: balance.outWh || null,
		balance,
		facts: factsOf(node, model),
	};
}

/** Names where there is one to read, else the id. */
export function labelOf({ type, id }: Pick<GraphNode, 'type' | 'id'>, model: ReadModel): string {
	switch (type) {
		case 'participant':
		case 'grid':
			return model.directory.nameOf(id);
		case 'order': {
			const order = model.products.order(id);
			return order ? `${model.directory.nameOf(order.participant)}, ${order.side}` : id;
		}
		case 'batch':
			return nameOrId(parseBatchId(id)?.participant, id, model);
		case 'reading':
			return model.readings.find(id)?.meter ?? id;
		case 'signature':
			return nameOrId((signerOf(id, model) ?? documentSignerOf(id, model))?.participant, id, model);
		case 'settlement':
			return nameOrId(statementOf(id, model)?.participant, id, model);
		case 'readings':
			return nameOrId(model.evidence.batches.get(id)?.source.id, id, model);
		case 'certificate':
			return model.certificates.find(id)?.meter ?? id;
		case 'document':
			return nameOrId(model.evidence.documents.get(id)?.depositor, id, model);
		case 'packet': {
			const chain = model.bridge.regionOfPacket(id)?.chain;
			return chain === undefined ? id : networkName(chain);
		}
		case 'grant':
			return nameOrId(model.access.grants.get(id)?.grantee, id, model);
		default:
			return id;
	}
}

/** What the console still remembers about the thing itself; empty when only its edges are left. */
function factsOf({ type, id }: GraphNode, model: ReadModel): Fact[] {
	switch (type) {
		case 'participant':
			return participantFacts(id, model);
		case 'meter':
			return facts(['owner', model.directory.meters.get(id)?.participant, 'text']);
		case 'reading':
			return readingFacts(id, model);
		case 'order':
			return orderFacts(id, model);
		case 'auction':
			return auctionFacts(model.products.products.get(id));
		case 'trade':
			return tradeFacts(id, model);
		case 'deed':
			return deedFacts(id, model);
		case 'signature':
			return signatureFacts(id, model);
		case 'settlement':
			return settlementFacts(id, model);
		case 'batch':
			return facts(['owner', parseBatchId(id)?.participant, 'text']);
		case 'readings':
			return readingsFacts(id, model);
		case 'certificate':
			return certificateFacts(id, model);
		case 'document':
			return documentFacts(id, model);
		case 'grant':
			return grantFacts(id, model);
		case 'packet':
			return packetFacts(id, model);
		case 'grid':
			return [];
	}
}

function participantFacts(id: string, model: ReadModel): Fact[] {
	const entry = model.directory.participants.get(id);
	if (!entry) return [];
	return facts(
		['role', entry.role, 'text'],
		['zone', entry.zone, 'text'],
		['publicKey', toHex(entry.publicKey), 'hash'],
	);
}

function readingFacts(id: string, model: ReadModel): Fact[] {
	const reading = model.readings.find(id);
	return facts(
		['meter', reading?.meter, 'text'],
		['start', reading?.start, 'time'],
		['end', reading?.end, 'time'],
		['generated', reading?.generatedWh, 'Wh'],
		['consumed', reading?.consumedWh, 'Wh'],
	);
}

function orderFacts(id: string, model: ReadModel): Fact[] {
	const order = model.products.order(id);
	return facts(
		['side', order?.side, 'text'],
		['limit', order?.price, 'price'],
		['quantity', order?.quantityWh, 'Wh'],
		['filled', order?.filledWh, 'Wh'],
		['transaction', order?.transactionId, 'hash'],
	);
}

function auctionFacts(product: Product | undefined): Fact[] {
	return facts(
		['price', product?.result?.price, 'price'],
		['volume', product?.result?.volumeWh, 'Wh'],
		['deliveryStart', product?.terms.deliveryStart, 'time'],
		['gateClosure', product?.terms.gateClosure, 'time'],
	);
}

function tradeFacts(id: string, model: ReadModel): Fact[] {
	const trade = model.products.trade(id);
	return facts(
		['seller', trade?.seller, 'text'],
		['buyer', trade?.buyer, 'text'],
		['quantity', trade?.quantityWh, 'Wh'],
		['price', trade?.price, 'price'],
		['amount', trade?.amount, 'money'],
		['fee', trade?.fee, 'money'],
	);
}

function deedFacts(id: string, model: ReadModel): Fact[] {
	const deed = model.products.deed(id);
	return facts(
		['state', deed?.state, 'text'],
		['digest', deed && toHex(deed.digest), 'hash'],
		['signed', deed && `${deed.signers.filter(({ signed }) => signed).length} / ${deed.signers.length}`, 'text'],
		['deadline', deed?.deadline, 'time'],
		['ended', deed?.ended?.time, 'time'],
	);
}

function nameOrId(participant: string | undefined, id: string, model: ReadModel): string {
	return participant === undefined ? id : model.directory.nameOf(participant);
}

/** `G-<deed>-<participant>`: both may hold dashes and digits, so it is split where a known deed ends. */
function signerOf(id: string, model: ReadModel): DeedSignerRow | undefined {
	for (let dash = id.indexOf('-', 2); dash > 0; dash = id.indexOf('-', dash + 1)) {
		const deed = model.products.deed(id.slice(2, dash));
		const signer = deed?.signers.find(({ participant }) => participant === id.slice(dash + 1));
		if (signer) return signer;
	}
	return undefined;
}

function signatureFacts(id: string, model: ReadModel): Fact[] {
	const signer = signerOf(id, model);
	const witness = signer ? undefined : documentSignerOf(id, model);
	const signature = signer?.signed?.signature ?? witness?.signature;
	return facts(
		['signer', signer?.participant ?? witness?.participant, 'text'],
		['as', signer?.as, 'text'],
		['time', signer?.signed?.time ?? witness?.at, 'time'],
		['signature', signature && toHex(signature), 'hash'],
		['transaction', signer?.signed?.transactionId, 'hash'],
	);
}

/** `S-<product>-<participant>`: split where a known product ends. */
function statementOf(id: string, model: ReadModel): SettlementStatement | undefined {
	for (let dash = id.indexOf('-', 2); dash > 0; dash = id.indexOf('-', dash + 1)) {
		const product = model.products.products.get(id.slice(2, dash));
		const statement = product?.settled?.statements.find(({ participant }) => participant === id.slice(dash + 1));
		if (statement) return statement;
	}
	return undefined;
}

function settlementFacts(id: string, model: ReadModel): Fact[] {
	const statement = statementOf(id, model);
	return facts(
		['participant', statement?.participant, 'text'],
		['contracted', statement?.contractedWh, 'Wh'],
		['metered', statement?.meteredWh, 'Wh'],
		['residual', statement?.residualWh, 'Wh'],
		['traded', statement?.traded, 'money'],
		['wheeling', statement?.wheeling, 'money'],
		['residue', statement?.residual, 'money'],
	);
}
