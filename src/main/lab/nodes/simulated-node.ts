import type { Block, CommitProof, ValidatorIndex } from '../../../shared/codec/block.ts';
import { type Digest, equalBytes, type Sha256 } from '../../../shared/codec/bytes.ts';
import type { ConsensusMessage } from '../../../shared/codec/consensus-messages.ts';
import {
	type EpochChangeProof,
	encodeEpochChangeProof,
	verifyEpochChange,
} from '../../../shared/proofs/epoch-change.ts';
import { type Consensus, createConsensus } from '../../core/consensus/consensus.ts';
import type { LeaderOverride } from '../../core/consensus/leaders.ts';
import type { ConsensusEffect, ConsensusEvent, ConsensusTimer, Epoch } from '../../core/consensus/types.ts';
import type { Signer, Verifier } from '../../core/ports.ts';
import { answerBlocks } from '../protocols/c-lbft/core-driver.ts';
import { LAB_GENESIS_TIME } from '../protocols/c-lbft/lab-epoch.ts';
import type { Replica, ReplicaPort } from '../protocols/replica.ts';
import { follow, scopeOf } from './simulated-follower.ts';
import { SimulatedMempool } from './simulated-mempool.ts';
import { proveEpoch } from './simulated-state.ts';
import { type SimulatedGenesis, SimulatedStore } from './simulated-store.ts';

/** How often a node outside the validator set looks for more, ms. */
const FOLLOW_MS = 400;
const CORE_TIMERS: readonly ConsensusTimer[] = ['propose', 'clock', 'sync', 'round', 'resend'];
/** The driver's own: looking for more, answering a payload request, executing the next block. */
const DRIVER_TIMERS = ['follow', 'answer', 'execute'] as const;

/** What a simulated node needs of the simulation beside its port. */
export interface NodeSurroundings {
	/** The store of some node that is up; null when there is none. */
	anyStore(): SimulatedStore | null;
	/** Every effect that was carried out, in order. */
	observe(effect: ConsensusEffect): void;
	executed(height: number, stateRoot: Digest): void;
}

export interface SimulatedNodeOptions {
	/** Its place in the simulation, whatever its index in an epoch. */
	readonly node: number;
	readonly genesis: SimulatedGenesis;
	/** Decides leaders in place of the credit. */
	readonly leaderOverride?: LeaderOverride;
	readonly executionMs: number;
	/** Asked before each effect is carried out; true kills the node there. */
	readonly killBefore?: () => boolean;
}

export interface SimulatedNodeModules {
	/** Replicas of the network are nodes here, whatever their index in an epoch. */
	readonly port: ReplicaPort<ConsensusMessage>;
	readonly surroundings: NodeSurroundings;
	readonly verifier: Verifier;
	/** The keys of this node: its first and those that it may change to. */
	readonly signers: readonly Signer[];
	readonly sha256: Sha256;
}

type PayloadRequest = Extract<ConsensusEffect, { kind: 'request-payload' }>;

interface Executing {
	readonly block: Block;
	readonly blockId: Digest;
	readonly proof: CommitProof;
}

/** Name of a node's validator; it stays when the key changes. */
export function validatorId(node: number): string {
	return `v${node}`;
}

function nodeOf(id: string): number {
	return Number(id.slice(1));
}

/** One validator in the simulation: the real core, with a driver that keeps the same promises as the real one. */
export class SimulatedNode implements Replica<ConsensusMessage> {
	/** Its number in the simulation. */
	readonly index: number;
	readonly store: SimulatedStore;
	readonly mempool: SimulatedMempool;
	readonly #options: SimulatedNodeOptions;
	readonly #modules: SimulatedNodeModules;
	#consensus: Consensus | null = null;
	#isUp = false;
	#executing: Executing[] = [];
	/** A payload request that waits for work. */
	#waiting: PayloadRequest | null = null;
	#effectsLeft = Number.POSITIVE_INFINITY;

	constructor(options: SimulatedNodeOptions, modules: SimulatedNodeModules) {
		this.index = options.node;
		this.#options = options;
		this.#modules = modules;
		this.store = new SimulatedStore(options.genesis, modules.sha256);
		this.mempool = new SimulatedMempool(modules.sha256);
	}

	get isUp(): boolean {
		return this.#isUp;
	}

	/** The node of a validator of the epoch that this node is in. */
	nodeOf(validator: ValidatorIndex): number {
		return nodeOf(this.store.epoch.validators[validator]?.id ?? '');
	}

	/** Null while it is down or outside the validator set. */
	get consensus(): Consensus | null {
		return this.#consensus;
	}

	start(): void {
		this.#effectsLeft = Number.POSITIVE_INFINITY;
		this.#isUp = true;
		this.#joinEpoch();
		this.#modules.port.setTimer('follow', FOLLOW_MS);
	}

	stop(): void {
		this.#isUp = false;
		this.#forget();
	}

	/** Dies within its next step, after that many of its effects; 0: at once. */
	crashAfter(effects: number): void {
		if (!this.#isUp) return;
		if (effects === 0) this.#modules.port.die();
		else this.#effectsLeft = effects;
	}

	timer(name: string): void {
		if (name === 'follow') this.#followIfOutside();
		else if (name === 'execute') this.#executeNext();
		else if (name === 'answer') this.#answer();
		else this.#step({ kind: 'timer', timer: name as ConsensusTimer });
	}

	/** @param from number of the node; heard when it validates in the epoch that this node is in */
	receive(from: number, message: ConsensusMessage): void {
		const index = this.store.epoch.validators.findIndex(({ id }) => nodeOf(id) === from);
		if (index >= 0) this.#step({ kind: 'message', from: index, message });
	}

	submit(transaction: Uint8Array): void {
		this.mempool.add(transaction);
		this.#answer();
		this.#step({ kind: 'work-available' });
	}

	/** Starts a core for the epoch that the store is in, where this node validates in it. */
	#joinEpoch(): void {
		const { epoch } = this.store;
		const place = this.#placeIn(epoch);
		if (!place) return;
		const { leaderOverride } = this.#options;
		const { sha256, verifier } = this.#modules;
		this.#consensus = createConsensus(
			{ epoch, self: place.self, ...(leaderOverride ? { leaderOverride } : {}) },
			{ hasher: { sha256 }, verifier, signer: place.signer },
			this.store.recovery(),
		);
		this.#step({ kind: 'start' });
		if (!this.mempool.isEmpty) this.#step({ kind: 'work-available' });
	}

	#placeIn({ validators }: Epoch): { readonly self: ValidatorIndex; readonly signer: Signer } | null {
		const self = validators.findIndex(({ id }) => nodeOf(id) === this.index);
		const own = validators[self];
		const signer = own && this.#modules.signers.find(({ publicKey }) => equalBytes(publicKey, own.publicKey));
		return signer ? { self, signer } : null;
	}

	/** A node without a place in its epoch, or in a later one that others are in, keeps up by proofs. */
	#followIfOutside(): void {
		const peer = this.#modules.surroundings.anyStore();
		const isLeftBehind = peer && peer.epoch.epoch > this.store.epoch.epoch && !this.#placeIn(peer.epoch);
		if (peer && (!this.#consensus || isLeftBehind)) {
			this.#leaveEpoch();
			for (const { transactions } of follow(this.store, peer, this.#modules)) this.mempool.remove(transactions);
			this.#joinEpoch();
		}
		if (this.#isUp) this.#modules.port.setTimer('follow', FOLLOW_MS);
	}

	#endEpoch({ headers, commitProof }: Extract<ConsensusEffect, { kind: 'epoch-ended' }>): void {
		const { sha256, verifier } = this.#modules;
		const { value, proof } = proveEpoch(this.store.state, sha256);
		const handover: EpochChangeProof = { headers, commitProof, description: value, inState: proof };
		verifyEpochChange(handover, scopeOf(this.store.epoch), {
			sha256,
			verify: (publicKey, message, signature) => verifier.verify(publicKey, message, signature),
		});
		this.store.persistEpoch(handover);
		this.#leaveEpoch();
		this.#modules.port.setTimer('follow', FOLLOW_MS);
		if (this.#options.killBefore?.()) this.#modules.port.die();
		else this.#joinEpoch();
	}

	/** Forgets what was under way; transactions in void blocks wait again. */
	#leaveEpoch(): void {
		for (const { block } of this.#executing) for (const each of block.transactions) this.mempool.add(each);
		this.#forget();
	}

	#step(event: ConsensusEvent): void {
		const consensus = this.#consensus;
		if (!consensus) return;
		const { port } = this.#modules;
		const now = LAB_GENESIS_TIME + Math.floor(port.clockMs());
		for (const effect of consensus.step(event, { now, wall: Math.floor(port.nowMs()), speed: 1 })) {
			if (this.#consensus !== consensus) return;
			if (this.#effectsLeft <= 0 || this.#options.killBefore?.()) {
				port.die();
				return;
			}
			this.#effectsLeft -= 1;
			this.#modules.surroundings.observe(effect);
			this.#carryOut(effect);
		}
	}

	#forget(): void {
		this.#consensus = null;
		for (const name of [...CORE_TIMERS, ...DRIVER_TIMERS]) this.#modules.port.cancelTimer(name);
		this.#executing = [];
		this.#waiting = null;
	}

	#carryOut(effect: ConsensusEffect): void {
		const { port } = this.#modules;
		switch (effect.kind) {
			case 'persist':
				this.store.write(effect.records);
				break;
			case 'send':
				port.send(this.nodeOf(effect.to), effect.message);
				break;
			case 'broadcast':
				for (const { id } of this.store.epoch.validators)
					if (nodeOf(id) !== this.index) port.send(nodeOf(id), effect.message);
				break;
			case 'set-timer':
				port.setTimer(effect.timer, effect.afterMs);
				break;
			case 'cancel-timer':
				port.cancelTimer(effect.timer);
				break;
			case 'request-payload':
				this.#requestPayload(effect);
				break;
			case 'commit':
				this.#commit(effect);
				break;
			case 'serve-blocks':
				this.#serve(effect);
				break;
			case 'serve-epoch':
				this.#serveEpoch(effect.to, effect.epoch);
				break;
			case 'epoch-ended':
				this.#endEpoch(effect);
				break;
			default:
				break;
		}
	}

	#requestPayload(request: PayloadRequest): void {
		if (this.#modules.port.withholds(request.round)) return;
		this.#waiting = request;
		this.#modules.port.setTimer('answer', 0);
	}

	/** A request that is not urgent waits until there is something to propose. */
	#answer(): void {
		const request = this.#waiting;
		if (!request) return;
		const transactions = this.mempool.select(request.maxBytes, request.exclude);
		if (transactions.length === 0 && !request.urgent) return;
		this.#waiting = null;
		this.#step({ kind: 'payload', round: request.round, transactions });
	}

	#commit({ block, blockId, proof }: Extract<ConsensusEffect, { kind: 'commit' }>): void {
		this.mempool.remove(block.transactions);
		this.#executing.push({ block, blockId, proof });
		if (this.#executing.length === 1) this.#modules.port.setTimer('execute', this.#options.executionMs);
	}

	#executeNext(): void {
		const next = this.#executing.shift();
		if (!next) return;
		const { store } = this;
		const stateRoot = store.append(next.block, next.blockId, next.proof);
		if (this.#executing.length > 0) this.#modules.port.setTimer('execute', this.#options.executionMs);
		if (!stateRoot) {
			for (const transaction of next.block.transactions) this.mempool.add(transaction);
			return;
		}
		this.#modules.surroundings.executed(store.height, stateRoot);
		this.#step({ kind: 'executed', height: store.height, stateRoot, epochEndsAt: store.epochEndsAt });
		if (!this.mempool.isEmpty) this.#step({ kind: 'work-available' });
	}

	#serve(request: Extract<ConsensusEffect, { kind: 'serve-blocks' }>): void {
		const { port, sha256 } = this.#modules;
		const sync = this.#consensus?.syncInfo();
		const blocks = this.store.blocksOf(request.epoch, request.fromHeight);
		if (sync) port.send(this.nodeOf(request.to), answerBlocks(request, blocks, { sha256, sync }));
	}

	#serveEpoch(to: ValidatorIndex, epoch: number): void {
		const proof = this.store.epochProof(epoch);
		const sync = this.#consensus?.syncInfo();
		if (!proof || !sync) return;
		const message: ConsensusMessage = { kind: 'epoch-change', proof: encodeEpochChangeProof(proof), sync };
		this.#modules.port.send(this.nodeOf(to), message);
	}
}
