export type Point = readonly [x: number, y: number];

const place = (value: number) => value.toFixed(1);

/** Straight segments through the points. */
export function polyline(points: readonly Point[]): string {
	return points.length === 0 ? '' : `M${points.map(([x, y]) => `${place(x)},${place(y)}`).join('L')}`;
}

/**
 * Monotone cubic through the points, ascending in x (harmonic mean of the neighbouring slopes, Fritsch and
 * Butland 1984): the drawn line never overshoots a metered value.
 */
export function monotoneCurve(points: readonly Point[]): string {
	const first = points[0];
	if (!first) return '';
	if (points.length === 1) return `M${place(first[0])},${place(first[1])}`;
	const at = (index: number) => points[index] as Point;
	const slopes: number[] = [];
	for (let i = 0; i < points.length - 1; i++) slopes.push((at(i + 1)[1] - at(i)[1]) / (at(i + 1)[0] - at(i)[0]));
	const tangents = points.map((_, i) => {
		const before = slopes[i - 1];
		const after = slopes[i];
		if (before === undefined) return after ?? 0;
		if (after === undefined) return before;
		return before * after <= 0 ? 0 : 2 / (1 / before + 1 / after);
	});
	let path = `M${place(first[0])},${place(first[1])}`;
	for (let i = 0; i < points.length - 1; i++) {
		const [x0, y0] = at(i);
		const [x1, y1] = at(i + 1);
		const third = (x1 - x0) / 3;
		const from = y0 + (tangents[i] as number) * third;
		const to = y1 - (tangents[i + 1] as number) * third;
		path += `C${place(x0 + third)},${place(from)} ${place(x1 - third)},${place(to)} ${place(x1)},${place(y1)}`;
	}
	return path;
}

/** Linear map of a domain onto a range. */
export function scale(from: readonly [number, number], to: readonly [number, number]): (value: number) => number {
	const factor = (to[1] - to[0]) / (from[1] - from[0] || 1);
	return (value) => to[0] + (value - from[0]) * factor;
}

/** Round ticks from 0 to at least `max`, about `count` of them. */
export function ticksFromZero(max: number, count: number): number[] {
	if (!(max > 0)) return [0, 1];
	const raw = max / count;
	const power = 10 ** Math.floor(Math.log10(raw));
	const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power;
	const ticks = [0];
	while ((ticks.at(-1) as number) < max) ticks.push(Number((ticks.length * step).toPrecision(12)));
	return ticks;
}
