import type { ConsensusEffect, ConsensusMessage } from '../../src/main/core/consensus/types.ts';
import { RunObserver } from '../../src/main/lab/checks/run-observer.ts';
import { labEpoch } from '../../src/main/lab/protocols/c-lbft/lab-epoch.ts';
import { Random } from '../../src/main/lab/random.ts';
import { quickDigest } from '../../src/main/lab/signatures/quick-digest.ts';
import { standInModules } from '../../src/main/lab/signatures/stand-in-signatures.ts';
import { type InstanceOutlet, TwinInstance } from '../../src/main/lab/twins/instance.ts';
import { type Choose, Forger } from '../fixtures/forger.ts';

export interface ScheduleOutcome {
	readonly violations: readonly string[];
	/** Rounds that the honest validators reached before the network healed. */
	readonly rounds: number;
	readonly committed: number;
}

export interface SchedulesSummary {
	readonly kind: 'schedules';
	readonly seed: number;
	readonly runs: number;
	/** Steps of the disturbed parts, all together. */
	readonly steps: number;
	readonly rounds: number;
	/** Blocks committed before the networks healed. */
	readonly committed: number;
	readonly violations: readonly string[];
}

export interface ScheduleOptions {
	/** Steps before the network heals. */
	readonly steps: number;
	/** False: leaders go round, so that the Byzantine validator leads every fourth round. */
	readonly isElected: boolean;
}

const HONEST = 3;
const FORGER = 3;
const MAX_PENDING = 300;
const DELAY_MS = 20;
/** Virtual time within which all honest validators must have committed after the network healed, ms. */
const LIMIT_MS = 600_000;
/** Messages delivered while it heals; thousands are enough. */
const MAX_DELIVERIES = 200_000;
const MAX_VIOLATIONS = 20;

/** Random schedules from consecutive seeds; every other one with the real election. */
export function runSchedules({ seed, runs }: { readonly seed: number; readonly runs: number }): SchedulesSummary {
	const violations: string[] = [];
	const total = { steps: 0, rounds: 0, committed: 0 };
	for (let at = seed; at < seed + runs; at++) {
		const random = new Random(at);
		const steps = random.between(300, 2500);
		const choose: Choose = (n) => random.between(0, n - 1);
		const outcome = runSchedule({ steps, isElected: at % 2 === 0 }, choose);
		total.steps += steps;
		total.rounds += outcome.rounds;
		total.committed += outcome.committed;
		if (outcome.violations.length > 0 && violations.length < MAX_VIOLATIONS)
			violations.push(`${outcome.violations.join('; ')} — replay: npm run campaign -- schedules --seed ${at} --runs 1`);
	}
	return { kind: 'schedules', seed, runs, ...total, violations };
}

/**
 * Three honest cores and one Byzantine validator. `choose` decides at each step what happens next: which message
 * arrives, is lost or arrives twice, whose timer fires, what the Byzantine one says and to whom. Then the network heals:
 * it falls silent, everything arrives in order, and all must commit.
 */
export function runSchedule(options: ScheduleOptions, choose: Choose): ScheduleOutcome {
	return new ScheduleRun(options, choose).outcome();
}

class ScheduleRun implements InstanceOutlet {
	readonly #options: ScheduleOptions;
	readonly #choose: Choose;
	readonly #observer = new RunObserver(new Set([FORGER]));
	readonly #honest: TwinInstance[];
	readonly #forger: Forger;
	#pending: { readonly to: number; readonly from: number; readonly message: ConsensusMessage }[] = [];
	#nowMs = 0;

	constructor(options: ScheduleOptions, choose: Choose) {
		this.#options = options;
		this.#choose = choose;
		const modules = standInModules(quickDigest);
		const epoch = labEpoch({ validators: HONEST + 1 }, modules.sha256);
		const { sha256, verifier } = modules;
		const leaderOverride = options.isElected ? null : (round: number) => round % (HONEST + 1);
		this.#honest = Array.from({ length: HONEST }, (_, self) => {
			const signer = modules.signerOf(self);
			return new TwinInstance(
				{ number: self, self, epoch, leaderOverride },
				{ hasher: { sha256 }, verifier, signer, outlet: this },
			);
		});
		this.#forger = new Forger({ self: FORGER, epoch }, { signer: modules.signerOf(FORGER), sha256 });
	}

	outcome(): ScheduleOutcome {
		const violations: string[] = [];
		let rounds = 0;
		let committed = 0;
		try {
			for (const instance of this.#honest) instance.start();
			for (let step = 0; step < this.#options.steps; step++) this.#disturb();
			rounds = Math.max(...this.#honest.map((instance) => instance.round));
			committed = this.#observer.commits.length;
			if (!this.#heal(rounds)) violations.push(this.#standstill(rounds));
		} catch (error) {
			violations.push(`a validator stopped: ${(error as Error).message}`);
		}
		return { violations: [...this.#observer.violations, ...violations], rounds, committed };
	}

	nowMs(): number {
		return this.#nowMs;
	}

	send(from: TwinInstance, to: number, message: ConsensusMessage): void {
		this.#forger.learn(message);
		if (to !== FORGER) this.#pending.push({ to, from: from.options.self, message });
	}

	broadcast(from: TwinInstance, message: ConsensusMessage): void {
		this.#observer.sent(from.options.self, message);
		this.#forger.learn(message);
		for (let to = 0; to < HONEST; to++)
			if (to !== from.options.self) this.#pending.push({ to, from: from.options.self, message });
	}

	observe(from: TwinInstance, effect: ConsensusEffect): void {
		this.#observer.effect(from.options.self, this.#nowMs, effect);
	}

	executed(from: TwinInstance, height: number, stateRoot: Uint8Array): void {
		this.#forger.learnRoot(stateRoot);
		this.#observer.executed(from.options.self, height, stateRoot);
	}

	#disturb(): void {
		const kind = this.#choose(100);
		if (this.#pending.length > MAX_PENDING) this.#pending.splice(this.#choose(this.#pending.length), 1);
		if (kind < 70) this.#deliverAny(kind);
		else if (kind < 78) this.#fire(this.#honest[this.#choose(HONEST)] as TwinInstance);
		else this.#forge();
	}

	/** In any order; one in twenty is lost and one in ten stays to arrive again. */
	#deliverAny(kind: number): void {
		if (this.#pending.length === 0) return;
		// Mostly what was sent not long ago, or rounds would hardly ever succeed.
		const reach = kind < 50 ? Math.min(12, this.#pending.length) : this.#pending.length;
		const place = kind < 50 ? this.#choose(reach) : this.#pending.length - 1 - this.#choose(reach);
		const delivery = this.#pending[place];
		const fate = this.#choose(20);
		if (fate > 1) this.#pending.splice(place, 1);
		if (delivery && fate !== 19) this.#honest[delivery.to]?.receive(delivery.from, delivery.message);
	}

	#fire(instance: TwinInstance): void {
		const at = instance.nextTimerAt;
		if (at === Number.POSITIVE_INFINITY) return;
		this.#nowMs = Math.max(this.#nowMs, Math.floor(at));
		instance.fireTimer();
	}

	#forge(): void {
		const message = this.#forger.forge(this.#choose);
		const listeners = 1 + this.#choose(2 ** HONEST - 1);
		for (let to = 0; to < HONEST; to++)
			if (((listeners >> to) & 1) === 1) this.#pending.unshift({ to, from: FORGER, message });
	}

	#heal(round: number): boolean {
		const limitMs = this.#nowMs + LIMIT_MS;
		const isDone = () => this.#honest.every((instance) => instance.committedRound > round);
		for (let delivered = 0; !isDone() && this.#nowMs < limitMs && delivered < MAX_DELIVERIES; ) {
			const next = this.#honest.reduce((best, one) => (one.nextTimerAt < best.nextTimerAt ? one : best));
			const dueMs = this.#pending.length === 0 ? Number.POSITIVE_INFINITY : this.#nowMs + DELAY_MS;
			if (next.nextTimerAt < dueMs) this.#fire(next);
			else if (this.#pending.length === 0) return false;
			else delivered += this.#deliverAll(dueMs);
		}
		return isDone();
	}

	#deliverAll(atMs: number): number {
		this.#nowMs = atMs;
		const deliveries = this.#pending;
		this.#pending = [];
		for (const { to, from, message } of deliveries) this.#honest[to]?.receive(from, message);
		return deliveries.length;
	}

	#standstill(round: number): string {
		const places = this.#honest.map(
			(instance) =>
				`validator ${instance.options.self} in round ${instance.round}, final up to ${instance.committedRound}`,
		);
		return `no commit above round ${round} within ${LIMIT_MS} ms after the network healed: ${places.join('; ')}`;
	}
}
