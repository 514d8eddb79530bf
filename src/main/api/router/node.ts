import { toHex } from '../../../shared/codec/bytes.ts';
import { certificateQuorum } from '../../../shared/proofs/certificates.ts';
import { currencyCode } from '../currency.ts';
import { presentValidators } from '../present-validators.ts';
import type { ConsoleServices } from '../services.ts';
import { contract, requireOperator } from './procedure.ts';

/** The status shows finality of the last minutes; the consensus view chooses its own window. */
const FINALITY_WINDOW_MS = 600_000;
/** The status is asked for often; its finality may be a little older. */
const FINALITY_AGE_MS = 2_000;

export function nodeProcedures(services: ConsoleServices) {
	const { node, model, nodeDesk, live } = services;
	const { guard } = nodeDesk;
	const changed = <T>(answer: T): T => {
		live.changed(['status']);
		return answer;
	};
	const { market } = node.genesis;
	return {
		status: contract.node.status.handler(async () => {
			const snapshot = node.snapshot();
			const validators = presentValidators(node);
			const self = node.self === null ? undefined : validators[node.self];
			const connected = snapshot.peers.filter((peer) => peer.connected).length;
			return {
				version: services.version,
				chainId: node.chainId,
				market: services.market,
				currency: currencyCode(market.currency),
				utcOffsetMinutes: services.utcOffsetMinutes,
				validator: node.self === null || !self ? null : { index: node.self, id: self.id, name: self.name },
				phase: snapshot.phase,
				phases: [...snapshot.phases],
				height: snapshot.height,
				round: snapshot.round,
				epoch: snapshot.epoch,
				headTime: snapshot.headTime,
				stateRoot: toHex(snapshot.stateRoot),
				clock: { now: Math.floor(node.clock.now()), speed: node.clock.setting.speed },
				quorum: {
					validators: validators.length,
					needed: certificateQuorum(validators.length),
					connected: connected + (self ? 1 : 0),
				},
				finalityMs: (await services.rounds.of(FINALITY_WINDOW_MS, FINALITY_AGE_MS)).finalityMs,
				peers: snapshot.peers.map((peer) => ({
					...peer,
					id: validators[peer.validator]?.id ?? String(peer.validator),
					name: validators[peer.validator]?.name ?? String(peer.validator),
				})),
				identities: node.identities.map(({ participant, publicKey }) => ({
					participant,
					name: model.directory.nameOf(participant),
					role: model.directory.participants.get(participant)?.role ?? 'unregistered',
					publicKey: toHex(publicKey),
				})),
				mempool: { ...snapshot.mempool },
				process: {
					residentBytes: snapshot.residentBytes,
					eventLoopDelayP99Ms: snapshot.eventLoopDelayP99Ms,
					uptimeSeconds: snapshot.uptimeSeconds,
				},
				dataDirectory: node.dataDirectory,
			};
		}),
		facts: contract.node.facts.handler(() => nodeDesk.facts()),
		peers: contract.node.peers.handler(() => ({ peers: nodeDesk.peers() })),
		disk: contract.node.disk.handler(() => nodeDesk.disk()),
		process: contract.node.process.handler(() => nodeDesk.process()),
		keys: contract.node.keys.handler(() => nodeDesk.keys()),
		lockKeys: contract.node.lockKeys.handler(({ context }) => {
			requireOperator(context, 'node.lockKeys');
			return changed({ locked: [...guard.lock()] });
		}),
		unlockKeys: contract.node.unlockKeys.handler(async ({ context, input }) => {
			requireOperator(context, 'node.unlockKeys');
			return changed({ locked: [...(await guard.unlock(input.passphrase))] });
		}),
		autoLock: contract.node.autoLock.handler(async ({ context, input }) => {
			requireOperator(context, 'node.autoLock');
			await guard.setMinutes(input.minutes);
			return changed({ minutes: input.minutes });
		}),
		active: contract.node.active.handler(({ context }) => {
			requireOperator(context, 'node.active');
			guard.active();
			return {};
		}),
		changePassphrase: contract.node.changePassphrase.handler(async ({ context, input }) => {
			requireOperator(context, 'node.changePassphrase');
			await node.keys.changePassphrase(input.present, input.next);
			return changed({});
		}),
		backUpKeys: contract.node.backUpKeys.handler(async ({ context, input }) => {
			requireOperator(context, 'node.backUpKeys');
			return changed(await nodeDesk.backUp(input.passphrase));
		}),
		verifyBackup: contract.node.verifyBackup.handler(async ({ context, input }) => {
			requireOperator(context, 'node.verifyBackup');
			return changed(await nodeDesk.verifyBackup(input.data, input.passphrase));
		}),
		logs: contract.node.logs.handler(async ({ input }) => ({ lines: await nodeDesk.logs(input) })),
		logFile: contract.node.logFile.handler(() => nodeDesk.logFile()),
		diagnostics: contract.node.diagnostics.handler(async ({ context }) => {
			requireOperator(context, 'node.diagnostics');
			const { name, text } = await nodeDesk.diagnostics();
			return { fileName: name, text };
		}),
	};
}
