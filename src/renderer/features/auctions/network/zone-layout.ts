export interface Place {
	readonly x: number;
	readonly y: number;
}

const STEPS = 300;
/** Zones that no border joins stand as far apart as the farthest that are joined, and this much more. */
const APART = 1;

/**
 * Where zones stand, in [0, 1] both ways: as far from each other as there are borders between them, the longest way
 * across. The data has no geography; the same borders give the same picture.
 * @param links Pairs of places in the list of zones
 */
export function zonePlaces(zones: number, links: readonly (readonly [number, number])[]): readonly Place[] {
	if (zones === 1) return [{ x: 0.5, y: 0.5 }];
	const hops = hopsBetween(zones, links);
	let places = Array.from({ length: zones }, (_, at): Place => {
		const angle = (2 * Math.PI * at) / zones;
		return { x: Math.cos(angle) * zones * 0.4, y: Math.sin(angle) * zones * 0.4 };
	});
	for (let step = 0; step < STEPS; step++) places = places.map((place, at) => settled(place, at, places, hops));
	return fitted(turned(places));
}

/** Borders on the shortest way between each two zones. */
function hopsBetween(zones: number, links: readonly (readonly [number, number])[]): readonly (readonly number[])[] {
	const far = Array.from({ length: zones }, (_, a) =>
		Array.from({ length: zones }, (__, b) => (a === b ? 0 : Number.POSITIVE_INFINITY)),
	);
	const row = (at: number): number[] => far[at] as number[];
	for (const [a, b] of links) {
		row(a)[b] = 1;
		row(b)[a] = 1;
	}
	for (let via = 0; via < zones; via++)
		for (let a = 0; a < zones; a++)
			for (let b = 0; b < zones; b++)
				row(a)[b] = Math.min(row(a)[b] as number, (row(a)[via] as number) + (row(via)[b] as number));
	const farthest = Math.max(...far.flat().filter(Number.isFinite));
	return far.map((each) => each.map((hops) => (Number.isFinite(hops) ? hops : farthest + APART)));
}

/** The weighted mean of where each other zone would have it: stress majorization (Gansner, Koren, North 2004). */
function settled(place: Place, at: number, places: readonly Place[], hops: readonly (readonly number[])[]): Place {
	let [x, y, weight] = [0, 0, 0];
	places.forEach((other, to) => {
		if (to === at) return;
		const wanted = hops[at]?.[to] ?? 1;
		const [dx, dy] = [place.x - other.x, place.y - other.y];
		const apart = Math.hypot(dx, dy) || 1e-6;
		const pull = 1 / wanted ** 2;
		x += pull * (other.x + (dx / apart) * wanted);
		y += pull * (other.y + (dy / apart) * wanted);
		weight += pull;
	});
	return { x: x / weight, y: y / weight };
}

/** Turned so that the longest way lies across, the first zone on the left. */
function turned(places: readonly Place[]): readonly Place[] {
	const mean = (of: (place: Place) => number) => places.reduce((sum, place) => sum + of(place), 0) / places.length;
	const [mx, my] = [mean(({ x }) => x), mean(({ y }) => y)];
	const centred = places.map(({ x, y }) => ({ x: x - mx, y: y - my }));
	const sum = (of: (place: Place) => number) => centred.reduce((total, place) => total + of(place), 0);
	const angle =
		0.5 *
		Math.atan2(
			2 * sum(({ x, y }) => x * y),
			sum(({ x, y }) => x * x - y * y),
		);
	const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
	const across = centred.map(({ x, y }) => ({ x: x * cos + y * sin, y: y * cos - x * sin }));
	return (across[0]?.x ?? 0) > 0 ? across.map(({ x, y }) => ({ x: -x, y: -y })) : across;
}

function fitted(places: readonly Place[]): readonly Place[] {
	const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
	const span = (figures: readonly number[]) => Math.max(...figures) - Math.min(...figures);
	const [width, height] = [span(xs), span(ys)];
	const flat = height < width * 0.05;
	return places.map(({ x, y }) => ({
		x: width === 0 ? 0.5 : (x - Math.min(...xs)) / width,
		y: flat ? 0.5 : (y - Math.min(...ys)) / height,
	}));
}
