import type { ChannelTerms } from '../../../shared/codec/bridge-client.ts';
import { HOUR_MS } from '../../../shared/codec/units.ts';

/** Participants of a region beside its market's. */
export const TRAVELLERS = {
	/** Buys in its region what another lacks, and is known in every region. */
	trader: 'tie-trader',
	/** Pays for what relayers send to the chain. */
	relayer: 'relayer',
} as const;

/** What each region allows each of its channels. */
export const TIE_TERMS: ChannelTerms = {
	/** 1,000 currency units. */
	moneyLimit: 1_000_000_000,
	capacityW: 5_000,
	trustPeriodMs: 30 * 24 * HOUR_MS,
};

/** The main chain anchors the regions and moves nothing. */
export const ANCHOR_TERMS: ChannelTerms = { moneyLimit: 0, capacityW: 0, trustPeriodMs: TIE_TERMS.trustPeriodMs };

/** How often a region's newest state root is anchored on the main chain, chain time. */
export const ANCHOR_EVERY_MS = HOUR_MS;
