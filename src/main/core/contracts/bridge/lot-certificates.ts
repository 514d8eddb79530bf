import { holdsRange } from '../../../../shared/certificates/wh-ranges.ts';
import { bridgeAccount } from '../../../../shared/codec/accounts.ts';
import { PACKET_LIMITS } from '../../../../shared/codec/bridge-packet.ts';
import type { SentLot } from '../../../../shared/codec/bridge-state.ts';
import type { CertificatePart } from '../../../../shared/codec/energy-certificate.ts';
import { findProduct } from '../auction/products.ts';
import { type Certificate, findCertificate, heldBy } from '../certificates/certificate-state.ts';
import type { CallContext } from '../engine/call-context.ts';
import { derive } from '../provenance.ts';
import { BRIDGE } from './bridge-leaves.ts';
import { retryAt, roomFor, sendPacket } from './channel.ts';
import { crossingPart, takeBack } from './crossing-parts.ts';
import { letGo } from './lot-forgetting.ts';
import { findSentLot, writeSentLot } from './lot-state.ts';
import type { Crossing } from './packet-handler.ts';

/** Sends the certificates of a delivered lot's energy after it. */
export function sendLotCertificates(context: CallContext, packet: string): void {
	const lot = findSentLot(context, packet);
	if (lot?.status !== 'delivered' || lot.to === null || lot.certificates.length === 0) return;
	const { chain, owner, to, certificates } = lot;
	const again = { contract: BRIDGE, task: 'send-lot-certificates', subject: packet };
	if (roomFor(context, chain) <= 0) return context.schedule(retryAt(context, packet), again);
	const some = certificates.slice(0, PACKET_LIMITS.parts);
	const locked = some.filter((part) => isLocked(context, chain, part));
	if (locked.length > 0) send(context, { chain, packet }, { from: owner, to }, locked);
	const left = { ...lot, certificates: certificates.slice(some.length) };
	if (left.certificates.length > 0) context.schedule(context.time, again);
	if (left.certificates.length === 0 && !findProduct(context, lot.product)) letGo(context, packet, left);
	else writeSentLot(context, packet, left);
}

function send(
	context: CallContext,
	{ chain, packet }: Crossing,
	{ from, to }: { readonly from: string; readonly to: string },
	certificates: readonly CertificatePart[],
): void {
	const parts = certificates.map((part) =>
		crossingPart(context, part, findCertificate(context, part.certificate) as Certificate),
	);
	const id = sendPacket(context, chain, { kind: 'certificates', from, to, lot: packet, parts }, null);
	for (const { certificate } of certificates)
		derive(context, { type: 'packet', id }, { type: 'certificate', id: certificate });
}

/** A corrupt chain may have returned a part before it was sent there. */
function isLocked(context: CallContext, chain: string, { certificate, fromWh, toWh }: CertificatePart): boolean {
	return holdsRange(heldBy(context, bridgeAccount(chain), certificate), [fromWh, toWh]);
}

/** Certificates that waited for a lot are its owner's: it stays here. */
export function takeBackCertificates(
	context: CallContext,
	packet: string,
	{ chain, owner, certificates }: SentLot,
): void {
	for (const part of certificates) takeBack(context, { chain, packet }, owner, part);
}
