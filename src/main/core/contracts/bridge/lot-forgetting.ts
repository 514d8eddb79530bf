import type { AdmittedLot, SentLot } from '../../../../shared/codec/bridge-state.ts';
import type { CallContext } from '../engine/call-context.ts';
import {
	findAdmittedLot,
	findSentLot,
	forgetAdmittedLot,
	forgetSentLot,
	lotCount,
	lotsFromChain,
	takeLastPage,
	writeLotsFromChain,
	writeLotsOfTrade,
} from './lot-state.ts';
import { freeCapacity } from './tie.ts';

/**
 * Removes a page of a product's lots each way. What is still on its way, or has certificates to send, stays by itself
 * until it is done. Returns whether none is left.
 */
export function forgetLots(context: CallContext, product: string): boolean {
	for (const packet of takeLastPage(context, 'sent', product)) {
		const lot = findSentLot(context, packet);
		if (!lot) continue;
		writeLotsOfTrade(context, product, lot.trade, { leftWh: 0, packets: [] });
		if (lot.status !== 'open' && lot.certificates.length === 0) letGo(context, packet, lot);
	}
	for (const packet of takeLastPage(context, 'admitted', product)) {
		const lot = findAdmittedLot(context, packet);
		if (lot) forgetShare(context, product, lot);
		forgetAdmittedLot(context, packet);
	}
	return lotCount(context, 'sent', product) === 0 && lotCount(context, 'admitted', product) === 0;
}

function forgetShare(context: CallContext, product: string, lot: AdmittedLot): void {
	const { chain } = lot;
	freeCapacity(context, 'admitted', chain, lot);
	writeLotsFromChain(context, product, chain, lotsFromChain(context, product, chain) - 1);
}

/** Takes a lot that left out of the state, with the capacity that it holds. */
export function letGo(context: CallContext, packet: string, lot: SentLot): void {
	freeCapacity(context, 'sent', lot.chain, lot);
	forgetSentLot(context, packet);
}
