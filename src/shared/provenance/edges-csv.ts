import { formatStamp } from '../formats/calendar.ts';
import { csvLine } from '../formats/csv-write.ts';
import type { ProvenanceGraphPart } from './graph.ts';

/** One record per edge, in the graph's order: RFC 4180, UTF-8, with a heading; energy in Wh, empty where none flows. */
export function edgesCsv({ edges }: Pick<ProvenanceGraphPart, 'edges'>): string {
	const lines = edges.map(({ from, to, relation, energyWh, height, time }) =>
		csvLine([height, formatStamp(time), from.type, from.id, relation, to.type, to.id, energyWh]),
	);
	return csvLine(HEADING) + lines.join('');
}

const HEADING = ['block', 'time', 'from_type', 'from_id', 'relation', 'to_type', 'to_id', 'energy_wh'];
