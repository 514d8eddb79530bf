import { integer, literal, nullable, type Reader, record } from './reader.ts';
import type { MicroPerKwh } from './units.ts';

/** Highest component of an imbalance price, up or down: 1,000 currency units per kWh. */
const COMPONENT_MAX = 1_000_000_000;

/**
 * How energy beyond or short of the contract is priced. `tariff` is the rule without any: what is short costs the
 * product's tariff, what is beyond earns its feed-in price. The others start from the zone's cleared price of the
 * period (where it has none, they fall back to `tariff`):
 * `single` prices both directions at cleared price + `component` when the zone is short in all, − `component` when it is
 * long; `dual` prices what is short at cleared price + `component` and what is beyond at cleared price − `component`.
 * Source of the terms: Commission Regulation (EU) 2017/2195 (EB GL), articles 52 and 55, single and dual pricing.
 */
export interface ImbalanceRule {
	readonly pricing: 'single' | 'dual';
	/** ≥ 0, per kWh. */
	readonly component: MicroPerKwh;
}

export const readImbalanceRule: Reader<ImbalanceRule | null> = nullable(
	record<ImbalanceRule>({ pricing: literal('single', 'dual'), component: integer(0, COMPONENT_MAX) }),
);
