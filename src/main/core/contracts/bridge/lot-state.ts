import { PACKET_LIMITS } from '../../../../shared/codec/bridge-packet.ts';
import {
	type AdmittedLot,
	bridgePaths,
	type LotDirection,
	type SentLot,
	type TradeLots,
} from '../../../../shared/codec/bridge-state.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { deleteLeaf, readLeaf, writeLeaf } from './bridge-leaves.ts';

/** Packets of one page of a product's lots. */
const PER_PAGE = 64;
const NO_LOTS: TradeLots = { leftWh: 0, packets: [] };

export function findSentLot(context: CallContext, packet: string): SentLot | undefined {
	return readLeaf<SentLot>(context, bridgePaths.sentLot(packet));
}

export function writeSentLot(context: CallContext, packet: string, lot: SentLot): void {
	writeLeaf(context, bridgePaths.sentLot(packet), lot);
}

export function forgetSentLot(context: CallContext, packet: string): void {
	deleteLeaf(context, bridgePaths.sentLot(packet));
}

export function findAdmittedLot(context: CallContext, packet: string): AdmittedLot | undefined {
	return readLeaf<AdmittedLot>(context, bridgePaths.admittedLot(packet));
}

export function writeAdmittedLot(context: CallContext, packet: string, lot: AdmittedLot): void {
	writeLeaf(context, bridgePaths.admittedLot(packet), lot);
}

export function forgetAdmittedLot(context: CallContext, packet: string): void {
	deleteLeaf(context, bridgePaths.admittedLot(packet));
}

export function lotsOfTrade(context: CallContext, product: string, trade: number): TradeLots {
	return readLeaf<TradeLots>(context, bridgePaths.tradeLots(product, trade)) ?? NO_LOTS;
}

export function writeLotsOfTrade(context: CallContext, product: string, trade: number, lots: TradeLots): void {
	if (lots.leftWh > 0) writeLeaf(context, bridgePaths.tradeLots(product, trade), lots);
	else deleteLeaf(context, bridgePaths.tradeLots(product, trade));
}

/** Packets of the lots that a participant takes in a product that is not settled. */
export function lotsOfOwner(context: CallContext, product: string, owner: string): readonly string[] {
	return readLeaf<readonly string[]>(context, bridgePaths.ownerLots(product, owner)) ?? [];
}

export function writeLotsOfOwner(
	context: CallContext,
	product: string,
	owner: string,
	packets: readonly string[],
): void {
	if (packets.length > 0) writeLeaf(context, bridgePaths.ownerLots(product, owner), packets);
	else deleteLeaf(context, bridgePaths.ownerLots(product, owner));
}

/** How many lots of a product came from a chain. */
export function lotsFromChain(context: CallContext, product: string, chain: string): number {
	return readLeaf<number>(context, bridgePaths.chainLots(product, chain)) ?? 0;
}

export function writeLotsFromChain(context: CallContext, product: string, chain: string, count: number): void {
	if (count > 0) writeLeaf(context, bridgePaths.chainLots(product, chain), count);
	else deleteLeaf(context, bridgePaths.chainLots(product, chain));
}

/** How many lots of a product left, or came, those included that came back. */
export function lotCount(context: CallContext, direction: LotDirection, product: string): number {
	return readLeaf<number>(context, bridgePaths.lotCount(direction, product)) ?? 0;
}

/** @throws CodedError BRIDGE_LOTS_TOO_MANY */
export function noteLot(context: CallContext, direction: LotDirection, product: string, packet: string): void {
	const count = lotCount(context, direction, product);
	const { lotsPerProduct: max } = PACKET_LIMITS;
	if (count >= max) throw new CodedError('BRIDGE_LOTS_TOO_MANY', { product, max });
	const path = bridgePaths.lotPage(direction, product, Math.floor(count / PER_PAGE));
	writeLeaf(context, path, [...(readLeaf<readonly string[]>(context, path) ?? []), packet]);
	writeLeaf(context, bridgePaths.lotCount(direction, product), count + 1);
}

/** Up to `limit` packets of one page, from the given lot on; empty when there are no more. */
export function lotsFrom(
	context: CallContext,
	direction: LotDirection,
	product: string,
	lot: number,
	limit: number,
): readonly string[] {
	const path = bridgePaths.lotPage(direction, product, Math.floor(lot / PER_PAGE));
	const from = lot % PER_PAGE;
	return (readLeaf<readonly string[]>(context, path) ?? []).slice(from, from + limit);
}

/** Takes the last page of a product's lots out of the state; empty when there is none. */
export function takeLastPage(context: CallContext, direction: LotDirection, product: string): readonly string[] {
	const count = lotCount(context, direction, product);
	if (count === 0) return [];
	const page = Math.floor((count - 1) / PER_PAGE);
	const path = bridgePaths.lotPage(direction, product, page);
	const packets = readLeaf<readonly string[]>(context, path) ?? [];
	deleteLeaf(context, path);
	if (page === 0) deleteLeaf(context, bridgePaths.lotCount(direction, product));
	else writeLeaf(context, bridgePaths.lotCount(direction, product), page * PER_PAGE);
	return packets;
}
