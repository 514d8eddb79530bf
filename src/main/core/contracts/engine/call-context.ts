import type { Digest } from '../../../../shared/codec/bytes.ts';
import type { Plain } from '../../../../shared/codec/cbor.ts';
import type { EpochDescription } from '../../../../shared/codec/epoch.ts';
import type { ContractEvent } from '../../../../shared/codec/events.ts';
import type { MarketParameters } from '../../../../shared/codec/genesis-document.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { Hasher, Verifier } from '../../ports.ts';
import { requireCoded } from './call-failure.ts';
import type { ScheduledTask } from './schedule.ts';
import { scheduleTask } from './schedule.ts';
import type { StateOverlay } from './state-overlay.ts';

/** Engine steps of the elementary operations; methods add their own. */
export const STEPS = { read: 1, write: 5, event: 2, hash: 3, signature: 50, schedule: 10, keyCheck: 1_000 } as const;

/** What holds for every call of one block. */
export interface BlockContext {
	readonly chainId: string;
	readonly height: number;
	readonly time: TimeMs;
	readonly market: MarketParameters;
	/** The epoch that the block belongs to. */
	readonly epoch: EpochDescription;
	readonly overlay: StateOverlay;
	readonly events: ContractEvent[];
	readonly modules: { readonly hasher: Hasher; readonly verifier: Verifier };
}

/** A contract's own part of the state; a module asks only for the space of its own name. */
export interface Space {
	/** Values were written by the contract itself, so their form is known. */
	get<T>(key: string): T | undefined;
	set(key: string, value: object | number | string): void;
	delete(key: string): void;
}

/** A call's metered access to the chain. Every operation costs steps; past the limit the call fails and is undone. */
export class CallContext {
	readonly block: BlockContext;
	/** Participant who signed the transaction; null for scheduled work. */
	readonly sender: string | null;
	readonly #stepLimit: number;
	#steps = 0;
	#goesOn = false;

	constructor(block: BlockContext, sender: string | null, stepLimit: number) {
		this.block = block;
		this.sender = sender;
		this.#stepLimit = stepLimit;
	}

	get steps(): number {
		return this.#steps;
	}

	/** What this call may still take; a task that would need more does a part and calls `continueTask`. */
	get stepsLeft(): number {
		return this.#stepLimit - this.#steps;
	}

	/** True when the task under way asked to go on with the next block. */
	get goesOn(): boolean {
		return this.#goesOn;
	}

	get time(): TimeMs {
		return this.block.time;
	}

	get market(): MarketParameters {
		return this.block.market;
	}

	/** @throws CodedError CALL_STEP_LIMIT */
	charge(steps: number): void {
		this.#steps += steps;
		if (this.#steps > this.#stepLimit) throw new CodedError('CALL_STEP_LIMIT', { stepLimit: this.#stepLimit });
	}

	space(contract: string): Space {
		const { overlay } = this.block;
		return {
			get: <T>(key: string): T | undefined => {
				this.charge(STEPS.read);
				return overlay.read(`${contract}/${key}`) as T | undefined;
			},
			set: (key, value) => {
				this.charge(STEPS.write);
				overlay.write(`${contract}/${key}`, value as Plain);
			},
			delete: (key) => {
				this.charge(STEPS.write);
				overlay.write(`${contract}/${key}`, undefined);
			},
		};
	}

	emit(event: ContractEvent): void {
		this.charge(STEPS.event);
		this.block.events.push(event);
	}

	/** Runs `task` at the start of the first block whose time is at or after the deadline. */
	schedule(deadline: TimeMs, task: ScheduledTask): void {
		this.charge(STEPS.schedule);
		scheduleTask(this.block.overlay, deadline, task);
	}

	/**
	 * The task under way runs again, with the same subject, in the next block, before everything that is due later.
	 * Later tasks of the same subject wait for it; how far it came, the contract notes in its own space.
	 */
	continueTask(): void {
		this.charge(STEPS.schedule);
		this.#goesOn = true;
	}

	/**
	 * Runs a part of the call that may fail by itself: its writes, events and schedules are undone then, its steps stay.
	 * Returns the failure, or null. What ends the whole call goes through.
	 * @throws CodedError CALL_STEP_LIMIT, ENGINE_CONSERVATION
	 */
	attempt(part: () => void): CodedError | null {
		const { overlay, events } = this.block;
		const savepoint = overlay.savepoint();
		const firstEvent = events.length;
		const goesOn = this.#goesOn;
		try {
			part();
			return null;
		} catch (error) {
			const failure = requireCoded(error);
			if (failure.code === 'CALL_STEP_LIMIT') throw failure;
			overlay.undo(savepoint);
			events.length = firstEvent;
			this.#goesOn = goesOn;
			return failure;
		}
	}

	sha256(bytes: Uint8Array): Digest {
		this.charge(STEPS.hash);
		return this.block.modules.hasher.sha256(bytes);
	}

	verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
		this.charge(STEPS.signature);
		return this.block.modules.verifier.verify(publicKey, message, signature);
	}
}
