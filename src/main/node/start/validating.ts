import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import { createConsensus } from '../../core/consensus/consensus.ts';
import type { Epoch, Recovery, RoundTrace, ValidatorInfo } from '../../core/consensus/types.ts';
import type { Signer } from '../../core/ports.ts';
import type { WallChainClock } from '../clock.ts';
import { verifier } from '../crypto/ed25519.ts';
import { hasher } from '../crypto/sha256.ts';
import { BlockServer } from '../driver/block-server.ts';
import { Driver, type EpochEnd, type ProofOfGuilt } from '../driver/driver.ts';
import { PayloadSource } from '../driver/payload-source.ts';
import type { Transport } from '../network/types.ts';
import type { Log } from '../observe/log.ts';
import type { Chain } from './chain.ts';
import type { Role } from './role.ts';

export interface ValidatingModules {
	readonly chain: Chain;
	readonly transport: Transport;
	readonly clock: WallChainClock;
	readonly signer: Signer;
	readonly log: Log;
	/** Passes a transaction on to the other validators. */
	readonly spread: (transaction: Uint8Array) => void;
	readonly onTrace: (trace: RoundTrace) => void;
	readonly onEvidence: (proof: ProofOfGuilt) => void;
	readonly onBatch: (ms: number, records: number) => void;
	/** The epoch is over; the role is to be stopped and the next one begun. */
	readonly onEpochEnded: (end: EpochEnd) => void;
	readonly onFailure: (error: unknown) => void;
}

/** Validates in one epoch: the core, its driver, and what proposals are filled with. */
export function createValidating(
	options: { readonly epoch: Epoch; readonly self: ValidatorIndex; readonly recovery: Recovery },
	modules: ValidatingModules,
): Role {
	const { chain, transport, clock, signer, log, spread, onTrace, onEvidence, onBatch, onEpochEnded, onFailure } =
		modules;
	const { epoch, self, recovery } = options;
	const { store, mempool, executions, nameOf } = chain;
	const core = createConsensus({ epoch, self }, { hasher, verifier, signer }, recovery);
	const payloads = new PayloadSource({
		mempool,
		clock,
		answer: (round, transactions) => driver.push({ kind: 'payload', round, transactions }),
		onWork: () => driver.announceWork(),
	});
	const blocks = new BlockServer({ store, transport, hasher, sync: () => core.syncInfo() });
	const driver: Driver = new Driver({
		core,
		store,
		transport,
		payloads,
		executions,
		blocks,
		clock,
		log,
		onFinal: ({ transactions }) => mempool.committed(transactions.map(nameOf)),
		onTrace,
		onEvidence(proof) {
			const { offender, first, second } = proof.evidence;
			const { id, name } = epoch.validators[offender] as ValidatorInfo;
			const rounds = [first.round, second.round];
			log.warn({ validator: id, name, offence: proof.offence, rounds, epoch: epoch.epoch }, 'validator proven guilty');
			onEvidence(proof);
		},
		onBatch,
		onEpochEnded,
		onFailure,
	});
	return {
		self,
		get dropped() {
			return driver.dropped;
		},
		status() {
			const { round, isSyncing } = core.status();
			return { phase: isSyncing ? 'syncing' : 'validating', round, epoch: epoch.epoch };
		},
		receive: (from, payload) => driver.receive(from, payload),
		executed({ result }) {
			const { height, stateRoot, epochEndsAt, nextDeadline } = result;
			driver.push({ kind: 'executed', height, stateRoot, epochEndsAt });
			payloads.executed(nextDeadline);
			driver.resume();
		},
		transactionAdmitted: () => payloads.transactionAdmitted(),
		async submit(transaction) {
			const id = await chain.admission.admit(transaction);
			spread(transaction);
			payloads.transactionAdmitted();
			return id;
		},
		clockChanged() {
			payloads.clockChanged();
			driver.push({ kind: 'clock-changed' });
		},
		start() {
			driver.start();
			payloads.executed(chain.nextDeadline());
		},
		async stop() {
			payloads.stop();
			await driver.stop();
		},
	};
}
