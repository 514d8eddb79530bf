import { CodedError } from '../../shared/errors/coded-error.ts';
import type { ChainClock, ClockSetting } from './types.ts';

/** A day in under a second; beyond it block times would jump past whole gate windows. */
export const MAX_CLOCK_SPEED = 100_000;

/**
 * How far, in wall ms, a new setting may read behind the present one: two anchors taken from millisecond clocks differ
 * by this much without anybody asking for the past. The reading is held meanwhile.
 */
const ANCHOR_TOLERANCE_MS = 50;

/**
 * Chain time from wall time. Wall time is read once and carried on by the monotonic clock, so that a corrected system
 * clock cannot turn the chain clock back while the node runs.
 */
export class WallChainClock implements ChainClock {
	readonly #monotonicMs: () => number;
	readonly #wallMs: () => number;
	readonly #listeners = new Set<() => void>();
	#setting: ClockSetting;
	#anchorMonotonicMs: number;
	#lastReading = Number.NEGATIVE_INFINITY;

	constructor(setting: ClockSetting, modules: { monotonicMs: () => number; wallMs: () => number }) {
		this.#monotonicMs = modules.monotonicMs;
		this.#wallMs = modules.wallMs;
		checkSpeed(setting.speed);
		this.#setting = setting;
		this.#anchorMonotonicMs = this.#monotonicOf(setting);
	}

	get setting(): ClockSetting {
		return this.#setting;
	}

	now(): number {
		this.#lastReading = Math.max(this.#lastReading, this.#read(this.#setting, this.#anchorMonotonicMs));
		return this.#lastReading;
	}

	set(setting: ClockSetting): void {
		checkSpeed(setting.speed);
		const anchor = this.#monotonicOf(setting);
		const present = this.now();
		const asked = this.#read(setting, anchor);
		if (asked < present - ANCHOR_TOLERANCE_MS * Math.max(setting.speed, this.#setting.speed))
			throw new CodedError('CLOCK_BACKWARDS', { now: present, asked });
		this.#setting = setting;
		this.#anchorMonotonicMs = anchor;
		for (const listener of this.#listeners) listener();
	}

	onChange(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	#monotonicOf(setting: ClockSetting): number {
		return this.#monotonicMs() - (this.#wallMs() - setting.anchorWallMs);
	}

	#read(setting: ClockSetting, anchorMonotonicMs: number): number {
		return Math.floor(setting.anchorChainMs + (this.#monotonicMs() - anchorMonotonicMs) * setting.speed);
	}
}

function checkSpeed(speed: number): void {
	if (!(speed >= 1 && speed <= MAX_CLOCK_SPEED))
		throw new CodedError('CLOCK_SPEED_INVALID', { speed, max: MAX_CLOCK_SPEED });
}
