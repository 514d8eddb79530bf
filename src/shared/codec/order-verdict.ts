import type { EnergyWh, MicroMoney, MicroPerKwh } from './units.ts';

/** Why an order fared as it did; clearing/why turns it into one sentence. Other orders are named by their ids. */
export type OrderVerdict =
	| { readonly kind: 'accepted' }
	/** At the margin: its price level got `acceptedOfWh` of the `shareOfWh` that it asked for in all. */
	| { readonly kind: 'marginal'; readonly shareOfWh: EnergyWh; readonly acceptedOfWh: EnergyWh }
	| { readonly kind: 'out-of-price' }
	| { readonly kind: 'no-cross' }
	| { readonly kind: 'block-accepted'; readonly surplus: MicroMoney }
	/** In millionths of its profile. */
	| { readonly kind: 'block-cut'; readonly ratio: number }
	| { readonly kind: 'block-out-of-price'; readonly loss: MicroMoney }
	| { readonly kind: 'paradoxically-rejected'; readonly foregone: MicroMoney }
	| { readonly kind: 'parent-rejected'; readonly parent: string }
	| { readonly kind: 'exclusive-rejected'; readonly accepted: string }
	/** Traded while the gate was open, with so much left when it closed. */
	| { readonly kind: 'matched'; readonly trades: number; readonly restingWh: EnergyWh }
	| { readonly kind: 'resting' }
	| { readonly kind: 'own-cross'; readonly other: string }
	/** Truthful mechanisms: all of it at a price that it did not set; what a seller gets, or a buyer pays before fees. */
	| { readonly kind: 'accepted-at'; readonly price: MicroPerKwh }
	/** Its side was longer, and gave up the same quantity each. */
	| { readonly kind: 'rationed'; readonly price: MicroPerKwh; readonly wantedWh: EnergyWh; readonly gotWh: EnergyWh }
	/** It sets a price for the others and therefore does not trade. */
	| { readonly kind: 'trade-reduced' }
	/** Better orders of its side used up what the other side would trade. */
	| { readonly kind: 'outbid' }
	/** Vickrey: it pays, or gets, in all what its taking part costs the others. */
	| {
			readonly kind: 'pays-externality';
			readonly total: MicroMoney;
			readonly wantedWh: EnergyWh;
			readonly gotWh: EnergyWh;
	  }
	/** Vickrey: an order of the one participant for whom the others compete. */
	| { readonly kind: 'auctioned'; readonly wantedWh: EnergyWh; readonly gotWh: EnergyWh }
	/** MUDA: it would trade at the other half's price, but the lot gave the shorter side's energy to others. */
	| {
			readonly kind: 'lot-not-drawn';
			readonly price: MicroPerKwh;
			readonly wantedWh: EnergyWh;
			readonly gotWh: EnergyWh;
	  }
	/** MUDA: it would not trade at the other half's price; null where the other half has none. */
	| { readonly kind: 'out-of-half-price'; readonly price: MicroPerKwh | null }
	/** One order for several periods or steps: how many of them were accepted in full, in part, and not at all. */
	| { readonly kind: 'several'; readonly accepted: number; readonly cut: number; readonly rejected: number }
	/** The gate closed before it was valid, or after. */
	| { readonly kind: 'not-valid' }
	/** Its product was cancelled. */
	| { readonly kind: 'cancelled' };
