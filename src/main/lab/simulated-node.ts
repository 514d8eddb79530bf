import type { Block, CommitProof, ValidatorIndex } from '../../shared/codec/block.ts';
import { concat, type Digest, type Sha256 } from '../../shared/codec/bytes.ts';
import type { ConsensusMessage } from '../../shared/codec/consensus-messages.ts';
import { createBlocksResponse } from '../core/consensus/blocks-response.ts';
import { type Consensus, createConsensus } from '../core/consensus/consensus.ts';
import type { ConsensusModules, ConsensusOptions } from '../core/consensus/create-core.ts';
import type { ConsensusEffect, ConsensusEvent, ConsensusTimer, Instant } from '../core/consensus/types.ts';
import { SimulatedMempool } from './simulated-mempool.ts';
import { SimulatedStore } from './simulated-store.ts';

/** What a simulated node needs of the simulation. */
export interface NodeSurroundings {
	/** Runs later, unless the node dies before. */
	after(delayMs: number, action: () => void): void;
	instant(): Instant;
	send(to: ValidatorIndex, message: ConsensusMessage): void;
	/** Every effect that was carried out, in order. */
	observe(effect: ConsensusEffect): void;
	executed(height: number, stateRoot: Digest): void;
}

export interface SimulatedNodeOptions extends ConsensusOptions {
	readonly executionMs: number;
	readonly isMute: boolean;
	/** Asked before each effect is carried out; true kills the node there. */
	readonly killBefore?: () => boolean;
}

export interface SimulatedNodeModules extends ConsensusModules {
	readonly surroundings: NodeSurroundings;
	readonly sha256: Sha256;
}

type PayloadRequest = Extract<ConsensusEffect, { kind: 'request-payload' }>;

interface Executing {
	readonly block: Block;
	readonly blockId: Digest;
	readonly proof: CommitProof;
}

/** Deterministic stand-in for contracts: root = H(previous root ‖ block id). */
export function nextStateRoot(previous: Digest, blockId: Digest, sha256: Sha256): Digest {
	return sha256(concat(previous, blockId));
}

/** One validator in the simulation: the real core, with a driver that keeps the same promises as the real one. */
export class SimulatedNode {
	readonly index: ValidatorIndex;
	readonly store: SimulatedStore;
	readonly mempool: SimulatedMempool;
	readonly #options: SimulatedNodeOptions;
	readonly #modules: SimulatedNodeModules;
	readonly #timers = new Map<ConsensusTimer, number>();
	#timerCount = 0;
	#life = 0;
	#consensus: Consensus | null = null;
	#executing: Executing[] = [];
	/** A payload request that waits for work. */
	#waiting: PayloadRequest | null = null;
	#effectsLeft = Number.POSITIVE_INFINITY;

	constructor(options: SimulatedNodeOptions, modules: SimulatedNodeModules) {
		this.index = options.self as number;
		this.#options = options;
		this.#modules = modules;
		this.store = new SimulatedStore(options.epoch.validators.length);
		this.mempool = new SimulatedMempool(modules.sha256);
	}

	get isUp(): boolean {
		return this.#consensus !== null;
	}

	/** Null while it is down. */
	get consensus(): Consensus | null {
		return this.#consensus;
	}

	start(): void {
		this.#life += 1;
		this.#effectsLeft = Number.POSITIVE_INFINITY;
		this.#consensus = createConsensus(this.#options, this.#modules, this.store.recovery());
		this.#step({ kind: 'start' });
		if (!this.mempool.isEmpty) this.#step({ kind: 'work-available' });
	}

	/** Dies within its next step, after that many of its effects. */
	crashAfter(effects: number): void {
		if (this.#consensus) this.#effectsLeft = effects;
		if (effects === 0) this.#die();
	}

	receive(from: ValidatorIndex, message: ConsensusMessage): void {
		this.#step({ kind: 'message', from, message });
	}

	submit(transaction: Uint8Array): void {
		this.mempool.add(transaction);
		if (this.#waiting) this.#answer(this.#waiting);
		this.#step({ kind: 'work-available' });
	}

	#step(event: ConsensusEvent): void {
		const consensus = this.#consensus;
		if (!consensus) return;
		for (const effect of consensus.step(event, this.#modules.surroundings.instant())) {
			if (this.#consensus !== consensus) return;
			if (this.#effectsLeft <= 0 || this.#options.killBefore?.()) {
				this.#die();
				return;
			}
			this.#effectsLeft -= 1;
			this.#modules.surroundings.observe(effect);
			this.#carryOut(effect);
		}
	}

	#die(): void {
		this.#life += 1;
		this.#consensus = null;
		this.#timers.clear();
		this.#executing = [];
		this.#waiting = null;
	}

	#carryOut(effect: ConsensusEffect): void {
		const { surroundings } = this.#modules;
		switch (effect.kind) {
			case 'persist':
				this.store.write(effect.records);
				break;
			case 'send':
				surroundings.send(effect.to, effect.message);
				break;
			case 'broadcast':
				for (let to = 0; to < this.#options.epoch.validators.length; to++)
					if (to !== this.index) surroundings.send(to, effect.message);
				break;
			case 'set-timer':
				this.#setTimer(effect.timer, effect.afterMs);
				break;
			case 'cancel-timer':
				this.#timers.delete(effect.timer);
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
			default:
				break;
		}
	}

	#later(delayMs: number, action: () => void): void {
		const life = this.#life;
		this.#modules.surroundings.after(delayMs, () => {
			if (life === this.#life) action();
		});
	}

	#setTimer(timer: ConsensusTimer, afterMs: number): void {
		this.#timerCount += 1;
		const token = this.#timerCount;
		this.#timers.set(timer, token);
		this.#later(afterMs, () => {
			if (this.#timers.get(timer) !== token) return;
			this.#timers.delete(timer);
			this.#step({ kind: 'timer', timer });
		});
	}

	#requestPayload(request: PayloadRequest): void {
		if (this.#options.isMute) return;
		this.#waiting = request;
		this.#later(0, () => this.#answer(request));
	}

	/** A request that is not urgent waits until there is something to propose. */
	#answer(request: PayloadRequest): void {
		if (this.#waiting !== request) return;
		const transactions = this.mempool.select(request.maxBytes, request.exclude);
		if (transactions.length === 0 && !request.urgent) return;
		this.#waiting = null;
		this.#step({ kind: 'payload', round: request.round, transactions });
	}

	#commit({ block, blockId, proof }: Extract<ConsensusEffect, { kind: 'commit' }>): void {
		this.mempool.remove(block.transactions);
		this.#executing.push({ block, blockId, proof });
		if (this.#executing.length === 1) this.#later(this.#options.executionMs, () => this.#executeNext());
	}

	#executeNext(): void {
		const next = this.#executing.shift();
		if (!next) return;
		const { store } = this;
		const previous = store.at(store.height)?.stateRoot ?? this.#options.epoch.genesisStateRoot;
		const stateRoot = nextStateRoot(previous, next.blockId, this.#modules.sha256);
		store.append(next.block, next.blockId, next.proof, stateRoot);
		this.#modules.surroundings.executed(store.height, stateRoot);
		if (this.#executing.length > 0) this.#later(this.#options.executionMs, () => this.#executeNext());
		this.#step({ kind: 'executed', height: store.height, stateRoot, epochEndsAt: null });
		if (!this.mempool.isEmpty) this.#step({ kind: 'work-available' });
	}

	#serve(request: Extract<ConsensusEffect, { kind: 'serve-blocks' }>): void {
		const response = createBlocksResponse(request.count, request.pending, this.#modules.sha256);
		for (let height = request.fromHeight; height <= this.store.height; height++) {
			const stored = this.store.at(height);
			if (!stored || !response.add({ block: stored.block, proof: stored.proof })) break;
		}
		const sync = this.#consensus?.syncInfo();
		if (sync) this.#modules.surroundings.send(request.to, response.message(sync));
	}
}
