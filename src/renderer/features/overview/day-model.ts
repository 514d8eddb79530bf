import type { MarketHour } from '../../../shared/contract/index.ts';

/** What the open books of the day would clear at, by product; computed on this machine. */
export type Previews = ReadonlyMap<string, { readonly price: number | null; readonly volumeWh: number }>;

export interface HourTrade {
	readonly volumeWh: number;
	readonly price: number | null;
	/** final: the energy has flowed. agreed: cleared, not yet delivered. preview: the gate is open. */
	readonly certainty: 'final' | 'agreed' | 'preview';
}

/** What is traded for an hour and how certain it is; null while nothing crosses or nothing is known. */
export function tradeOf(hour: MarketHour, previews: Previews): HourTrade | null {
	if (hour.tradedWh !== null && hour.tradedWh > 0) {
		const certainty = hour.state === 'settled' || hour.state === 'delivered' ? 'final' : 'agreed';
		return { volumeWh: hour.tradedWh, price: hour.price, certainty };
	}
	const preview = hour.product === null ? undefined : previews.get(hour.product);
	if ((hour.state === 'open' || hour.state === 'closing') && preview && preview.volumeWh > 0)
		return { ...preview, certainty: 'preview' };
	return null;
}

/** Sum of a figure over the hours that have it; null when none does. */
export function knownSum(hours: readonly MarketHour[], figure: 'generatedWh' | 'consumedWh'): number | null {
	const known = hours.flatMap((hour) => hour[figure] ?? []);
	return known.length === 0 ? null : known.reduce((sum, wh) => sum + wh, 0);
}

export interface Shortfall {
	readonly from: number;
	readonly to: number;
	readonly energyWh: number;
	/** Index of its first hour. */
	readonly index: number;
}

/** The run of hours at the end of the day, not yet metered, in which use is expected to exceed generation. */
export function eveningShortfall(hours: readonly MarketHour[]): Shortfall | null {
	let energyWh = 0;
	let first: { readonly hour: MarketHour; readonly index: number } | null = null;
	for (let index = hours.length - 1; index >= 0; index--) {
		const hour = hours[index] as MarketHour;
		const { forecastGeneratedWh, forecastConsumedWh } = hour;
		const isAhead = hour.generatedWh === null && forecastGeneratedWh !== null && forecastConsumedWh !== null;
		if (!isAhead || forecastConsumedWh <= forecastGeneratedWh * 2) break;
		energyWh += forecastConsumedWh - forecastGeneratedWh;
		first = { hour, index };
	}
	const last = hours.at(-1);
	return first && last && energyWh > 0 ? { from: first.hour.start, to: last.end, energyWh, index: first.index } : null;
}

/** A price that changes with the hours, as runs of equal value. */
export function priceRuns(
	hours: readonly MarketHour[],
	figure: 'tariff' | 'feedIn',
): readonly { from: number; to: number; value: number }[] {
	const runs: { from: number; to: number; value: number }[] = [];
	hours.forEach((hour, index) => {
		const value = hour[figure];
		const last = runs.at(-1);
		if (value === null) return;
		if (last && last.value === value && last.to === index) last.to = index + 1;
		else runs.push({ from: index, to: index + 1, value });
	});
	return runs;
}
