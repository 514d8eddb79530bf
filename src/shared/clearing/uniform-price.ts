import { type BlocksFaultCode, checkBlocks } from './blocks/check-blocks.ts';
import { type BlocksProof, clearBlocks } from './blocks/clear-blocks.ts';
import type { BooksProof } from './book/clear-books.ts';
import { checkUniformBooks, clearUniformBooks, type UniformBooksFaultCode } from './book/uniform-books.ts';
import { uniformBook } from './book/uniform-price.ts';
import type { Market } from './market.ts';
import type { ClearingFault, Mechanism, Outcome } from './outcome.ts';
import type { Profile } from './profiles.ts';
import type { ZonesFaultCode } from './zonal/check-codes.ts';
import { checkZones } from './zonal/check-zones.ts';
import { clearZones, type ZonesProof } from './zonal/clear-zones.ts';

/** Of books where there is one zone, of zones where there are several, and of the search where there are blocks. */
export type UniformPriceProof = BooksProof | ZonesProof | BlocksProof;
export type UniformPriceFaultCode = UniformBooksFaultCode | ZonesFaultCode | BlocksFaultCode;

/** Steps for a block: several searches' worth of one order's. */
const STEPS_PER_BLOCK = 5_000;

/**
 * Uniform price (pay-as-clear): highest welfare, then largest volume; one price per zone and period that supports every
 * acceptance. Individually rational; budget balanced but for what congested borders part prices by, which stays with
 * the market; not truthful for orders that may set the price.
 */
export const uniformPrice: Mechanism<UniformPriceProof, UniformPriceFaultCode> = {
	properties: { budget: 'surplus', truthful: 'nobody', welfare: 'highest' },
	scope: { zones: true, blocks: true },
	clear(market: Market, profile: Profile): Outcome<UniformPriceProof> {
		switch (formOf(market)) {
			case 'blocks':
				return clearBlocks(market, profile);
			case 'zones':
				return clearZones(market, profile);
			case 'books':
				return clearUniformBooks(market, profile);
		}
	},
	check(market, profile, outcome): readonly ClearingFault<UniformPriceFaultCode>[] {
		const { proof } = outcome;
		if (proof.form !== formOf(market)) return [{ code: 'SHAPE', at: null }];
		switch (proof.form) {
			case 'blocks':
				return checkBlocks(market, profile, { ...outcome, proof });
			case 'zones':
				return checkZones(market, profile, { ...outcome, proof });
			case 'books':
				return checkUniformBooks(market, profile, { ...outcome, proof });
		}
	},
	cost: ({ orders, periods, blocks }) =>
		periods * uniformBook.cost(0) + uniformBook.cost(orders) + STEPS_PER_BLOCK * blocks,
};

function formOf({ zones, blocks }: Market): UniformPriceProof['form'] {
	if (blocks.length > 0) return 'blocks';
	return zones.length > 1 ? 'zones' : 'books';
}
