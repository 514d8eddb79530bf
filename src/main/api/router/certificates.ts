import { toHex } from '../../../shared/codec/bytes.ts';
import { type Call, calls } from '../../../shared/codec/calls.ts';
import { LISTED_PARTS_MAX } from '../../../shared/contract/certificates.ts';
import type { CertificateView } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { requireOk } from '../call-outcome.ts';
import {
	certificateStepView,
	certificatesOf,
	certificateView,
	certifiedHours,
	matchedOver,
} from '../certificate-views.ts';
import { type ConsoleServices, isMine } from '../services.ts';
import { contract, requireOperator } from './procedure.ts';

export function certificateProcedures(services: ConsoleServices) {
	const { node, model, requireReady } = services;

	const send = async (participant: string, call: Call): Promise<{ height: number; transactionId: string }> => {
		if (!isMine(services, participant))
			throw new CodedError('KEY_UNKNOWN', { name: participant, purpose: 'participant', directory: '' });
		const outcome = await node.call(participant, call);
		requireOk(outcome);
		await services.reached(outcome.height);
		return { height: outcome.height, transactionId: toHex(outcome.transactionId) };
	};

	return {
		list: contract.certificates.list.handler(({ input: { offset, limit, ...filter } }) => {
			requireReady();
			const certificates: CertificateView[] = [];
			let total = 0;
			const shown = { participant: filter.participant, partsMax: LISTED_PARTS_MAX };
			for (const row of certificatesOf(model, filter)) {
				if (total >= offset && certificates.length < limit) certificates.push(certificateView(row, model, shown));
				total += 1;
			}
			const refused = model.certificates.refusals
				.filter(
					({ owner, meter }) =>
						(filter.participant ?? owner) === owner && (filter.meter === null || filter.meter === meter),
				)
				.map(({ at: { height }, ...refusal }) => ({
					...refusal,
					ownerName: model.directory.nameOf(refusal.owner),
					height,
				}))
				.reverse();
			return { asOfHeight: model.asOfHeight, certificates, total, refused };
		}),
		get: contract.certificates.get.handler(({ input: { certificate } }) => {
			requireReady();
			const row = model.certificates.find(certificate);
			if (!row) throw new CodedError('CERTIFICATE_UNKNOWN', { certificate });
			return {
				asOfHeight: model.asOfHeight,
				certificate: certificateView(row, model, { participant: null, partsMax: row.parts.length }),
				steps: row.steps.map((step) => certificateStepView(step, model)),
				dropped: row.dropped,
			};
		}),
		hours: contract.certificates.hours.handler(({ input: { participant, from, to } }) => {
			requireReady();
			const hours = certifiedHours(model, participant, { from, to });
			return { asOfHeight: model.asOfHeight, hours, matched: matchedOver(hours) };
		}),
		transfer: contract.certificates.transfer.handler(({ input: { participant, to, parts }, context }) => {
			requireOperator(context, 'certificates.transfer');
			requireReady();
			return send(participant, calls.certificates.transfer({ to, parts }));
		}),
		cancel: contract.certificates.cancel.handler(({ input: { participant, parts, purpose }, context }) => {
			requireOperator(context, 'certificates.cancel');
			requireReady();
			return send(participant, calls.certificates.cancel({ parts, purpose }));
		}),
	};
}
