import type { CommittedBlock, ValidatorIndex } from '../../../shared/codec/block.ts';
import { type Digest, utf8 } from '../../../shared/codec/bytes.ts';
import { type Consensus, createConsensus } from '../../core/consensus/consensus.ts';
import type { ConsensusModules } from '../../core/consensus/create-core.ts';
import type { LeaderOverride } from '../../core/consensus/leaders.ts';
import {
	type ConsensusEffect,
	type ConsensusEvent,
	type ConsensusMessage,
	type ConsensusTimer,
	type Epoch,
	FRESH,
} from '../../core/consensus/types.ts';
import { nextStateRoot } from '../nodes/simulated-state.ts';
import { answerBlocks } from '../protocols/c-lbft/core-driver.ts';

export interface InstanceOptions {
	/** Number of the instance; two instances of one validator have different ones. */
	readonly number: number;
	readonly self: ValidatorIndex;
	readonly epoch: Epoch;
	readonly leaderOverride: LeaderOverride | null;
}

/** What an instance hands to the network. */
export interface InstanceOutlet {
	/** Virtual time, ms. */
	nowMs(): number;
	send(from: TwinInstance, to: ValidatorIndex, message: ConsensusMessage): void;
	broadcast(from: TwinInstance, message: ConsensusMessage): void;
	/** Every effect of a step, before it is carried out. */
	observe(from: TwinInstance, effect: ConsensusEffect): void;
	executed(from: TwinInstance, height: number, stateRoot: Digest): void;
}

/** Timers of equal time: what ends a round comes before what repeats it. */
const TIMER_ORDER: readonly ConsensusTimer[] = ['propose', 'clock', 'sync', 'round', 'resend'];

/**
 * One core with the leanest driver that keeps the promises: nothing is encoded or written, blocks are executed at once,
 * and a payload is ready whenever one is asked for, a different one from each instance.
 */
export class TwinInstance {
	readonly options: InstanceOptions;
	/** Round it is in. */
	round = 0;
	/** Highest committed round. */
	committedRound = 0;
	/** True while it sends again what it sent before. */
	isRepeating = false;
	readonly #outlet: InstanceOutlet;
	readonly #sha256: ConsensusModules['hasher']['sha256'];
	readonly #consensus: Consensus;
	readonly #timers = new Map<ConsensusTimer, number>();
	readonly #committed: CommittedBlock[] = [];
	readonly #events: ConsensusEvent[] = [];
	#stateRoot: Digest;

	constructor(options: InstanceOptions, modules: ConsensusModules & { readonly outlet: InstanceOutlet }) {
		const { epoch, self, leaderOverride } = options;
		this.options = options;
		this.#outlet = modules.outlet;
		this.#sha256 = (bytes) => modules.hasher.sha256(bytes);
		this.#stateRoot = epoch.genesisStateRoot;
		this.#consensus = createConsensus({ epoch, self, ...(leaderOverride && { leaderOverride }) }, modules, FRESH);
	}

	start(): void {
		this.#step({ kind: 'start' });
		this.#step({ kind: 'work-available' });
	}

	receive(from: ValidatorIndex, message: ConsensusMessage): void {
		this.#step({ kind: 'message', from, message });
	}

	/** When its next timer fires, ms, with the timers' order as fraction; Infinity when none is set. */
	get nextTimerAt(): number {
		let next = Number.POSITIVE_INFINITY;
		for (const [timer, at] of this.#timers) next = Math.min(next, at + TIMER_ORDER.indexOf(timer) / 8);
		return next;
	}

	fireTimer(): void {
		const next = this.nextTimerAt;
		const timer = TIMER_ORDER[(next - Math.floor(next)) * 8] as ConsensusTimer;
		this.#timers.delete(timer);
		this.isRepeating = timer === 'resend';
		this.#step({ kind: 'timer', timer });
		this.isRepeating = false;
	}

	/** An event that an effect brings waits until all effects before it are carried out. */
	#step(event: ConsensusEvent): void {
		this.#events.push(event);
		if (this.#events.length > 1) return;
		for (let next: ConsensusEvent | undefined = event; next; next = this.#events[0]) {
			this.#handle(next);
			this.#events.shift();
		}
	}

	#handle(event: ConsensusEvent): void {
		const { epoch } = this.options;
		const wall = this.#outlet.nowMs();
		for (const effect of this.#consensus.step(event, { now: epoch.genesisTime + wall, wall, speed: 1 })) {
			this.#outlet.observe(this, effect);
			this.#carryOut(effect);
		}
	}

	#carryOut(effect: ConsensusEffect): void {
		switch (effect.kind) {
			case 'send':
				this.#outlet.send(this, effect.to, effect.message);
				break;
			case 'broadcast':
				this.#outlet.broadcast(this, effect.message);
				break;
			case 'set-timer':
				this.#timers.set(effect.timer, this.#outlet.nowMs() + effect.afterMs);
				break;
			case 'cancel-timer':
				this.#timers.delete(effect.timer);
				break;
			case 'request-payload': {
				const transactions = [utf8(`${this.options.number}/${effect.round}`)];
				this.#step({ kind: 'payload', round: effect.round, transactions });
				break;
			}
			case 'commit':
				this.#execute(effect);
				break;
			case 'serve-blocks':
				this.#serve(effect);
				break;
			case 'trace':
				if (effect.trace.what === 'entered') this.round = effect.trace.round;
				break;
			default:
				break;
		}
	}

	#execute({ block, blockId, proof }: Extract<ConsensusEffect, { kind: 'commit' }>): void {
		this.#committed.push({ block, proof });
		this.committedRound = block.header.round;
		this.#stateRoot = nextStateRoot(this.#stateRoot, blockId, this.#sha256);
		const { height } = block.header;
		this.#outlet.executed(this, height, this.#stateRoot);
		this.#step({ kind: 'executed', height, stateRoot: this.#stateRoot, epochEndsAt: null });
	}

	#serve(request: Extract<ConsensusEffect, { kind: 'serve-blocks' }>): void {
		const blocks = this.#committed.slice(request.fromHeight - 1);
		const around = { sha256: this.#sha256, sync: this.#consensus.syncInfo() };
		this.#outlet.send(this, request.to, answerBlocks(request, blocks, around));
	}
}
