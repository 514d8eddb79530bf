import { createHash } from 'node:crypto';
import { type EnergyWh, type MicroPerKwh, mulDivFloor, type TimeMs } from '../../../shared/codec/units.ts';

export interface PricedStep {
	readonly price: MicroPerKwh;
	readonly quantityWh: EnergyWh;
}

export interface PriceRoom {
	readonly feedIn: MicroPerKwh;
	readonly tariff: MicroPerKwh;
	readonly tick: MicroPerKwh;
}

/** Below this a home bids or offers in one step. */
const SPLIT_FROM_WH = 400;
/** Thousandths of the room between feed-in and tariff. */
const PERMILLE = 1_000;

/**
 * What a home would give up for its energy. A seller would otherwise get the feed-in price, a buyer pay the tariff;
 * each asks for a share of the room between, counted from its own outside option:
 *
 *     share = 40 + 260 · h(home) + 120 · h(home, hour) permille, h from SHA-256 in [0, 1)
 *     offer = feed-in + room · share      bid (wheeling fee included) = tariff − room · share
 *
 * so that a home has a temper and a mood. From 400 Wh on the energy goes in two steps, 60 % at that share and the rest
 * 180 permille further. Prices round to the tick towards the home's own advantage. No room, no order.
 */
export function reservationSteps(
	side: 'bid' | 'offer',
	home: string,
	start: TimeMs,
	quantityWh: EnergyWh,
	{ feedIn, tariff, tick }: PriceRoom,
): PricedStep[] {
	const room = tariff - feedIn;
	if (quantityWh <= 0 || room < 2 * tick) return [];
	const share = 40 + mulDivFloor(260, fraction(home), 65_536) + mulDivFloor(120, fraction(`${home}/${start}`), 65_536);
	const first = quantityWh < SPLIT_FROM_WH ? quantityWh : Math.ceil((quantityWh * 3) / 5);
	const steps = [
		{ quantityWh: first, share },
		{ quantityWh: quantityWh - first, share: share + 180 },
	];
	return steps
		.filter((step) => step.quantityWh > 0)
		.map((step) => {
			const give = mulDivFloor(room, step.share, PERMILLE);
			const price = side === 'offer' ? ceilTo(feedIn + give, tick) : floorTo(tariff - give, tick);
			return { quantityWh: step.quantityWh, price };
		});
}

/** 16 bits of a text's SHA-256. */
export function fraction(text: string): number {
	return createHash('sha256').update(text).digest().readUInt16BE(0);
}

export function floorTo(price: number, tick: number): number {
	return Math.floor(price / tick) * tick;
}

export function ceilTo(price: number, tick: number): number {
	return Math.ceil(price / tick) * tick + 0;
}
