import { z } from 'zod';
import { base } from './errors.ts';
import { day, energyWh, height, microMoney, microPerKwh, name, timeMs } from './scalars.ts';

export const productState = z.enum([
	'scheduled',
	'open',
	/** Gate closed, clearing not yet final. */
	'closing',
	'no-cross',
	/** Cleared; delivery ahead. */
	'cleared',
	'delivering',
	/** Delivered; readings and settlement outstanding. */
	'delivered',
	'settled',
	/** Ended before its gate closed, or by a book that could not be cleared; its orders have their money back. */
	'cancelled',
]);

/** One delivery hour of the day spine. Null figures are not known yet, never 0. */
export const marketHour = z.object({
	start: timeMs,
	end: timeMs,
	product: name.nullable(),
	state: productState.nullable(),
	generatedWh: energyWh.nullable(),
	consumedWh: energyWh.nullable(),
	/** Persistence forecast: the same hour of the day before, from signed readings. */
	forecastGeneratedWh: energyWh.nullable(),
	forecastConsumedWh: energyWh.nullable(),
	offeredWh: energyWh.nullable(),
	wantedWh: energyWh.nullable(),
	tradedWh: energyWh.nullable(),
	price: microPerKwh.nullable(),
	tariff: microPerKwh.nullable(),
	feedIn: microPerKwh.nullable(),
	gateClosure: timeMs.nullable(),
	deeds: z.int(),
	deedsSealed: z.int(),
});

export const marketDay = z.object({
	day,
	/** Days that hold at least one product, ascending. */
	days: z.array(day),
	meters: z.int(),
	hours: z.array(marketHour).max(25),
	totals: z.object({
		tradedWh: energyWh,
		generatedWh: energyWh.nullable(),
		consumedWh: energyWh.nullable(),
		paidByBuyers: microMoney,
		/** What the same energy would have cost its buyers at the tariff, less what it did cost. */
		savedByBuyers: microMoney,
		/** What sellers earned beyond the feed-in price. */
		gainedBySellers: microMoney,
		settlementResidue: microMoney,
	}),
	/** First and last block whose events these figures come from. */
	blocks: z.object({ first: height, last: height }).nullable(),
});

export type MarketHour = z.infer<typeof marketHour>;
export type MarketDay = z.infer<typeof marketDay>;
export type ProductState = z.infer<typeof productState>;

export const marketContract = {
	/** Without a day: the one that the chain clock is in, or the nearest that has products. */
	day: base.input(z.object({ day: day.optional() })).output(marketDay),
};
