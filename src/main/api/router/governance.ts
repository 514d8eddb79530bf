import { toHex } from '../../../shared/codec/bytes.ts';
import { type Call, calls } from '../../../shared/codec/calls.ts';
import type { ContractEvent } from '../../../shared/codec/events.ts';
import type { GovernanceOutcome } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { requireOk } from '../call-outcome.ts';
import { changeOf } from '../governance/change-view.ts';
import { epochView, ownValidator, presentEpoch, proposalView } from '../governance/proposal-view.ts';
import type { ProposalRecord } from '../read-model/governance-log.ts';
import type { ConsoleServices } from '../services.ts';
import { contract, requireOperator } from './procedure.ts';

/** Epochs of one answer. */
const MAX_EPOCHS = 100;

export function governanceProcedures(services: ConsoleServices) {
	const { node, model, requireReady } = services;
	return {
		list: contract.governance.list.handler(({ input }) => {
			requireReady();
			const all = [...model.governance.proposals.values()];
			const open = all.filter(({ state }) => state === 'open');
			const ended = all.filter(({ state }) => state !== 'open').reverse();
			const views = [...open, ...ended].map((record) => proposalView(record, services));
			return {
				asOfHeight: model.asOfHeight,
				epochs: model.governance.epochs.slice(-MAX_EPOCHS).reverse().map(epochView),
				proposals: views.slice(0, input.limit),
				total: views.length,
				needsMe: views.filter(({ needsMe }) => needsMe).length,
				observers: [...model.governance.observers].map(([peerId, name]) => ({ peerId, name })),
				validator: ownValidator(services),
				identities: node.identities.map(({ participant }) => participant),
			};
		}),
		propose: contract.governance.propose.handler(({ input, context }) => {
			requireOperator(context, 'governance.propose');
			requireReady();
			const { changes, text } = input;
			return send(calls.governance.propose({ changes: changes.map(changeOf), text }), input.as, services);
		}),
		approve: contract.governance.approve.handler(({ input, context }) => {
			requireOperator(context, 'governance.approve');
			requireReady();
			const record = requireOpen(input.proposal, services);
			const digest = toHex(record.digest);
			if (digest !== input.digest)
				throw new CodedError('CONSOLE_PROPOSAL_CHANGED', { proposal: record.id, given: input.digest, digest });
			const validator = ownValidator(services);
			if (validator === null) throw new CodedError('CONSOLE_NO_VALIDATOR', { proposal: record.id });
			const { epoch } = presentEpoch(services).description;
			const signature = node.signApproval({ epoch, proposal: record.id, changes: record.changes });
			return send(calls.governance.approve({ proposal: record.id, validator, signature }), input.as, services);
		}),
		withdraw: contract.governance.withdraw.handler(({ input, context }) => {
			requireOperator(context, 'governance.withdraw');
			requireReady();
			const { id, proposer } = requireOpen(input.proposal, services);
			return send(calls.governance.withdraw({ proposal: id }), proposer, services);
		}),
		registration: contract.governance.registration.handler(({ input, context }) => {
			requireOperator(context, 'governance.registration');
			const { publicKey, peerId, addresses, possession } = node.signRegistration(input.validator, input.addresses);
			return {
				validator: input.validator,
				publicKey: toHex(publicKey),
				peerId,
				addresses: [...addresses],
				possession: toHex(possession),
			};
		}),
	};
}

function requireOpen(proposal: string, { model }: ConsoleServices): ProposalRecord {
	const record = model.governance.proposals.get(proposal);
	if (record?.state !== 'open') throw new CodedError('PROPOSAL_UNKNOWN', { proposal });
	return record;
}

/** Sends the call as the participant, or as the first of this console, and answers when its block is shown. */
async function send(
	call: Call,
	as: string | undefined,
	{ node, reached }: ConsoleServices,
): Promise<GovernanceOutcome> {
	const sender = as ?? node.identities[0]?.participant;
	if (sender === undefined) throw new CodedError('CONSOLE_NO_IDENTITY');
	const outcome = await node.call(sender, call);
	requireOk(outcome);
	const { height, transactionId, events } = outcome;
	await reached(height);
	const enacted = events.find((event) => event.kind === 'governance-enacted');
	return {
		proposal: events.flatMap(proposalOf)[0] ?? '',
		height,
		transactionId: toHex(transactionId),
		enacted: enacted !== undefined,
		epochEndsAt: enacted?.epochEndsAt ?? null,
	};
}

function proposalOf(event: ContractEvent): string[] {
	switch (event.kind) {
		case 'governance-proposed':
		case 'governance-approved':
		case 'governance-withdrawn':
			return [event.proposal];
		default:
			return [];
	}
}
