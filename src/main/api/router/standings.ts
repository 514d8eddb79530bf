import { toHex } from '../../../shared/codec/bytes.ts';
import { CREDIT_PATH, participantStandingPath } from '../../../shared/codec/state-paths.ts';
import type { StateProofView } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ProofFreshness } from '../../node/types.ts';
import { presentEpoch } from '../governance/proposal-view.ts';
import type { ConsoleServices } from '../services.ts';
import {
	participantRuleParameters,
	participantStandings,
	stepsOf,
	validatorRuleParameters,
	validatorStandings,
} from '../standings-view.ts';
import { stateProofView } from '../state-proof-view.ts';
import { contract } from './procedure.ts';

export function standingProcedures(services: ConsoleServices) {
	const { node, model, proofs, requireReady } = services;
	const prove = async (path: string, freshness: ProofFreshness): Promise<StateProofView | null> => {
		const proof = await node.prove(path, freshness);
		return proof && stateProofView(proof, node, proofs);
	};
	return {
		list: contract.standings.list.handler(() => {
			requireReady();
			return {
				asOfHeight: model.asOfHeight,
				stateRoot: toHex(node.snapshot().stateRoot),
				windowBlocks: model.validators.windowBlocks,
				validators: validatorStandings(services),
				participants: participantStandings(services),
			};
		}),
		explain: contract.standings.explain.handler(async ({ input: { kind, id } }) => {
			requireReady();
			if (kind === 'validator') {
				const record = model.validators.records.find((each) => each.id === id);
				if (!record) throw new CodedError('CONSOLE_STANDING_UNKNOWN', { kind, id });
				return {
					kind,
					id,
					credit: record.credit.current,
					opening: record.credit.opening,
					steps: stepsOf(record.credit, record.participation),
					conviction: record.conviction,
					parameters: validatorRuleParameters(presentEpoch(services).description),
					// The ledger names its height, so it changes with every block.
					proof: await prove(CREDIT_PATH, 'certified'),
				};
			}
			if (!model.directory.participants.has(id)) throw new CodedError('CONSOLE_STANDING_UNKNOWN', { kind, id });
			const { credit } = model.participants.of(id);
			return {
				kind,
				id,
				credit: credit.current,
				opening: credit.opening,
				steps: stepsOf(credit, null),
				conviction: null,
				parameters: participantRuleParameters(),
				proof: await prove(participantStandingPath(id), 'present'),
			};
		}),
	};
}
