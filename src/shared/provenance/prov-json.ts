import { otherChainOf } from '../codec/packet-name.ts';
import type { ProvenanceType } from '../codec/provenance.ts';
import { formatStamp } from '../formats/calendar.ts';
import {
	chainNamespace,
	localName,
	type ProvenanceGraphPart,
	type ProvenanceLink,
	type ProvenanceThing,
	VOCABULARY,
} from './graph.ts';

const ACTIVITIES: ReadonlySet<ProvenanceType> = new Set(['auction', 'settlement']);
const AGENTS: ReadonlySet<ProvenanceType> = new Set(['participant']);

type Kind = 'entity' | 'activity' | 'agent';
type Element = { readonly [attribute: string]: string | number };
type Section = { [id: string]: Element };

/**
 * W3C PROV-JSON (Member Submission of 24 April 2013). Clearings and settlements are activities, participants agents,
 * all else entities. Energy flows are derivations, usages or generations with `gqv:energyWh`; relations whose ends
 * PROV-DM does not allow are stated as influences under the market's own name. A packet that crosses to or from another
 * chain is an alternate of what that chain's provenance calls by the same name.
 */
export function provJson({ chainId, nodes, edges }: ProvenanceGraphPart): string {
	const sections: { readonly [kind in Kind]: Section } = { entity: {}, activity: {}, agent: {} };
	for (const node of nodes) sections[kindOf(node.type)][nameOf(node)] = attributesOf(node);
	const relations: { [name: string]: Section } = {};
	edges.forEach((edge, index) => {
		const [name, element] = relationOf(edge);
		const section = relations[name] ?? {};
		section[`_:r${index + 1}`] = element;
		relations[name] = section;
	});
	const { prefix, alternateOf } = alternates(chainId, nodes);
	const document = {
		prefix: { gq: chainNamespace(chainId), ...prefix, gqv: VOCABULARY, prov: 'http://www.w3.org/ns/prov#' },
		...sections,
		...relations,
		...(Object.keys(alternateOf).length > 0 && { alternateOf }),
	};
	return `${JSON.stringify(document, null, '\t')}\n`;
}

/** The packets' other sides, each other chain under a prefix of its own. */
function alternates(
	chainId: string,
	nodes: readonly ProvenanceThing[],
): { readonly prefix: { readonly [name: string]: string }; readonly alternateOf: Section } {
	const chains = new Map<string, string>();
	const alternateOf: Section = {};
	for (const node of nodes) {
		const chain = node.type === 'packet' ? otherChainOf(node.id, chainId) : null;
		if (chain === null) continue;
		const name = chains.get(chain) ?? `gq${chains.size + 1}`;
		chains.set(chain, name);
		alternateOf[`_:a${Object.keys(alternateOf).length + 1}`] = {
			'prov:alternate1': nameOf(node),
			'prov:alternate2': `${name}:${localName(node)}`,
		};
	}
	const prefix = Object.fromEntries([...chains].map(([chain, name]) => [name, chainNamespace(chain)]));
	return { prefix, alternateOf };
}

function kindOf(type: ProvenanceType): Kind {
	return ACTIVITIES.has(type) ? 'activity' : AGENTS.has(type) ? 'agent' : 'entity';
}

function nameOf(node: Pick<ProvenanceThing, 'type' | 'id'>): string {
	return `gq:${localName(node)}`;
}

function attributesOf({ type, label, height, time, facts }: ProvenanceThing): Element {
	return {
		'prov:type': `gqv:${type}`,
		'prov:label': label,
		'gqv:block': height,
		'gqv:chainTime': formatStamp(time),
		...Object.fromEntries(facts.map(({ key, value, unit }) => [`gqv:${key}${unit === 'Wh' ? 'Wh' : ''}`, value])),
	};
}

function relationOf(edge: ProvenanceLink): [name: string, element: Element] {
	const block = { 'gqv:block': edge.height };
	if (edge.relation === 'energyFlow') return flowOf(edge, { 'gqv:energyWh': edge.energyWh ?? 0, ...block });
	const [from, to] = [nameOf(edge.from), nameOf(edge.to)];
	const [source, target] = [kindOf(edge.from.type), kindOf(edge.to.type)];
	const time = { 'prov:time': formatStamp(edge.time) };
	if (edge.relation === 'wasGeneratedBy' && source === 'entity' && target === 'activity')
		return ['wasGeneratedBy', { 'prov:entity': from, 'prov:activity': to, ...time, ...block }];
	if (edge.relation === 'used' && source === 'activity' && target === 'entity')
		return ['used', { 'prov:activity': from, 'prov:entity': to, ...time, ...block }];
	if (edge.relation === 'wasDerivedFrom' && source === 'entity' && target === 'entity')
		return ['wasDerivedFrom', { 'prov:generatedEntity': from, 'prov:usedEntity': to, ...block }];
	if (edge.relation === 'wasAttributedTo' && source === 'entity' && target === 'agent')
		return ['wasAttributedTo', { 'prov:entity': from, 'prov:agent': to, ...block }];
	if ((edge.relation === 'wasAttributedTo' || edge.relation === 'wasAssociatedWith') && source === 'activity')
		if (target === 'agent') return ['wasAssociatedWith', { 'prov:activity': from, 'prov:agent': to, ...block }];
	return influence(from, to, edge.relation, block);
}

/** PROV points from what was influenced: from the sink of the energy to its source. */
function flowOf(edge: ProvenanceLink, block: Element): [name: string, element: Element] {
	const [source, sink] = [nameOf(edge.from), nameOf(edge.to)];
	const [from, to] = [kindOf(edge.from.type), kindOf(edge.to.type)];
	const flow = { 'prov:type': 'gqv:energyFlow', ...block };
	const time = { 'prov:time': formatStamp(edge.time) };
	if (from === 'entity' && to === 'entity')
		return ['wasDerivedFrom', { 'prov:generatedEntity': sink, 'prov:usedEntity': source, ...flow }];
	if (from === 'entity' && to === 'activity')
		return ['used', { 'prov:activity': sink, 'prov:entity': source, ...time, ...flow }];
	if (from === 'activity' && to === 'entity')
		return ['wasGeneratedBy', { 'prov:entity': sink, 'prov:activity': source, ...time, ...flow }];
	return influence(sink, source, edge.relation, block);
}

function influence(influencee: string, influencer: string, relation: string, block: Element): [string, Element] {
	return [
		'wasInfluencedBy',
		{ 'prov:influencee': influencee, 'prov:influencer': influencer, 'prov:type': `gqv:${relation}`, ...block },
	];
}
