import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import type { ConsensusEffect, ConsensusMessage } from '../../core/consensus/types.ts';
import { RunObserver } from '../checks/run-observer.ts';
import { labEpoch } from '../protocols/c-lbft/lab-epoch.ts';
import type { LabModules } from '../signatures/stand-in-signatures.ts';
import { type InstanceOutlet, TwinInstance } from './instance.ts';
import type { TwinsScenario } from './scenario.ts';

export interface TwinsOutcome {
	/** Everything that must not be; empty when all is well. */
	readonly violations: readonly string[];
	/** Rounds after the last one of the scenario until an honest validator had committed a block of such a round. */
	readonly settlingRounds: number;
	/** Virtual time from then on until every honest validator had, ms. */
	readonly catchUpMs: number;
	/** Messages delivered. */
	readonly delivered: number;
}

interface Delivery {
	readonly to: TwinInstance;
	readonly from: ValidatorIndex;
	readonly message: ConsensusMessage;
}

/**
 * Rounds after the scenario within which one of them must be final somewhere: a twin leads every fourth of them and may
 * cost it; two honest leaders in a row then end it.
 */
const MAX_SETTLING_ROUNDS = 12;
/**
 * Virtual time within which every other honest validator must have it too, ms: after requests that a split swallowed the
 * next one may wait for its longest pause, 10 s, and go to a twin that has nothing to answer.
 */
const MAX_CATCH_UP_MS = 25_000;
const MAX_DELIVERIES = 100_000;
/** Virtual time that a message takes, ms: a small part of a round's timeout, so that asking for what is missing works. */
const DELAY_MS = 20;

/**
 * Plays a scenario on the real core. Time is synchronous: everything sent in one delay is delivered, in order, in the
 * next. What is sent for a round of the scenario passes within that round's sets only; what is sent *again*, because a
 * round is stuck, passes everywhere: a split lasts for the first attempt, or nobody would ever leave the round.
 */
export function runScenario(scenario: TwinsScenario, modules: LabModules): TwinsOutcome {
	return new TwinsRun(scenario, modules).outcome();
}

class TwinsRun implements InstanceOutlet {
	readonly #scenario: TwinsScenario;
	readonly #observer: RunObserver;
	readonly #instances: TwinInstance[] = [];
	readonly #honest: TwinInstance[];
	/** Set of each instance, per round of the scenario. */
	readonly #sets: readonly (readonly number[])[];
	#queue: Delivery[] = [];
	/** When an honest validator first committed a round after the scenario, and the round it was in. */
	#firstFinal: { readonly atMs: number; readonly round: number } | null = null;
	#delivered = 0;
	#nowMs = 0;

	constructor(scenario: TwinsScenario, modules: LabModules) {
		this.#scenario = scenario;
		const { validators, twins } = scenario;
		this.#observer = new RunObserver(new Set(twins));
		this.#sets = scenario.rounds.map(({ sets }) => {
			const places = new Array<number>(validators + twins.length).fill(0);
			sets.forEach((set, place) => {
				for (const instance of set) places[instance] = place;
			});
			return places;
		});
		const owners = [...Array.from({ length: validators }, (_, index) => index), ...twins];
		const epoch = labEpoch({ validators }, modules.sha256);
		owners.forEach((self, number) => {
			const { sha256, verifier } = modules;
			this.#instances.push(
				new TwinInstance(
					{ number, self, epoch, leaderOverride: this.#leaderOverride() },
					{ hasher: { sha256 }, verifier, signer: modules.signerOf(self), outlet: this },
				),
			);
		});
		this.#honest = this.#instances.filter((instance) => !twins.includes(instance.options.self));
	}

	outcome(): TwinsOutcome {
		const { rounds } = this.#scenario;
		const violations: string[] = [];
		try {
			for (const instance of this.#instances) instance.start();
			this.#play();
		} catch (error) {
			violations.push(`a validator stopped: ${(error as Error).message}`);
		}
		const forks = this.#observer.refusals.filter(
			({ node, code }) => code === 'CONSENSUS_FORK' && !this.#scenario.twins.includes(node),
		);
		if (forks.length > 0) violations.push(`validator ${forks[0]?.node} was shown a fork with proofs`);
		if (violations.length === 0 && !this.#isSettled()) violations.push(this.#standstill());
		return {
			violations: [...this.#observer.violations, ...violations],
			settlingRounds: (this.#firstFinal?.round ?? MAX_SETTLING_ROUNDS + 1) - rounds.length,
			catchUpMs: this.#nowMs - (this.#firstFinal?.atMs ?? this.#nowMs),
			delivered: this.#delivered,
		};
	}

	nowMs(): number {
		return this.#nowMs;
	}

	send(from: TwinInstance, to: ValidatorIndex, message: ConsensusMessage): void {
		for (const target of this.#instances)
			if (target.options.self === to && this.#passes(from, target, message))
				this.#queue.push({ to: target, from: from.options.self, message });
	}

	/** To the other validators; a twin does not hear its own key. */
	broadcast(from: TwinInstance, message: ConsensusMessage): void {
		this.#observer.sent(from.options.self, message);
		for (const target of this.#instances)
			if (target.options.self !== from.options.self && this.#passes(from, target, message))
				this.#queue.push({ to: target, from: from.options.self, message });
	}

	observe(from: TwinInstance, effect: ConsensusEffect): void {
		this.#observer.effect(from.options.self, this.#nowMs, effect);
	}

	executed(from: TwinInstance, height: number, stateRoot: Uint8Array): void {
		this.#observer.executed(from.options.self, height, stateRoot);
	}

	#play(): void {
		while (!this.#isSettled() && this.#observer.violations.length === 0 && this.#delivered < MAX_DELIVERIES) {
			const isWaiting = this.#queue.length === 0;
			const dueMs = isWaiting ? Number.POSITIVE_INFINITY : this.#nowMs + DELAY_MS;
			if (this.#isOverdue()) return;
			if (this.#fireNextTimer(dueMs)) continue;
			if (isWaiting) return;
			this.#nowMs = dueMs;
			this.#deliverAll();
		}
	}

	#deliverAll(): void {
		const deliveries = this.#queue;
		this.#queue = [];
		this.#delivered += deliveries.length;
		for (const { to, from, message } of deliveries) to.receive(from, message);
	}

	/** Fires the earliest timer that is due before `dueMs`; false when there is none. */
	#fireNextTimer(dueMs: number): boolean {
		let next: TwinInstance | null = null;
		let at = Number.POSITIVE_INFINITY;
		for (const instance of this.#instances) {
			const own = instance.nextTimerAt;
			if (own < at) [next, at] = [instance, own];
		}
		if (!next || at >= dueMs) return false;
		this.#nowMs = Math.max(this.#nowMs, Math.floor(at));
		next.fireTimer();
		return true;
	}

	#isSettled(): boolean {
		const last = this.#scenario.rounds.length;
		const settled = this.#honest.filter((instance) => instance.committedRound > last);
		if (!this.#firstFinal && settled[0]) this.#firstFinal = { atMs: this.#nowMs, round: settled[0].round };
		return settled.length === this.#honest.length;
	}

	#isOverdue(): boolean {
		if (this.#firstFinal) return this.#nowMs > this.#firstFinal.atMs + MAX_CATCH_UP_MS;
		const limit = this.#scenario.rounds.length + MAX_SETTLING_ROUNDS;
		return this.#honest.some((instance) => instance.round > limit);
	}

	#passes(from: TwinInstance, to: TwinInstance, message: ConsensusMessage): boolean {
		if (from.isRepeating) return true;
		const sets = this.#sets[roundOf(message, from) - 1];
		return !sets || sets[from.options.number] === sets[to.options.number];
	}

	#leaderOverride(): ((round: number) => number) | null {
		const { rounds, validators } = this.#scenario;
		if (rounds.some((round) => round.leader === null)) return null;
		return (round) => rounds[round - 1]?.leader ?? round % validators;
	}

	#standstill(): string {
		const places = this.#honest.map(
			({ options, round, committedRound }) =>
				`validator ${options.self} in round ${round}, final up to ${committedRound}`,
		);
		const what = this.#firstFinal
			? `no catching up within ${MAX_CATCH_UP_MS} ms`
			: `no commit within ${MAX_SETTLING_ROUNDS} rounds`;
		return `${what} after all heard each other: ${places.join('; ')}`;
	}
}

/** The round that a message is about; what is about none belongs to its sender's. */
function roundOf(message: ConsensusMessage, from: TwinInstance): number {
	if (message.kind === 'proposal') return message.block.header.round;
	return 'round' in message ? message.round : from.round;
}
