import { holdsRange, type WhRange } from '../../../../shared/certificates/wh-ranges.ts';
import { forms } from '../../../../shared/codec/calls.ts';
import type { CertificatePart } from '../../../../shared/codec/energy-certificate.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type Contract, method } from '../engine/contract.ts';
import { requireActiveSender, requireParticipant } from '../identity/participants.ts';
import { attribute } from '../provenance.ts';
import { allocateCertificates } from './allocation.ts';
import { isAllocating } from './allocation-state.ts';
import { CERTIFICATES, endRange, findCertificate, heldBy, moveRange } from './certificate-state.ts';
import { expireCertificates } from './expiry.ts';

/** Granular certificates of renewable energy: issued once per Wh generated, in one hand at a time, cancelled once. */
export const certificatesContract: Contract = {
	name: CERTIFICATES,
	version: 1,
	methods: [
		method(forms.certificates.transfer, (context, { to, parts }) => {
			const { id: from } = requireActiveSender(context);
			requireParticipant(context, to);
			if (to === from) throw new CodedError('CERTIFICATE_RECEIVER', { receiver: to });
			for (const part of parts) {
				const { certificate } = part;
				if (!moveRange(context, certificate, from, to, requireHeld(context, from, part)))
					throw new CodedError('CERTIFICATE_SPLIT', { certificate, holder: to });
				context.emit({ kind: 'certificate-transferred', from, to, trade: null, ...part });
				attribute(context, { type: 'certificate', id: certificate }, to);
			}
		}),
		method(forms.certificates.cancel, (context, { parts, purpose }) => {
			const { id: owner } = requireActiveSender(context);
			for (const part of parts) {
				endRange(context, part.certificate, owner, requireHeld(context, owner, part), 'cancelledWh');
				context.emit({ kind: 'certificate-cancelled', owner, settlement: null, purpose, ...part });
			}
		}),
	],
	tasks: { allocate: allocateCertificates, expire: expireCertificates },
};

/** @throws CodedError CERTIFICATE_RANGE, CERTIFICATE_UNKNOWN, CERTIFICATE_EXPIRED, CERTIFICATE_SETTLING, CERTIFICATE_NOT_HELD */
function requireHeld(context: CallContext, owner: string, { certificate: id, fromWh, toWh }: CertificatePart): WhRange {
	if (fromWh >= toWh) throw new CodedError('CERTIFICATE_RANGE', { certificate: id, fromWh, toWh });
	const certificate = findCertificate(context, id);
	if (!certificate) throw new CodedError('CERTIFICATE_UNKNOWN', { certificate: id });
	const { expiresAt, product } = certificate;
	if (context.time >= expiresAt) throw new CodedError('CERTIFICATE_EXPIRED', { certificate: id, expiresAt });
	if (isAllocating(context, product)) throw new CodedError('CERTIFICATE_SETTLING', { certificate: id, product });
	const range: WhRange = [fromWh, toWh];
	if (!holdsRange(heldBy(context, owner, id), range))
		throw new CodedError('CERTIFICATE_NOT_HELD', { certificate: id, fromWh, toWh, owner });
	return range;
}
