import { type EnergyLot, PACKET_LIMITS } from '../../../../shared/codec/bridge-packet.ts';
import type { CertificatePart } from '../../../../shared/codec/energy-certificate.ts';
import { settlementId } from '../../../../shared/codec/ids.ts';
import { isPeriod } from '../../../../shared/codec/product-terms.ts';
import type { EnergyWh } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { SIDES } from '../auction/orders-terms.ts';
import { type Product, periodOf } from '../auction/products.ts';
import { coverWithParts } from '../certificates/covering.ts';
import type { CallContext } from '../engine/call-context.ts';
import { requireParticipant } from '../identity/participants.ts';
import { productOf } from '../metering/readings.ts';
import { BRIDGE } from './bridge-leaves.ts';
import { connectedChains } from './client-state.ts';
import {
	findAdmittedLot,
	lotsFromChain,
	lotsOfOwner,
	noteLot,
	writeAdmittedLot,
	writeLotsFromChain,
	writeLotsOfOwner,
} from './lot-state.ts';
import type { Crossing } from './packet-handler.ts';
import { requireUnsettled } from './sent-lots.ts';
import { takeCapacity } from './tie.ts';

/** The period of a product that settles a lot. */
export interface PlaceOfLot {
	readonly product: Product;
	readonly period: number;
}

/**
 * Energy of another region that a participant takes, in the product of its zone that holds the whole interval.
 * @throws CodedError PARTICIPANT_UNKNOWN, BRIDGE_LOT_RECEIVER, BRIDGE_LOT_PERIOD, BRIDGE_LOT_PRODUCT, BRIDGE_LOT_LATE,
 * BRIDGE_TIE_FULL, BRIDGE_LOTS_TOO_MANY
 */
export function admitLot(context: CallContext, { chain, packet }: Crossing, owner: string, lot: EnergyLot): PlaceOfLot {
	const { start, end, quantityWh } = lot;
	const receiver = requireParticipant(context, owner);
	if (!SIDES.bid.includes(receiver.role)) throw new CodedError('BRIDGE_LOT_RECEIVER', { receiver: owner });
	const found = isPeriod(end - start) ? productOf(context, receiver, start) : null;
	if (!found) throw new CodedError('BRIDGE_LOT_PRODUCT', { receiver: owner, start });
	const { product } = found;
	const period = periodOf(found, start, end);
	if (period === null) throw new CodedError('BRIDGE_LOT_PERIOD', { product, start, end });
	requireUnsettled(found);
	const own = lotsOfOwner(context, product, owner);
	requireShare(context, { chain, product, own });
	takeCapacity(context, 'admitted', chain, lot);
	noteLot(context, 'admitted', product, packet);
	writeLotsFromChain(context, product, chain, lotsFromChain(context, product, chain) + 1);
	writeLotsOfOwner(context, product, owner, [...own, packet]);
	const about = { chain, owner, product, period, start, end, quantityWh };
	writeAdmittedLot(context, packet, { ...about, uncoveredWh: null, certificates: [] });
	context.emit({ kind: 'lot-admitted', packet, chain, owner, product, period, lot });
	return { product: found, period };
}

/**
 * Each connected chain has an equal part of the room for lots, so that none can take it from the others.
 * @param own packets of the lots that the receiver takes in the product
 * @throws CodedError BRIDGE_LOTS_TOO_MANY
 */
function requireShare(
	context: CallContext,
	{ chain, product, own }: { readonly chain: string; readonly product: string; readonly own: readonly string[] },
): void {
	const chains = connectedChains(context).length;
	const refuseAt = (count: number, limit: number): void => {
		const max = Math.max(1, Math.floor(limit / chains));
		if (count >= max) throw new CodedError('BRIDGE_LOTS_TOO_MANY', { product, max });
	};
	refuseAt(lotsFromChain(context, product, chain), PACKET_LIMITS.lotsPerProduct);
	refuseAt(own.filter((each) => findAdmittedLot(context, each)?.chain === chain).length, PACKET_LIMITS.lotsTogether);
}

/**
 * Certificates of a lot's energy have come: they cover what the lot met of its owner's consumption, or wait in the
 * owner's hand until its settlement says what that is. What goes beyond the lot is the owner's to use.
 */
export function useForLot(
	context: CallContext,
	{ chain, packet }: Crossing,
	owner: string,
	parts: readonly CertificatePart[],
): void {
	const lot = findAdmittedLot(context, packet);
	if (lot?.chain !== chain || lot.owner !== owner) return;
	const waiting = lot.uncoveredWh === null;
	const certificates = [...lot.certificates, ...parts].slice(0, PACKET_LIMITS.parts);
	writeAdmittedLot(context, packet, { ...lot, certificates });
	if (!waiting) coverLot(context, packet);
}

/** Uses the certificates that wait for a lot, as far as its owner still holds them. */
export function coverLot(context: CallContext, packet: string): void {
	const lot = findAdmittedLot(context, packet);
	if (!lot || lot.uncoveredWh === null || lot.certificates.length === 0) return;
	const { owner, product, certificates } = lot;
	const uncoveredWh = coverWithParts(context, settlementId(product, owner), owner, certificates, lot.uncoveredWh);
	writeAdmittedLot(context, packet, { ...lot, uncoveredWh, certificates: [] });
}

/** What lots brought a participant in a product, by period. */
export interface TakenEnergy {
	readonly cameWh: readonly EnergyWh[];
	/** Consumption that it met: the lots' own certificates alone may cover it. */
	readonly metWh: readonly EnergyWh[];
}

/** Each lot notes which part of its owner's consumption it met. Called once, by the settlement. */
export function meetConsumption(
	context: CallContext,
	product: string,
	owner: string,
	consumedWh: readonly EnergyWh[],
): TakenEnergy {
	const metWh = consumedWh.map(() => 0);
	const cameWh = consumedWh.map(() => 0);
	const packets = lotsOfOwner(context, product, owner);
	for (const packet of packets) {
		const lot = findAdmittedLot(context, packet);
		if (!lot) continue;
		const { period, quantityWh, certificates } = lot;
		const before = metWh[period] as number;
		const uncoveredWh = Math.min(quantityWh, (consumedWh[period] as number) - before);
		metWh[period] = before + uncoveredWh;
		cameWh[period] = (cameWh[period] as number) + quantityWh;
		writeAdmittedLot(context, packet, { ...lot, uncoveredWh });
		if (certificates.length > 0)
			context.schedule(context.time, { contract: BRIDGE, task: 'cover-lot', subject: packet });
	}
	if (packets.length > 0) writeLotsOfOwner(context, product, owner, []);
	return { cameWh, metWh };
}
