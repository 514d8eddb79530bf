import type { ComputedRef } from 'vue';
import { edgesCsv } from '../../../shared/provenance/edges-csv.ts';
import { epcisDocument } from '../../../shared/provenance/epcis.ts';
import { provJson } from '../../../shared/provenance/prov-json.ts';
import { downloadBlob } from '../../app/download.ts';
import { framedPng, type PictureWords } from '../../charts/framed-png.ts';
import { svgToPng } from '../../charts/svg-png.ts';
import type { ShownGraph } from './reference.ts';

/** The picture on screen: of the flow, or of single nodes. */
export interface TracePictures {
	readonly flow: () => SVGSVGElement | null;
	readonly network: () => { toPng(): Promise<Blob | null> } | null;
	readonly words: () => PictureWords;
}

/** The graph on screen as files: the standards’ own forms, a table, a picture. */
export function useTraceExports(shown: ComputedRef<ShownGraph | null>, { flow, network, words }: TracePictures) {
	const save = (ending: string, type: string, write: (graph: ShownGraph) => string) => () => {
		const graph = shown.value;
		if (graph) downloadBlob(nameOf(graph, ending), new Blob([write(graph)], { type }));
	};
	return {
		saveProv: save('prov.json', 'application/json', provJson),
		saveEpcis: save('epcis.json', 'application/json', epcisDocument),
		// Spreadsheets read other scripts only after a byte-order mark.
		saveCsv: save('csv', 'text/csv;charset=utf-8', (graph) => `\ufeff${edgesCsv(graph)}`),
		async savePng(): Promise<void> {
			const svg = flow();
			const picture = svg ? await svgToPng(svg) : ((await network()?.toPng()) ?? null);
			const blob = picture && (await framedPng(picture, words()));
			if (blob && shown.value) downloadBlob(nameOf(shown.value, 'png'), blob);
		},
	};
}

/** Named after the focus and the block, so that exports of several blocks stand side by side. */
function nameOf({ focus, asOfHeight }: ShownGraph, ending: string): string {
	return `gridquorum-trace-${focus.id.replaceAll(/[^\w.-]/g, '_')}-${asOfHeight}.${ending}`;
}
