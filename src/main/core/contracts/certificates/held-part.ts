import { holdsRange, type WhRange, type WhRanges, withoutRange } from '../../../../shared/certificates/wh-ranges.ts';
import { type CertificatePart, ENERGY_CERTIFICATE_LIMITS } from '../../../../shared/codec/energy-certificate.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { isAllocating } from './allocation-state.ts';
import { findCertificate, heldBy } from './certificate-state.ts';

/**
 * A part of a certificate that its owner may dispose of.
 * @throws CodedError CERTIFICATE_RANGE, CERTIFICATE_UNKNOWN, CERTIFICATE_EXPIRED, CERTIFICATE_SETTLING,
 * CERTIFICATE_NOT_HELD, CERTIFICATE_SPLIT
 */
export function requireHeld(
	context: CallContext,
	owner: string,
	{ certificate: id, fromWh, toWh }: CertificatePart,
): WhRange {
	if (fromWh >= toWh) throw new CodedError('CERTIFICATE_RANGE', { certificate: id, fromWh, toWh });
	const certificate = findCertificate(context, id);
	if (!certificate) throw new CodedError('CERTIFICATE_UNKNOWN', { certificate: id });
	const { expiresAt, product } = certificate;
	if (context.time >= expiresAt) throw new CodedError('CERTIFICATE_EXPIRED', { certificate: id, expiresAt });
	if (isAllocating(context, product)) throw new CodedError('CERTIFICATE_SETTLING', { certificate: id, product });
	const range: WhRange = [fromWh, toWh];
	const held = heldBy(context, owner, id);
	if (!holdsRange(held, range)) throw new CodedError('CERTIFICATE_NOT_HELD', { certificate: id, fromWh, toWh, owner });
	requireWhole(held, range, { certificate: id, holder: owner });
	return range;
}

/** What remains of the ranges is not in more parts than a hand may hold. @throws CodedError CERTIFICATE_SPLIT */
export function requireWhole(
	held: WhRanges,
	range: WhRange,
	about: { readonly certificate: string; readonly holder: string },
): void {
	const left = withoutRange(held, range).length;
	if (left > held.length && left > ENERGY_CERTIFICATE_LIMITS.rangesOfHolder)
		throw new CodedError('CERTIFICATE_SPLIT', about);
}
