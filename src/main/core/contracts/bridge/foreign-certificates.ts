import {
	longestOf,
	outsideOf,
	sharedWith,
	type WhRange,
	withoutRange,
	withRange,
} from '../../../../shared/certificates/wh-ranges.ts';
import type { CrossingCertificateTerms, CrossingPart } from '../../../../shared/codec/bridge-packet.ts';
import { bridgePaths, type ForeignCertificate } from '../../../../shared/codec/bridge-state.ts';
import { equalBytes } from '../../../../shared/codec/bytes.ts';
import { encode, type Plain } from '../../../../shared/codec/cbor.ts';
import {
	CERTIFICATE_TERM_MS,
	type CertificatePart,
	ENERGY_CERTIFICATE_LIMITS,
} from '../../../../shared/codec/energy-certificate.ts';
import { DERIVED_ID_MAX_CHARACTERS, foreignCertificateId } from '../../../../shared/codec/ids.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { admitRange, findCertificate, heldBy, releaseRange } from '../certificates/certificate-state.ts';
import { expireRange } from '../certificates/expiry.ts';
import { requireWhole } from '../certificates/held-part.ts';
import type { CallContext } from '../engine/call-context.ts';
import { attribute, derive } from '../provenance.ts';
import { readLeaf, writeLeaf } from './bridge-leaves.ts';
import { noteForeign } from './foreign-expiry.ts';
import type { Crossing } from './packet-handler.ts';

/** A certificate is issued after its delivery; what the chains' clocks differ by is far less than as much again. */
const LONGEST_TERM_MS: TimeMs = 2 * CERTIFICATE_TERM_MS;

export function findForeign(context: CallContext, id: string): ForeignCertificate | undefined {
	return readLeaf<ForeignCertificate>(context, bridgePaths.foreign(id));
}

/**
 * Enters a part of a certificate that the sending chain issued. No Wh of it is here twice, whatever that chain says.
 * @throws CodedError BRIDGE_CERTIFICATE_TERMS, BRIDGE_CERTIFICATE_HERE, CERTIFICATE_EXPIRED, CERTIFICATE_SPLIT
 */
export function admitForeign(
	context: CallContext,
	{ chain, packet }: Crossing,
	owner: string,
	{ certificate, fromWh, toWh, terms }: CrossingPart,
): CertificatePart {
	const id = foreignCertificateId(chain, certificate);
	const known = findForeign(context, id);
	const refuse = (reason: string): never => {
		throw new CodedError('BRIDGE_CERTIFICATE_TERMS', { certificate: id, reason });
	};
	if (terms === null) return refuse('it comes without them');
	if (id.length > DERIVED_ID_MAX_CHARACTERS) refuse('its id is too long');
	if (fromWh >= toWh || toWh > terms.quantityWh) refuse('the part is not one of it');
	if (terms.expiresAt > context.time + LONGEST_TERM_MS) refuse('they end later than those of any certificate');
	if (known && known.chain !== chain) refuse('a certificate of another chain has its id');
	if (known && !isSame(known.terms, terms)) refuse('they are not those that came with another part');
	if (!known && findCertificate(context, id)) refuse('a certificate of this chain has its id');
	if (context.time >= terms.expiresAt)
		throw new CodedError('CERTIFICATE_EXPIRED', { certificate: id, expiresAt: terms.expiresAt });
	const range: WhRange = [fromWh, toWh];
	const here = known?.here ?? [];
	if (sharedWith(here, range).length > 0)
		throw new CodedError('BRIDGE_CERTIFICATE_HERE', { certificate: id, fromWh, toWh });
	requireRoom(context, id, owner, here, range);
	if (!known) noteForeign(context, chain, id, terms.expiresAt);
	enter(context, id, { chain, certificate, terms, here }, owner, range);
	const part: CertificatePart = { certificate: id, fromWh, toWh };
	context.emit({ kind: 'certificate-admitted', owner, packet, origin: chain, terms, ...part });
	derive(context, { type: 'certificate', id }, { type: 'packet', id: packet });
	attribute(context, { type: 'certificate', id }, owner);
	return part;
}

/** Gives a part up that its owner sends home. @throws CodedError CERTIFICATE_SPLIT */
export function releaseForeign(
	context: CallContext,
	id: string,
	foreign: ForeignCertificate,
	owner: string,
	range: WhRange,
): void {
	requireWhole(foreign.here, range, { certificate: id, holder: foreign.chain });
	releaseRange(context, id, owner, range);
	writeLeaf(context, bridgePaths.foreign(id), { ...foreign, here: withoutRange(foreign.here, range) });
}

/**
 * A part that was on its way home is its owner's again. What came here once more in the meantime is not: then its chain
 * has told two stories, and its owner gets the longest piece of the rest. One that has expired meanwhile can be used for
 * nothing any more.
 */
export function takeForeignBack(
	context: CallContext,
	packet: string,
	owner: string,
	{ origin, certificate, fromWh, toWh }: CrossingPart,
): void {
	const id = foreignCertificateId(origin, certificate);
	const foreign = findForeign(context, id);
	if (!foreign) {
		const part = { owner, certificate: id, fromWh, toWh };
		context.emit({ kind: 'certificate-returned', packet, ...part });
		context.emit({ kind: 'certificate-expired', ...part });
		return;
	}
	const range = longestOf(outsideOf(foreign.here, [fromWh, toWh]));
	if (!range) return;
	enter(context, id, foreign, owner, range);
	context.emit({ kind: 'certificate-returned', owner, packet, certificate: id, fromWh: range[0], toWh: range[1] });
	if (context.time >= foreign.terms.expiresAt) expireRange(context, id, owner, range);
}

function enter(context: CallContext, id: string, foreign: ForeignCertificate, owner: string, range: WhRange): void {
	const { quantityWh: _issued, product, ...terms } = foreign.terms;
	// Its product is another chain's: no settlement here is about it.
	admitRange(context, id, { ...terms, product: foreignCertificateId(foreign.chain, product) }, owner, range);
	writeLeaf(context, bridgePaths.foreign(id), { ...foreign, here: withRange(foreign.here, range) });
}

/** @throws CodedError CERTIFICATE_SPLIT */
function requireRoom(
	context: CallContext,
	id: string,
	owner: string,
	here: ForeignCertificate['here'],
	range: WhRange,
): void {
	const { rangesOfHolder: max } = ENERGY_CERTIFICATE_LIMITS;
	const isSplit = [here, heldBy(context, owner, id)].some((ranges) => withRange(ranges, range).length > max);
	if (isSplit) throw new CodedError('CERTIFICATE_SPLIT', { certificate: id, holder: owner });
}

function isSame(a: CrossingCertificateTerms, b: CrossingCertificateTerms): boolean {
	return equalBytes(encode(a as unknown as Plain), encode(b as unknown as Plain));
}
