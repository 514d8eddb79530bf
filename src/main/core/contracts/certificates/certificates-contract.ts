import { forms } from '../../../../shared/codec/calls.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { type Contract, method } from '../engine/contract.ts';
import { requireActiveSender, requireParticipant } from '../identity/participants.ts';
import { attribute } from '../provenance.ts';
import { allocateCertificates } from './allocation.ts';
import { CERTIFICATES, endRange, moveRange } from './certificate-state.ts';
import { expireCertificates } from './expiry.ts';
import { requireHeld } from './held-part.ts';

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
