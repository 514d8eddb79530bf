import type { Mechanism } from './market.ts';
import { uniformPrice } from './uniform-price.ts';

/** Every mechanism by the name that a product's terms give. */
export const mechanisms = { 'uniform-price': uniformPrice } as const satisfies {
	readonly [name: string]: Mechanism<string>;
};

export type MechanismName = keyof typeof mechanisms;
