import type { TraceEdge, TraceThing } from '../../../shared/contract/index.ts';
import type { TraceAnswer } from './reference.ts';

const ACTIVITIES = new Set(['auction', 'settlement']);
const AGENTS = new Set(['participant']);

type Element = { readonly [attribute: string]: string | number };
type Section = { [id: string]: Element };

const name = (reference: { type: string; id: string }) => `gq:${reference.type}/${reference.id}`;
const isActivity = (type: string) => ACTIVITIES.has(type);

/**
 * The graph on screen as W3C PROV-JSON (Member Submission of 24 April 2013). Clearings and settlements are
 * activities, participants agents, all else entities; relations whose ends PROV-DM does not allow, and energy flows,
 * are stated as influences with the market's own name.
 */
export function toProvJson(answer: TraceAnswer & { readonly asOfHeight: number }): string {
	const sections = { entity: {} as Section, activity: {} as Section, agent: {} as Section };
	for (const node of answer.nodes) sections[sectionOf(node)][name(node)] = attributesOf(node);
	const relations: { [kind: string]: Section } = {};
	answer.edges.forEach((edge, index) => {
		const [kind, element] = relationOf(edge);
		relations[kind] = { ...relations[kind], [`_:r${index + 1}`]: element };
	});
	const document = {
		prefix: { gq: 'urn:gridquorum:', prov: 'http://www.w3.org/ns/prov#' },
		...sections,
		...relations,
	};
	return JSON.stringify(document, null, '\t');
}

function sectionOf(node: TraceThing): 'entity' | 'activity' | 'agent' {
	return isActivity(node.type) ? 'activity' : AGENTS.has(node.type) ? 'agent' : 'entity';
}

function attributesOf(node: TraceThing): Element {
	const facts = Object.fromEntries(
		node.facts.map((fact) => [`gq:${fact.key}${fact.unit === 'Wh' ? 'Wh' : ''}`, fact.value]),
	);
	return {
		'prov:type': `gq:${node.type}`,
		'prov:label': node.label,
		'gq:block': node.height,
		'gq:chainTimeMs': node.time,
		...facts,
	};
}

function relationOf(edge: TraceEdge): [kind: string, element: Element] {
	const [from, to] = [name(edge.from), name(edge.to)];
	const block = { 'gq:block': edge.height };
	const [fromActivity, toActivity] = [isActivity(edge.from.type), isActivity(edge.to.type)];
	if (edge.relation === 'wasGeneratedBy' && toActivity)
		return ['wasGeneratedBy', { 'prov:entity': from, 'prov:activity': to, ...block }];
	if (edge.relation === 'used' && fromActivity && !toActivity)
		return ['used', { 'prov:activity': from, 'prov:entity': to, ...block }];
	if (edge.relation === 'wasDerivedFrom' && !fromActivity && !toActivity)
		return ['wasDerivedFrom', { 'prov:generatedEntity': from, 'prov:usedEntity': to, ...block }];
	if (edge.relation === 'wasAttributedTo' && AGENTS.has(edge.to.type))
		return fromActivity
			? ['wasAssociatedWith', { 'prov:activity': from, 'prov:agent': to, ...block }]
			: ['wasAttributedTo', { 'prov:entity': from, 'prov:agent': to, ...block }];
	// An energy flow points with the energy; an influence points from what was influenced.
	const isFlow = edge.relation === 'energyFlow';
	return [
		'wasInfluencedBy',
		{
			'prov:influencee': isFlow ? to : from,
			'prov:influencer': isFlow ? from : to,
			'prov:type': `gq:${edge.relation}`,
			...(edge.energyWh === null ? {} : { 'gq:energyWh': edge.energyWh }),
			...block,
		},
	];
}
