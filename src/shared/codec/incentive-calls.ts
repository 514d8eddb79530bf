import { form } from './call-form.ts';
import { integer, record } from './reader.ts';
import type { MicroMoney } from './units.ts';

/** What one incentive point pays of wheeling fees. */
export const POINT_VALUE: MicroMoney = 1_000;

/** Standing instruction to pay wheeling fees with points, as many for each settlement of a product; 0 ends it. */
export interface PayFeesWithPoints {
	readonly pointsMax: number;
}

export const incentiveForms = {
	payFeesWithPoints: form<PayFeesWithPoints>(
		'incentive',
		'pay-fees-with-points',
		record<PayFeesWithPoints>({ pointsMax: integer(0, 1_000_000_000) }),
	),
} as const;
