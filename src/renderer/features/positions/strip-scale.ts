const STEPS = [1, 2, 5, 10] as const;

/** Round ticks that span both ends and hold 0, about as many as wanted. */
export function signedTicks(min: number, max: number, wanted: number): number[] {
	const span = Math.max(max - min, 1e-9);
	const rough = span / wanted;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = (STEPS.find((each) => each * power >= rough) ?? 10) * power;
	const first = Math.floor(Math.min(0, min) / step);
	const last = Math.max(Math.ceil(Math.max(0, max) / step), first + 1);
	// A step below one has no exact binary form: each tick is counted in steps, not added up.
	return Array.from({ length: last - first + 1 }, (_, n) => Number(((first + n) * step).toPrecision(12)));
}
