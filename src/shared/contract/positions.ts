import { z } from 'zod';
import { base } from './errors.ts';
import { day, energyWh, height, microMoney, microPerKwh, name, timeMs } from './scalars.ts';

/** Owners of one answer: those whose key the node holds first, then their principals. */
export const POSITION_OWNERS_MAX = 500;
/** Hours of a local day. */
const HOURS_MAX = 25;

/** One figure for each hour of the day. */
const perHour = <T extends z.ZodType>(figure: T) => z.array(figure).max(HOURS_MAX);

export const positionMeter = z.object({
	meter: name,
	/** Generated − consumed; null where no reading covers the whole hour. */
	meteredWh: perHour(energyWh.nullable()),
	/** The same hour of the newest earlier day of its kind, working day or weekend, that the meter has measured. */
	forecastWh: perHour(energyWh.nullable()),
	/** Newest day that the forecast is taken from. */
	forecastFrom: day.nullable(),
});

export const positionOwner = z.object({
	owner: name,
	name,
	/** Zone on the day. */
	zone: name,
	/** Participant whose key signs for it. */
	sender: name,
	senderName: name,
	/** Traded, trades whose deeds fell through left out. */
	boughtWh: perHour(energyWh),
	soldWh: perHour(energyWh),
	boughtMoney: perHour(microMoney),
	soldMoney: perHour(microMoney),
	/** Live orders less what they have traded, of products that have not cleared. */
	openBidWh: perHour(energyWh),
	openOfferWh: perHour(energyWh),
	orders: perHour(z.int().min(0)),
	/**
	 * What a kWh short of the position costs, and what one beyond it earns, as the products of the hour have it: at the
	 * cleared price where there is one and the rule starts from it. Under single pricing the zone's direction is unknown
	 * before the settlement, and each is taken at its worse. Null where the owner's zone has no product.
	 */
	shortPrice: perHour(microPerKwh.nullable()),
	longPrice: perHour(microPerKwh.nullable()),
	/** What the hour's deviation did come to, received (positive) or paid (negative); null until it is settled. */
	settledMoney: perHour(microMoney.nullable()),
	/** When the last gate of the hour closes; null where there is no product. */
	gateClosure: perHour(timeMs.nullable()),
	meters: z.array(positionMeter),
});

export const positionDay = z.object({
	day,
	/** Days that hold at least one product, ascending. */
	days: z.array(day),
	/** Starts of the day's hours. */
	hours: perHour(timeMs),
	owners: z.array(positionOwner).max(POSITION_OWNERS_MAX),
	ownersTotal: z.int().min(0),
	asOfHeight: height,
});

export type PositionMeter = z.infer<typeof positionMeter>;
export type PositionOwner = z.infer<typeof positionOwner>;
export type PositionDay = z.infer<typeof positionDay>;

export const positionsContract = {
	/** Positions of everybody for whom this console trades, hour by hour; without a day that of the chain's clock. */
	day: base.input(z.object({ day: day.optional() })).output(positionDay),
};
