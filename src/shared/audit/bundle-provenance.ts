import type { Receipt } from '../codec/receipt.ts';
import { edgesCsv } from '../provenance/edges-csv.ts';
import { epcisDocument } from '../provenance/epcis.ts';
import { type DatedProvenance, graphPartOf } from '../provenance/graph.ts';
import { provJson } from '../provenance/prov-json.ts';
import type { PlacedEvent } from './verify/read-block.ts';

export const PROVENANCE_FORMATS = ['prov-json', 'epcis', 'csv'] as const;
export type ProvenanceFormat = (typeof PROVENANCE_FORMATS)[number];

/** Gathers the provenance that a bundle tells of while it is verified: `onEvent` is for `verifyBundle`. */
export class BundleProvenance {
	/** By chain. */
	readonly #edges = new Map<string, DatedProvenance[]>();

	readonly onEvent = ({ event, height, time }: PlacedEvent, _receipt: Receipt, chain: string): void => {
		if (event.kind !== 'provenance') return;
		const edges = this.#edges.get(chain) ?? [];
		if (edges.length === 0) this.#edges.set(chain, edges);
		edges.push({ event, height, time });
	};

	write(chainId: string, format: ProvenanceFormat): string {
		const part = graphPartOf(chainId, this.#edges.get(chainId) ?? []);
		if (format === 'prov-json') return provJson(part);
		return format === 'epcis' ? epcisDocument(part) : edgesCsv(part);
	}
}
