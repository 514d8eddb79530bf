import type { Book, Step } from './book.ts';

export type Corner = readonly [wh: number, price: number];

/** One corner for each order and the end of the last: a line with steps at its ends draws the side from these. */
export function stepCorners(steps: readonly Step[]): Corner[] {
	const last = steps.at(-1);
	return [...steps.map((step): Corner => [step.fromWh, step.net]), ...(last ? [[last.toWh, last.net] as const] : [])];
}

/** A side of the book as a staircase: energy cumulated in merit order against price. */
export function staircase(steps: readonly Step[]): Corner[] {
	return steps.flatMap((step): Corner[] => [
		[step.fromWh, step.net],
		[step.toWh, step.net],
	]);
}

/** The gain from trade: the area between both staircases up to the energy that both trade, as one closed outline. */
export function gainOutline(book: Book): Corner[] {
	const bothWh = Math.min(book.boughtWh, book.soldWh);
	const upTo = (steps: readonly Step[]): Corner[] =>
		steps
			.filter((step) => step.fromWh < bothWh)
			.flatMap((step): Corner[] => [
				[step.fromWh, step.net],
				[Math.min(step.toWh, bothWh), step.net],
			]);
	return bothWh === 0 ? [] : [...upTo(book.bids), ...upTo(book.offers).reverse()];
}

export interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

type Pixel = readonly [x: number, y: number];

/** Whether a horizontal or vertical line between two pixels touches the box. */
function touches(box: Box, [x0, y0]: Pixel, [x1, y1]: Pixel): boolean {
	const [left, right] = [Math.min(x0, x1), Math.max(x0, x1)];
	const [top, bottom] = [Math.min(y0, y1), Math.max(y0, y1)];
	return left <= box.x + box.width && right >= box.x && top <= box.y + box.height && bottom >= box.y;
}

/** Nearest place to the anchor, inside the frame, where a note crosses no line; the last candidate if all do. */
export function placeNote(
	anchor: Pixel,
	size: { readonly width: number; readonly height: number },
	frame: Box,
	lines: readonly (readonly Pixel[])[],
): Box {
	const candidates: Box[] = [];
	for (let y = frame.y; y + size.height <= frame.y + frame.height; y += 12)
		for (let x = frame.x; x + size.width <= frame.x + frame.width; x += 12) candidates.push({ x, y, ...size });
	const distance = (box: Box) =>
		Math.hypot(box.x + box.width / 2 - anchor[0], (box.y + box.height / 2 - anchor[1]) * 1.3) +
		(box.x < anchor[0] ? 120 : 0);
	candidates.sort((a, b) => distance(a) - distance(b));
	const padded = (box: Box): Box => ({ x: box.x - 5, y: box.y - 6, width: box.width + 10, height: box.height + 12 });
	const isFree = (box: Box) =>
		!touches(padded(box), anchor, anchor) &&
		!lines.some((line) =>
			line.some((point, index) => index > 0 && touches(padded(box), line[index - 1] as Pixel, point)),
		);
	return candidates.find(isFree) ?? { x: frame.x + frame.width - size.width, y: frame.y, ...size };
}

/** Price of a side at an energy, read from its staircase; null beyond its end. */
export function priceAt(steps: readonly Step[], wh: number): number | null {
	return steps.find((step) => wh <= step.toWh)?.net ?? null;
}
