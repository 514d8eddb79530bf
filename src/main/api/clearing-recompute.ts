import { encodeProof } from '../../shared/auction/clearing-proof.ts';
import { orderResults } from '../../shared/auction/order-results.ts';
import { productMarket } from '../../shared/auction/product-market.ts';
import { isMechanismName } from '../../shared/clearing/mechanism-names.ts';
import { mechanismOf } from '../../shared/clearing/mechanisms.ts';
import type { Outcome, PriceRange } from '../../shared/clearing/outcome.ts';
import { type ProfileName, profiles } from '../../shared/clearing/profiles.ts';
import { equalBytes } from '../../shared/codec/bytes.ts';
import { orderOf } from '../../shared/codec/order-row.ts';
import type { EnergyWh, MicroPerKwh } from '../../shared/codec/units.ts';
import { codeOf } from '../../shared/errors/coded-error.ts';
import type { ClearingResult, OrderRow, Product } from './read-model/product.ts';

export interface RecomputedTrade {
	readonly bid: string;
	readonly offer: string;
	readonly period: number;
	readonly quantityWh: EnergyWh;
	readonly price: MicroPerKwh;
}

export interface RecomputedClearing {
	readonly trades: readonly RecomputedTrade[];
	/** Where the recorded result differs from the recomputed one; empty when they are identical. */
	readonly faults: readonly string[];
}

/** Faults that are told; a result that is wrong everywhere needs no more. */
const MAX_FAULTS = 20;

/**
 * Clears a product again from its recorded orders, and has the mechanism's own checker look at the outcome. Null while
 * it is not cleared, and where orders trade one by one, so that there is no clearing.
 */
export function recomputeClearing(product: Product): RecomputedClearing | null {
	const { result, terms } = product;
	if (!result || terms.mechanism === 'continuous' || !isMechanismName(terms.mechanism)) return null;
	const rows = [...product.orders.values()].sort((a, b) => a.position - b.position);
	const orders = rows.map(({ participant, terms: row }) => ({ participant, terms: orderOf(row) }));
	const standings = new Map(rows.map(({ participant, zone, priority }) => [participant, { zone, priority }]));
	const profile = profiles[terms.profile as ProfileName];
	const mechanism = mechanismOf(terms.mechanism);
	try {
		const cleared = productMarket(
			terms,
			orders,
			(participant) => standings.get(participant) ?? { zone: -1, priority: 0 },
		);
		const market = result.seed === null ? cleared.market : { ...cleared.market, seed: result.seed };
		const outcome = mechanism.clear(market, profile);
		const idOf = (position: number): string => (rows[cleared.origins[position] as number] as OrderRow).id;
		const again = orderResults(orders, cleared, outcome, (order) => (rows[order] as OrderRow).id);
		const faults = [
			...mechanism.check(market, profile, outcome).map(({ code }) => code),
			...resultFaults(result, outcome),
			...proofFaults(result.proof, outcome.proof),
			...rows.flatMap(({ id, filledWh }, at) => {
				const due = again[at]?.filledWh ?? 0;
				return (filledWh ?? 0) === due ? [] : [`${id} gets ${due} Wh, recorded ${filledWh}`];
			}),
		];
		const trades = outcome.trades.map(({ bid, offer, period, quantity, price }) => ({
			bid: idOf(bid),
			offer: idOf(offer),
			period,
			quantityWh: quantity,
			price,
		}));
		return { trades, faults: faults.slice(0, MAX_FAULTS) };
	} catch (error) {
		return { trades: [], faults: [codeOf(error) ?? String(error)] };
	}
}

function proofFaults(recorded: Uint8Array | null, proof: unknown): string[] {
	const due = encodeProof(proof);
	const isSame = recorded && due ? equalBytes(recorded, due) : recorded === due;
	return isSame ? [] : ['the proof differs'];
}

function resultFaults(recorded: ClearingResult, { prices, volume, flows }: Outcome): string[] {
	const faults: string[] = [];
	if (volume !== recorded.volumeWh) faults.push(`the volume is ${volume} Wh, recorded ${recorded.volumeWh}`);
	recorded.prices.forEach(({ zone, price, low, high }, at) => {
		const due = prices[at] ?? [];
		const differs = (figures: readonly (number | null)[], of: keyof PriceRange): boolean =>
			due.length !== figures.length || due.some((range, period) => range[of] !== figures[period]);
		if (differs(price, 'price') || differs(low, 'low') || differs(high, 'high'))
			faults.push(
				`the prices of ${zone} are ${due.map((range) => range.price).join(', ')}, recorded ${price.join(', ')}`,
			);
	});
	recorded.flows.forEach(({ from, to, flowWh }, at) => {
		if (flows[at]?.some((flow, period) => flow !== flowWh[period]))
			faults.push(`the flow from ${from} to ${to} differs`);
	});
	return faults;
}
