import { certificateQuorum } from '../../../shared/proofs/certificates.ts';
import { presentValidators } from '../present-validators.ts';
import { roundViewOf } from '../read-model/round-view.ts';
import type { ConsoleServices } from '../services.ts';
import { contract } from './procedure.ts';

export function consensusProcedures({ node, model, rounds }: ConsoleServices) {
	return {
		summary: contract.consensus.summary.handler(async ({ input }) => {
			const snapshot = node.snapshot();
			const validators = presentValidators(node);
			const connected = new Set(snapshot.peers.filter((peer) => peer.connected).map(({ validator }) => validator));
			if (node.self !== null) connected.add(node.self);
			const { validators: rows, ...statistics } = await rounds.of(input.windowMs);
			return {
				...statistics,
				height: snapshot.height,
				round: snapshot.round,
				epoch: snapshot.epoch,
				quorum: {
					validators: validators.length,
					needed: certificateQuorum(validators.length),
					connected: connected.size,
				},
				validators: model.validators.records.map((record) => {
					const { index, id, name, credit } = record;
					const { credited, missed } = model.validators.count(index);
					const row = rows[index];
					return {
						index,
						id,
						name,
						me: index === node.self,
						connected: connected.has(index),
						voteMs: row?.voteMs ?? null,
						missed: row?.missed ?? 0,
						led: row?.led ?? 0,
						lost: row?.lost ?? 0,
						credit: credit.current,
						benchedUntilRound: model.validators.benchedUntil(record),
						votes: credited + missed === 0 ? null : credited / (credited + missed),
					};
				}),
				bottleneck: { eventLoopDelayP99Ms: snapshot.eventLoopDelayP99Ms },
			};
		}),
		round: contract.consensus.round.handler(({ input }) => {
			const record = input.round === undefined ? model.rounds.newestEnded() : model.rounds.get(input.round);
			return record ? roundViewOf(record) : null;
		}),
	};
}
