import { describe, expect, it } from 'vitest';
import { edgesCsv } from '../../../src/shared/provenance/edges-csv.ts';
import { epcisDocument, epcisEvents } from '../../../src/shared/provenance/epcis.ts';
import { graphPartOf } from '../../../src/shared/provenance/graph.ts';
import { provJson } from '../../../src/shared/provenance/prov-json.ts';
import { createStoryDay } from '../../fixtures/console/story-day.ts';
import { epcisValidator, provJsonValidator } from '../../fixtures/published-schemas.ts';
import { provenanceOf, tradedHours } from '../../fixtures/traded-hours.ts';

const market = tradedHours(3);
const chain = graphPartOf(market.chainId, provenanceOf(market));
const story = createStoryDay().graph.query({
	focus: { type: 'deed', id: 'D-F-2017-07-28T13-0' },
	depth: 6,
	direction: 'both',
	limit: 1_000,
	expandHubs: false,
});
if (!story) throw new Error('the story has no such deed');
const parts = [
	['a chain of three settled hours', chain],
	['a part of the story day', story],
] as const;
const isProvJson = provJsonValidator();
const isEpcis = epcisValidator();

describe.each(parts)('the exports of %s', (_name, part) => {
	it('are PROV-JSON by the published schema, with every node and relation once and no loose end', () => {
		const document = JSON.parse(provJson(part)) as Record<string, Record<string, Record<string, unknown>>>;
		expect(isProvJson(document), JSON.stringify(isProvJson.errors?.[0])).toBe(true);
		const { prefix: _prefix, entity = {}, activity = {}, agent = {}, ...relations } = document;
		const stated = new Set([entity, activity, agent].flatMap((section) => Object.keys(section)));
		expect(stated.size).toBe(part.nodes.length);
		const rows = Object.values(relations).flatMap((section) => Object.values(section));
		expect(rows).toHaveLength(part.edges.length);
		for (const row of rows) {
			const ends = Object.entries(row).filter(([key]) =>
				/^prov:(entity|activity|agent|generatedEntity|usedEntity|influencee|influencer)$/.test(key),
			);
			expect(ends).toHaveLength(2);
			for (const [, end] of ends) expect(stated.has(end as string)).toBe(true);
		}
	});

	it('are an EPCIS 2.0 document by the published schema, each event under an id of its own', () => {
		const document = JSON.parse(epcisDocument(part)) as { epcisBody: { eventList: { eventID: string }[] } };
		expect(isEpcis(document), JSON.stringify(isEpcis.errors?.[0])).toBe(true);
		const ids = document.epcisBody.eventList.map(({ eventID }) => eventID);
		expect(ids.length).toBeGreaterThan(10);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('are CSV with one record per edge', () => {
		const text = edgesCsv(part);
		expect(text.split('\r\n')).toHaveLength(part.edges.length + 2);
		expect(text.startsWith('block,time,from_type,')).toBe(true);
	});
});

describe('the EPCIS events of a chain', () => {
	const events = epcisEvents(chain);
	const of = (type: string, step: string) => events.filter((event) => event.type === type && event.bizStep === step);

	it('commission what the meters generated and decommission what was consumed, in kWh', () => {
		const sum = (step: string) =>
			of('ObjectEvent', step).reduce(
				(total, event) =>
					total +
					('quantityList' in event ? (event.quantityList ?? []) : []).reduce(
						(kwh, each) => kwh + (each.quantity ?? 0),
						0,
					),
				0,
			);
		const flows = (from: string, to: string) =>
			chain.edges
				.filter((edge) => edge.relation === 'energyFlow' && edge.from.type === from && edge.to.type === to)
				.reduce((total, edge) => total + (edge.energyWh ?? 0), 0);
		expect(sum('commissioning')).toBeCloseTo(flows('meter', 'reading') / 1000, 6);
		expect(sum('decommissioning')).toBeCloseTo(flows('reading', 'meter') / 1000, 6);
	});

	it('transform, in every settlement, as much as goes in into what comes out', () => {
		const settlements = events.filter((event) => event.type === 'TransformationEvent');
		expect(settlements.length).toBeGreaterThan(10);
		const wh = (list: readonly { quantity?: number }[] = []) =>
			Math.round(list.reduce((sum, each) => sum + (each.quantity ?? 0), 0) * 1000);
		for (const event of settlements) expect(wh(event.inputQuantityList)).toBe(wh(event.outputQuantityList));
	});

	it('name seller and buyer of every delivered trade', () => {
		const sales = of('TransactionEvent', 'retail_selling');
		expect(sales.length).toBeGreaterThan(5);
		for (const sale of sales) {
			expect(sale.sourceList?.[0]?.source).toMatch(/participant\/home-/);
			expect(sale.destinationList?.[0]?.destination).toMatch(/participant\/home-/);
			expect(sale.sourceList?.[0]?.source).not.toBe(sale.destinationList?.[0]?.destination);
		}
	});
});

describe('the published schemas', () => {
	it('refuse what is no such document', () => {
		const prov = JSON.parse(provJson(chain));
		expect(isProvJson({ ...prov, wasMadeBy: {} })).toBe(false);
		expect(isProvJson({ ...prov, used: { '_:r': { 'prov:activity': 'gq:a' } } })).toBe(false);
		const epcis = JSON.parse(epcisDocument(chain));
		expect(isEpcis({ ...epcis, schemaVersion: 2 })).toBe(false);
		const [first] = epcis.epcisBody.eventList;
		expect(isEpcis({ ...epcis, epcisBody: { eventList: [{ ...first, eventTime: 'noon' }] } })).toBe(false);
		expect(isEpcis({ ...epcis, epcisBody: { eventList: [{ ...first, bizStep: 'dreaming' }] } })).toBe(false);
	});
});
