import { energyOf, firstOf, type WhRanges, withoutRange } from '../../../../shared/certificates/wh-ranges.ts';
import { bridgeAccount } from '../../../../shared/codec/accounts.ts';
import { PACKET_LIMITS } from '../../../../shared/codec/bridge-packet.ts';
import type { SentLot } from '../../../../shared/codec/bridge-state.ts';
import type { CertificatePart } from '../../../../shared/codec/energy-certificate.ts';
import type { EnergyWh } from '../../../../shared/codec/units.ts';
import { moveRange } from '../certificates/certificate-state.ts';
import type { CallContext } from '../engine/call-context.ts';
import { BRIDGE } from './bridge-leaves.ts';
import { findSentLot, lotsOfTrade, writeSentLot } from './lot-state.ts';

/** What a lot is due of the certificates of its trade, and what of them is locked for it. */
export interface LotShare {
	readonly packet: string;
	readonly lot: SentLot;
	readonly dueWh: EnergyWh;
	readonly parts: readonly CertificatePart[];
}

/** Of a trade's lots in the order in which they left; none where the buyer kept all of it. */
export function sharesOf(context: CallContext, product: string, trade: number): readonly LotShare[] {
	return lotsOfTrade(context, product, trade).packets.flatMap((packet): LotShare[] => {
		const lot = findSentLot(context, packet);
		return lot ? [{ packet, lot, dueWh: lot.quantityWh, parts: [] }] : [];
	});
}

/**
 * Gives the lots what they are due of certificates that their trade has just brought to the buyer. The share of a lot
 * that came back stays with the buyer, for energy that it did not consume.
 * @returns the shares then, and what the lots leave to the buyer's own consumption
 */
export function takeShares(
	context: CallContext,
	shares: readonly LotShare[],
	certificate: string,
	ranges: WhRanges,
): { readonly shares: readonly LotShare[]; readonly leftWh: EnergyWh } {
	let rest = ranges;
	const after = shares.map((share): LotShare => {
		const due = firstOf(rest, share.dueWh);
		rest = due.reduce<WhRanges>((ranges, range) => withoutRange(ranges, range), rest);
		const locked = due.flatMap(([fromWh, toWh], n) => {
			const part = { certificate, fromWh, toWh };
			return lock(context, share, share.parts.length + n, part) ? [part] : [];
		});
		return { ...share, dueWh: share.dueWh - energyOf(due), parts: [...share.parts, ...locked] };
	});
	return { shares: after, leftWh: energyOf(rest) };
}

/** Notes what is locked for each lot; it follows those that are delivered. */
export function writeShares(context: CallContext, shares: readonly LotShare[]): void {
	for (const { packet, lot, parts } of shares) {
		if (parts.length === 0) continue;
		writeSentLot(context, packet, { ...lot, certificates: parts });
		if (lot.status === 'delivered') sendLotCertificatesSoon(context, packet);
	}
}

/** The certificates that wait for a lot are sent with the next block. */
export function sendLotCertificatesSoon(context: CallContext, packet: string): void {
	context.schedule(context.time, { contract: BRIDGE, task: 'send-lot-certificates', subject: packet });
}

/** False, and the buyer keeps the part, where the lot is here again or has too many parts. */
function lock(context: CallContext, { packet, lot }: LotShare, parts: number, part: CertificatePart): boolean {
	const { chain, owner, status } = lot;
	if (status === 'returned' || parts >= PACKET_LIMITS.partsOfLot) return false;
	const { certificate, fromWh, toWh } = part;
	if (!moveRange(context, certificate, owner, bridgeAccount(chain), [fromWh, toWh])) return false;
	context.emit({ kind: 'certificate-sent', owner, packet, ...part });
	return true;
}
