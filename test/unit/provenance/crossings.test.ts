import { describe, expect, it } from 'vitest';
import { epcisDocument } from '../../../src/shared/provenance/epcis.ts';
import { crossingName, graphPartOf } from '../../../src/shared/provenance/graph.ts';
import { provJson } from '../../../src/shared/provenance/prov-json.ts';
import { auditedRegions } from '../../fixtures/audit/audited-regions.ts';
import { epcisValidator, provJsonValidator } from '../../fixtures/published-schemas.ts';
import { provenanceOf } from '../../fixtures/traded-hours.ts';

const { north, south, certificate, foreign } = auditedRegions();
const sides = [north, south].map((chain) => graphPartOf(chain.chainId, provenanceOf(chain)));
const isProvJson = provJsonValidator();
const isEpcis = epcisValidator();

interface ShippedEvent {
	readonly bizStep?: string;
	readonly epcList?: readonly string[];
	readonly bizTransactionList?: readonly { readonly type: string; readonly bizTransaction: string }[];
}

const shipped = (at: 0 | 1, step: string): readonly ShippedEvent[] => {
	const document = JSON.parse(epcisDocument(sides[at] as (typeof sides)[0]));
	return (document.epcisBody.eventList as readonly ShippedEvent[]).filter(({ bizStep }) => bizStep === step);
};
const despatched = (events: readonly ShippedEvent[]) =>
	events.map((event) => event.bizTransactionList?.find(({ type }) => type === 'desadv')?.bizTransaction);

describe('the exports of a chain that trades with another', () => {
	it.each(sides)('are PROV-JSON and EPCIS by the published schemas', (part) => {
		expect(part.nodes.filter(({ type }) => type === 'packet').length).toBeGreaterThan(4);
		expect(isProvJson(JSON.parse(provJson(part))), JSON.stringify(isProvJson.errors?.[0])).toBe(true);
		expect(isEpcis(JSON.parse(epcisDocument(part))), JSON.stringify(isEpcis.errors?.[0])).toBe(true);
	});

	it('name each packet an alternate of the other chain’s of that name', () => {
		const [here, there] = sides.map((part) => JSON.parse(provJson(part)));
		const otherOf = (document: typeof here): string[] =>
			Object.values(document.alternateOf as Record<string, Record<string, string>>).map((each) => {
				const [prefix = '', ...name] = (each['prov:alternate2'] ?? '').split(':');
				return `${document.prefix[prefix]}${name.join(':')}`;
			});
		const own = (document: typeof here): string[] =>
			Object.keys(document.entity)
				.filter((name) => name.startsWith('gq:packet/'))
				.map((name) => `${document.prefix.gq}${name.slice(3)}`);
		expect(otherOf(here).length).toBe(own(here).length);
		expect(own(there)).toEqual(expect.arrayContaining(otherOf(here).filter((name) => own(there).includes(name))));
		expect(otherOf(here).filter((name) => own(there).includes(name)).length).toBeGreaterThan(4);
	});

	it('tell of a certificate’s crossing as a shipment here and a receipt there, under one despatch advice', () => {
		const sent = shipped(0, 'shipping').filter(({ epcList }) => epcList?.some((uri) => uri.endsWith(certificate)));
		const came = shipped(1, 'receiving').filter(({ epcList }) =>
			epcList?.some((uri) => decodeURIComponent(uri).endsWith(foreign)),
		);
		expect(sent.length).toBeGreaterThan(0);
		expect(despatched(sent)).toEqual(expect.arrayContaining(despatched(came)));
		expect(came.length).toBeGreaterThan(0);
		expect(despatched(came)[0]).toBe(crossingName(decodeURIComponent(despatched(came)[0]?.split(':').at(-1) ?? '')));
	});
});
