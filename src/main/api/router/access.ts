import { toHex } from '../../../shared/codec/bytes.ts';
import { calls } from '../../../shared/codec/calls.ts';
import type { AccessOutcome } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { TransactionOutcome } from '../../node/types.ts';
import { grantView, isOfDocument } from '../access-view.ts';
import { requireOk } from '../call-outcome.ts';
import type { GrantEntry } from '../read-model/access-log.ts';
import { type ConsoleServices, isMine } from '../services.ts';
import { contract, requireOperator } from './procedure.ts';

export function accessProcedures(services: ConsoleServices) {
	const { node, model, requireReady } = services;

	const answer = async (grant: string, outcome: TransactionOutcome): Promise<AccessOutcome> => {
		requireOk(outcome);
		await services.reached(outcome.height);
		return { grant, height: outcome.height, transactionId: toHex(outcome.transactionId) };
	};
	/** @throws CodedError GRANT_UNKNOWN, or KEY_UNKNOWN when this console does not hold the party's key */
	const requireGrantOf = (id: string, side: 'grantor' | 'grantee'): GrantEntry => {
		const grant = model.access.grants.get(id);
		if (!grant) throw new CodedError('GRANT_UNKNOWN', { grant: id });
		requireMine(grant[side]);
		return grant;
	};
	const requireMine = (participant: string): void => {
		if (!isMine(services, participant))
			throw new CodedError('KEY_UNKNOWN', { name: participant, purpose: 'participant', directory: '' });
	};

	return {
		list: contract.access.list.handler(({ input: { mine, state, document, limit } }) => {
			requireReady();
			const chosen = [...model.access.grants.values()].filter(
				(grant) =>
					(!mine || isMine(services, grant.grantor) || isMine(services, grant.grantee)) &&
					(state === 'any' || (state === 'in-force') === (grant.ended === null)) &&
					(document === null || isOfDocument(grant, document)),
			);
			return {
				asOfHeight: model.asOfHeight,
				grants: chosen
					.slice(-limit)
					.reverse()
					.map((grant) => grantView(grant, services)),
				total: chosen.length,
			};
		}),
		grant: contract.access.grant.handler(async ({ input: { participant, ...terms }, context }) => {
			requireOperator(context, 'access.grant');
			requireReady();
			requireMine(participant);
			const outcome = await node.call(participant, calls.traceability.grant(terms));
			requireOk(outcome);
			const granted = outcome.events.find(({ kind }) => kind === 'access-granted');
			return answer(granted?.kind === 'access-granted' ? granted.grant : '', outcome);
		}),
		revoke: contract.access.revoke.handler(async ({ input, context }) => {
			requireOperator(context, 'access.revoke');
			requireReady();
			const { grantor } = requireGrantOf(input.grant, 'grantor');
			return answer(input.grant, await node.call(grantor, calls.traceability.revoke(input)));
		}),
		request: contract.access.request.handler(async ({ input, context }) => {
			requireOperator(context, 'access.request');
			requireReady();
			const { grantee } = requireGrantOf(input.grant, 'grantee');
			return answer(input.grant, await node.call(grantee, calls.traceability.requestKey(input)));
		}),
		release: contract.access.release.handler(async ({ input: { participant, grant, document }, context }) => {
			requireOperator(context, 'access.release');
			requireReady();
			requireMine(participant);
			return answer(grant, await node.releaseKey(participant, grant, document));
		}),
	};
}
