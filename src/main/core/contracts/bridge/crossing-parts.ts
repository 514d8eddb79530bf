import { holdsRange, longestOf, sharedWith, type WhRange } from '../../../../shared/certificates/wh-ranges.ts';
import { bridgeAccount } from '../../../../shared/codec/accounts.ts';
import type { CrossingPart } from '../../../../shared/codec/bridge-packet.ts';
import type { CertificatePart } from '../../../../shared/codec/energy-certificate.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import {
	type Certificate,
	findCertificate,
	heldBy,
	moveRange,
	returnRange,
} from '../certificates/certificate-state.ts';
import { expireRange } from '../certificates/expiry.ts';
import { requireHeld, requireWhole } from '../certificates/held-part.ts';
import type { CallContext } from '../engine/call-context.ts';
import { attribute, derive } from '../provenance.ts';
import { admitForeign, findForeign, releaseForeign, takeForeignBack } from './foreign-certificates.ts';
import type { Crossing } from './packet-handler.ts';

/**
 * Takes parts of certificates from their owner for a packet: those of this chain are locked, those of the other are
 * given up here, since they are going home.
 * @throws CodedError BRIDGE_PARTS, BRIDGE_NOT_ORIGIN, and as `requireHeld`
 */
export function takeParts(
	context: CallContext,
	chain: string,
	owner: string,
	parts: readonly CertificatePart[],
): CrossingPart[] {
	// What comes back does so into one hand: one part for each packet on its way keeps that hand small.
	if (parts.length === 0 || new Set(parts.map(({ certificate }) => certificate)).size < parts.length)
		throw new CodedError('BRIDGE_PARTS', { chain });
	return parts.map((part) => takePart(context, chain, owner, part));
}

/** A part of a certificate of this chain as it crosses. */
export function crossingPart(
	{ block: { chainId } }: CallContext,
	{ certificate, fromWh, toWh }: CertificatePart,
	terms: Certificate,
): CrossingPart {
	const { heldWh: _held, cancelledWh: _cancelled, expiredWh: _expired, holders: _holders, ...issued } = terms;
	return { origin: chainId, certificate, fromWh, toWh, terms: issued };
}

/** Tells which packet carries the parts. */
export function tellSent(context: CallContext, packet: string, owner: string, parts: readonly CertificatePart[]): void {
	for (const part of parts) {
		context.emit({ kind: 'certificate-sent', owner, packet, ...part });
		derive(context, { type: 'packet', id: packet }, { type: 'certificate', id: part.certificate });
	}
}

/**
 * Gives the receiver of a packet its parts. A counterpart cannot bring what it does not have: of its own certificates no
 * Wh twice, of this chain's no more than is locked for it.
 * @returns the parts by the ids that they have here
 * @throws CodedError BRIDGE_PARTS, BRIDGE_NOT_ORIGIN, BRIDGE_CERTIFICATE_ABSENT, CERTIFICATE_SPLIT, and as `admitForeign`
 */
export function admitParts(
	context: CallContext,
	crossing: Crossing,
	owner: string,
	parts: readonly CrossingPart[],
): CertificatePart[] {
	const { chain } = crossing;
	if (parts.length === 0) throw new CodedError('BRIDGE_PARTS', { chain });
	return parts.map((part) => {
		if (part.origin === chain) return admitForeign(context, crossing, owner, part);
		if (part.origin === context.block.chainId) return unlock(context, crossing, owner, part);
		throw new CodedError('BRIDGE_NOT_ORIGIN', { chain, certificate: part.certificate });
	});
}

/** Nobody has the parts there: they are their owner's again. */
export function takePartsBack(
	context: CallContext,
	{ chain, packet }: Crossing,
	owner: string,
	parts: readonly CrossingPart[],
): void {
	for (const part of parts)
		if (part.origin === context.block.chainId) takeBack(context, { chain, packet }, owner, part);
		else takeForeignBack(context, packet, owner, part);
}

/**
 * A part that is still locked for the other chain is its owner's again. Where that chain has returned some of it to
 * others, and tells two stories, its owner gets the longest piece: the rest stays locked, so that giving back takes as
 * long, and splits the owner's hand as little, as if the chain were honest.
 */
export function takeBack(
	context: CallContext,
	{ chain, packet }: Crossing,
	owner: string,
	{ certificate: id, fromWh, toWh }: CertificatePart,
): void {
	const holder = bridgeAccount(chain);
	const range = longestOf(sharedWith(heldBy(context, holder, id), [fromWh, toWh]));
	if (!range) return;
	const { expiresAt } = findCertificate(context, id) as Certificate;
	returnRange(context, id, holder, owner, range);
	tellReturned(context, packet, owner, id, range, expiresAt);
}

function takePart(context: CallContext, chain: string, owner: string, part: CertificatePart): CrossingPart {
	const { certificate: id, fromWh, toWh } = part;
	const range = requireHeld(context, owner, part);
	const foreign = findForeign(context, id);
	if (foreign) {
		if (foreign.chain !== chain) throw new CodedError('BRIDGE_NOT_ORIGIN', { chain, certificate: id });
		releaseForeign(context, id, foreign, owner, range);
		return { origin: chain, certificate: foreign.certificate, fromWh, toWh, terms: null };
	}
	const holder = bridgeAccount(chain);
	const certificate = findCertificate(context, id) as Certificate;
	if (!moveRange(context, id, owner, holder, range))
		throw new CodedError('CERTIFICATE_SPLIT', { certificate: id, holder });
	return crossingPart(context, part, certificate);
}

/** A part of this chain's own certificate has come home. */
function unlock(context: CallContext, { chain, packet }: Crossing, owner: string, part: CrossingPart): CertificatePart {
	const { certificate: id, fromWh, toWh } = part;
	const holder = bridgeAccount(chain);
	const certificate = findCertificate(context, id);
	const locked = heldBy(context, holder, id);
	const range: WhRange = [fromWh, toWh];
	if (!certificate || fromWh >= toWh || !holdsRange(locked, range))
		throw new CodedError('BRIDGE_CERTIFICATE_ABSENT', { chain, certificate: id, fromWh, toWh });
	requireWhole(locked, range, { certificate: id, holder });
	if (!moveRange(context, id, holder, owner, range))
		throw new CodedError('CERTIFICATE_SPLIT', { certificate: id, holder: owner });
	attribute(context, { type: 'certificate', id }, owner);
	tellReturned(context, packet, owner, id, range, certificate.expiresAt);
	return { certificate: id, fromWh, toWh };
}

/** What comes back after its term expires at once. */
function tellReturned(
	context: CallContext,
	packet: string,
	owner: string,
	id: string,
	range: WhRange,
	expiresAt: number,
): void {
	const [fromWh, toWh] = range;
	context.emit({ kind: 'certificate-returned', owner, packet, certificate: id, fromWh, toWh });
	if (context.time >= expiresAt) expireRange(context, id, owner, range);
}
