import type { Contract } from '../engine/contract.ts';
import { payFeesWithPoints } from './fee-points.ts';
import { DISTRIBUTE, distribute } from './pool.ts';
import { INCENTIVE } from './reward-terms.ts';

/** Points of market participants, and what they earn: a part of the pool, or wheeling fees. */
export const incentiveContract: Contract = {
	name: INCENTIVE,
	version: 1,
	methods: [payFeesWithPoints],
	tasks: { [DISTRIBUTE]: distribute },
};
