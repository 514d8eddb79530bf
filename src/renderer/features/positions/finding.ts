import type { PositionFigures } from '../../../shared/positions/position-figures.ts';
import type { PositionNode } from './tree.ts';

export interface PositionFinding {
	readonly kind: 'nothing' | 'even' | 'short' | 'long' | 'unknown';
	/** Hour with the dearest deviation, by index; null where none costs. */
	readonly worst: number | null;
	readonly deviationWh: number;
	readonly money: number;
}

/** What the day comes to: the deviation in all, and the hour in which it costs most. */
export function positionFinding({ hours, total }: Pick<PositionNode, 'hours' | 'total'>): PositionFinding {
	const isTraded = ({ boughtWh, soldWh, orders }: PositionFigures): boolean => boughtWh + soldWh + orders > 0;
	const money = total.deviationMoney ?? 0;
	const deviationWh = total.deviationWh ?? 0;
	let worst: number | null = null;
	hours.forEach(({ deviationMoney }, hour) => {
		const least = worst === null ? 0 : (hours[worst]?.deviationMoney ?? 0);
		if ((deviationMoney ?? 0) < least) worst = hour;
	});
	const kind =
		total.deviationWh === null
			? hours.some(isTraded)
				? 'unknown'
				: 'nothing'
			: deviationWh === 0
				? 'even'
				: deviationWh < 0
					? 'short'
					: 'long';
	return { kind, worst, deviationWh, money };
}
