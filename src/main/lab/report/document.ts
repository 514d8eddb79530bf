/** A part of the report that the generator writes; everything outside the marks is kept as it is. */
export interface GeneratedPart {
	readonly name: string;
	/** Heading under which it is put where the document does not have it yet. */
	readonly heading: string;
	readonly text: string;
}

const TITLE = '# Consensus: evaluation';

/**
 * Puts each part between its marks, `<!-- lab:name -->` and `<!-- /lab:name -->`; where they are missing, at the end
 * under its heading.
 *
 * @param document the text as it stands, null where there is none
 */
export function placeParts(document: string | null, parts: readonly GeneratedPart[]): string {
	let text = document ?? `${TITLE}\n`;
	for (const part of parts) {
		const [begin, end] = [`<!-- lab:${part.name} -->`, `<!-- /lab:${part.name} -->`];
		const block = `${begin}\n\n${part.text.trim()}\n\n${end}`;
		const from = text.indexOf(begin);
		const to = text.indexOf(end, from);
		if (from >= 0 && to > from) text = text.slice(0, from) + block + text.slice(to + end.length);
		else text = `${text.trimEnd()}\n\n## ${part.heading}\n\n${block}\n`;
	}
	return text;
}
