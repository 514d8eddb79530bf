import { createMarketPlan } from '../../src/main/demo/market/market-plan.ts';
import { DEFAULT_FEED_IN } from '../../src/main/demo/market/terms.ts';
import { readNeighbourhood } from '../../src/main/demo/neighbourhood/read-neighbourhood.ts';
import type { Neighbourhood, NeighbourhoodFiles } from '../../src/main/demo/neighbourhood/types.ts';
import { HOUR_MS } from '../../src/shared/codec/units.ts';
import { DAY_MS, formatDay, parseDay } from '../../src/shared/formats/calendar.ts';
import { MarketYear, type YearShares } from './market-year.ts';

export interface YearOptions extends YearShares {
	readonly files: NeighbourhoodFiles;
	/** First local day; null: the first whole one. */
	readonly from?: string | null;
	/** Hours of delivery; null: all that the files have without a gap. */
	readonly hours: number | null;
	/** Times that these hours are lived through, one after the other; whole days. */
	readonly rounds?: number;
	readonly imbalance: 'none' | 'single' | 'dual';
}

/** About one reading or deed in so many goes wrong. */
export const YEAR_SHARES = { missing: 100, corrected: 50, inQuarters: 10, unsigned: 40 } as const;

const COMPONENT = 20_000;

/** Every hour of a neighbourhood from orders to settlement on one engine, with all that must add up checked. */
export async function runYear({ files, hours, imbalance, from = null, rounds = 1, ...shares }: YearOptions) {
	const neighbourhood = repeated(await readNeighbourhood(files, { from, hours }), rounds);
	const plan = createMarketPlan(neighbourhood, { feedIn: DEFAULT_FEED_IN });
	const rule = imbalance === 'none' ? null : { pricing: imbalance, component: COMPONENT };
	const ruled = plan.hours.map((hour) => ({ ...hour, terms: { ...hour.terms, imbalance: rule } }));
	const year = new MarketYear({ ...plan, hours: ruled }, shares);
	for (let hour = 0; hour <= ruled.length; hour++) year.play(hour);
	return { kind: 'year', imbalance, homes: plan.homes.length, ...year.summary() };
}

/** The same hours again, as many days later as they last. */
function repeated({ homes, hours }: Neighbourhood, rounds: number): Neighbourhood {
	const lengthMs = hours.length * HOUR_MS;
	const later = (times: number) =>
		hours.map((hour) => ({
			...hour,
			start: hour.start + times * lengthMs,
			day: formatDay((parseDay(hour.day) as number) + (times * lengthMs) / DAY_MS),
		}));
	return { homes, hours: Array.from({ length: rounds }, (_, times) => later(times)).flat() };
}
