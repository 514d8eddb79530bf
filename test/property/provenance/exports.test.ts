import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epcisDocument } from '../../../src/shared/provenance/epcis.ts';
import { graphPartOf } from '../../../src/shared/provenance/graph.ts';
import { massBalances } from '../../../src/shared/provenance/mass-balance.ts';
import { provJson } from '../../../src/shared/provenance/prov-json.ts';
import { provenanceEntries } from '../../fixtures/provenance-arbitraries.ts';
import { epcisValidator, provJsonValidator } from '../../fixtures/published-schemas.ts';

const isProvJson = provJsonValidator();
const isEpcis = epcisValidator();

describe('the exports of any provenance', () => {
	it('are valid by the published schemas', () => {
		fc.assert(
			fc.property(provenanceEntries, (entries) => {
				const part = graphPartOf('any chain-0123456789abcdef', entries);
				expect(isProvJson(JSON.parse(provJson(part))), JSON.stringify(isProvJson.errors?.[0])).toBe(true);
				expect(isEpcis(JSON.parse(epcisDocument(part))), JSON.stringify(isEpcis.errors?.[0])).toBe(true);
			}),
		);
	});

	it('state every edge once', () => {
		fc.assert(
			fc.property(provenanceEntries, (entries) => {
				const {
					prefix: _p,
					entity: _e,
					activity: _a,
					agent: _g,
					...relations
				} = JSON.parse(provJson(graphPartOf('chain', entries)));
				const rows = Object.values(relations as Record<string, object>).flatMap((section) => Object.keys(section));
				expect(rows).toHaveLength(entries.length);
			}),
		);
	});
});

describe('the mass balance of any provenance', () => {
	it('is per node what its own edges say, and sums to zero over all nodes', () => {
		fc.assert(
			fc.property(provenanceEntries, (entries) => {
				const { edges } = graphPartOf('chain', entries);
				const balances = massBalances(edges);
				expect(balances.reduce((sum, { residueWh }) => sum + residueWh, 0)).toBe(0);
				for (const { node, inWh, outWh } of balances) {
					const sumAt = (end: 'from' | 'to') =>
						edges
							.filter((edge) => edge[end].type === node.type && edge[end].id === node.id)
							.reduce((sum, { energyWh }) => sum + (energyWh ?? 0), 0);
					expect([inWh, outWh]).toEqual([sumAt('to'), sumAt('from')]);
				}
			}),
		);
	});
});
