import type { Block, ValidatorIndex } from '../../../shared/codec/block.ts';
import {
	type ConsensusMessage,
	decodeConsensusMessage,
	encodeConsensusMessage,
} from '../../../shared/codec/consensus-messages.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ConsensusEffect, ConsensusEvent, Instant, RoundTrace } from '../../core/consensus/types.ts';
import type { ExecutionQueue } from '../execution/execution-queue.ts';
import type { Transport } from '../network/types.ts';
import type { Log } from '../observe/log.ts';
import type { Store, StoredBlock } from '../store/types.ts';
import type { ChainClock } from '../types.ts';
import type { BlockServer } from './block-server.ts';
import { GroupCommit, type OrderedEffect } from './group-commit.ts';
import { Inbox } from './inbox.ts';
import type { PayloadSource } from './payload-source.ts';
import { Timers } from './timers.ts';

/** Longest turn on the event loop before others get theirs. */
const TURN_MS = 4;

/** A verified proof of guilt, the first against its offender that this node has. */
export type ProofOfGuilt = Extract<ConsensusEffect, { kind: 'report-evidence' }>;
export type EpochEnd = Extract<ConsensusEffect, { kind: 'epoch-ended' }>;

/** The deterministic core as the driver meets it. */
export interface SteppedCore {
	step(event: ConsensusEvent, at: Instant): readonly ConsensusEffect[];
}

export interface DriverModules {
	readonly core: SteppedCore;
	readonly store: Store;
	readonly transport: Transport;
	readonly payloads: PayloadSource;
	readonly executions: ExecutionQueue;
	readonly blocks: BlockServer;
	readonly clock: ChainClock;
	readonly log: Log;
	/** A block is final; called before the core may ask for the next block's content. */
	readonly onFinal: (block: Block) => void;
	readonly onTrace: (trace: RoundTrace) => void;
	readonly onEvidence: (proof: ProofOfGuilt) => void;
	readonly onBatch: (ms: number, records: number) => void;
	/** The core has ended its epoch and all that it decided is on disk; the driver waits to be stopped. */
	readonly onEpochEnded: (end: EpochEnd) => void;
	/** The driver has stopped for good: nothing more is signed or sent. */
	readonly onFailure: (error: unknown) => void;
}

/**
 * Feeds events to the core one at a time and carries out its effects: timers and payload requests at once, everything
 * that speaks to others or to the executor after the disk has what it rests on. When the disk or the executor is behind,
 * the core is fed no more until they catch up; peers' messages then wait in bounded queues.
 */
export class Driver {
	readonly #modules: DriverModules;
	readonly #inbox = new Inbox();
	readonly #timers: Timers;
	readonly #commits: GroupCommit;
	readonly #abort = new AbortController();
	#isStarted = false;
	#isScheduled = false;
	#isWorkAnnounced = false;

	constructor(modules: DriverModules) {
		this.#modules = modules;
		this.#timers = new Timers({
			onFire: (timer) => this.push({ kind: 'timer', timer }),
			signal: this.#abort.signal,
		});
		this.#commits = new GroupCommit({
			store: modules.store,
			perform: (effect, commit) => this.#perform(effect, commit),
			onIdle: () => this.#schedule(),
			onFailure: (error) => this.#fail(error),
			onBatch: modules.onBatch,
		});
	}

	/** Peer messages lost because they came faster than they could be handled. */
	get dropped(): number {
		return this.#inbox.dropped;
	}

	/** Peers' messages that came before wait; own events before it are none of the core's. */
	start(): void {
		this.#isStarted = true;
		this.push({ kind: 'start' });
	}

	/** Ends voting, then waits until what was decided is on disk. */
	async stop(): Promise<void> {
		this.#abort.abort();
		await this.#commits.drained();
	}

	push(event: ConsensusEvent): void {
		if (!this.#isStarted || this.#abort.signal.aborted) return;
		this.#inbox.pushOwn(event);
		this.#schedule();
	}

	/** There is work for a block; said once until the core has heard it. */
	announceWork(): void {
		if (!this.#isStarted || this.#isWorkAnnounced) return;
		this.#isWorkAnnounced = true;
		this.push({ kind: 'work-available' });
	}

	receive(from: ValidatorIndex, payload: Uint8Array): void {
		if (this.#abort.signal.aborted) return;
		this.#inbox.pushMessage(from, payload);
		this.#schedule();
	}

	/** The executor or the disk has room again. */
	resume(): void {
		this.#schedule();
	}

	#schedule(): void {
		if (!this.#isStarted || this.#isScheduled || this.#inbox.isEmpty || this.#abort.signal.aborted) return;
		this.#isScheduled = true;
		setImmediate(() => {
			this.#isScheduled = false;
			this.#turn();
		});
	}

	#turn(): void {
		const endsAt = performance.now() + TURN_MS;
		try {
			while (performance.now() < endsAt) {
				if (this.#abort.signal.aborted || this.#commits.isFull || this.#modules.executions.isFull) return;
				const next = this.#inbox.take();
				if (!next) return;
				const event = next.kind === 'encoded' ? this.#decode(next.from, next.payload) : next;
				if (event) this.#step(event);
			}
			this.#schedule();
		} catch (error) {
			this.#fail(error);
		}
	}

	/** Null when the bytes are no message; an honest validator never sends such. */
	#decode(from: ValidatorIndex, payload: Uint8Array): ConsensusEvent | null {
		let message: ConsensusMessage;
		try {
			message = decodeConsensusMessage(payload);
		} catch (error) {
			if (!(error instanceof CodedError)) throw error;
			this.#modules.transport.penalise(from, error.message);
			return null;
		}
		return { kind: 'message', from, message };
	}

	#step(event: ConsensusEvent): void {
		if (event.kind === 'work-available') this.#isWorkAnnounced = false;
		const { clock, core } = this.#modules;
		const wall = performance.now();
		const at: Instant = { now: clock.now(), wall: Math.floor(wall), speed: clock.setting.speed };
		for (const effect of core.step(event, at)) this.#take(effect, wall);
	}

	/** @param wall monotonic ms of the step, finer than the core's whole ones */
	#take(effect: ConsensusEffect, wall: number): void {
		switch (effect.kind) {
			case 'set-timer':
				this.#timers.set(effect.timer, effect.afterMs);
				break;
			case 'cancel-timer':
				this.#timers.cancel(effect.timer);
				break;
			case 'request-payload':
				this.#modules.payloads.request(effect);
				break;
			case 'trace':
				// A quorum on one machine is quicker than the core's millisecond: what is drawn needs the fractions.
				this.#modules.onTrace({ ...effect.trace, wall });
				break;
			case 'refused':
				this.#modules.log.debug({ from: effect.from, code: effect.code, details: effect.details }, 'message refused');
				break;
			case 'report-evidence':
				this.#modules.onEvidence(effect);
				break;
			case 'commit':
				this.#modules.onFinal(effect.block);
				this.#commits.push(effect);
				break;
			default:
				this.#commits.push(effect);
		}
	}

	#perform(effect: Exclude<OrderedEffect, { kind: 'persist' }>, commit: StoredBlock | null): void {
		const { transport, blocks, executions } = this.#modules;
		switch (effect.kind) {
			case 'send':
				transport.send(effect.to, 'consensus', encodeConsensusMessage(effect.message));
				break;
			case 'broadcast':
				transport.broadcast('consensus', encodeConsensusMessage(effect.message));
				break;
			case 'serve-blocks':
				blocks.serve(effect).catch((error) => this.#fail(error));
				break;
			case 'serve-epoch':
				blocks.serveEpoch(effect.to, effect.epoch).catch((error) => this.#fail(error));
				break;
			case 'epoch-ended':
				this.#modules.onEpochEnded(effect);
				break;
			case 'commit':
				if (commit) executions.push(commit);
		}
	}

	#fail(error: unknown): void {
		if (this.#abort.signal.aborted) return;
		this.#abort.abort();
		this.#modules.onFailure(error);
	}
}
