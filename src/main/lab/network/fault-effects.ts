import { Random } from '../random.ts';
import { type NetworkFaults, SLOW_DELAYS_MAX, SLOW_DELAYS_MIN } from './network-faults.ts';

export interface FaultEffectsOptions {
	readonly faults: NetworkFaults;
	readonly size: number;
	readonly seed: number;
	readonly expectedDelayMs: number;
}

/** What the faults of a run do to whom and when; draws come from the network's own sequence. */
export class FaultEffects<M> {
	readonly #options: FaultEffectsOptions;
	readonly #random: Random;
	readonly #settledUs: number;
	readonly #slow: ReadonlySet<number>;
	readonly #silent: ReadonlyMap<number, 'mute' | 'flapping'>;
	#slowMessage: M | null = null;
	#slowUs = 0;

	constructor(options: FaultEffectsOptions, random: Random) {
		const { faults } = options;
		this.#options = options;
		this.#random = random;
		this.#settledUs = faults.settledMs * 1000;
		this.#slow = new Set(faults.slow);
		this.#silent = new Map([
			...faults.mute.map((replica) => [replica, 'mute'] as const),
			...faults.flapping.map((replica) => [replica, 'flapping'] as const),
		]);
	}

	/** Whether every message goes its way untouched, and to the one host of its receiver. */
	get leavesMessagesAlone(): boolean {
		const { settledMs, slow, twins, partitions } = this.#options.faults;
		return settledMs <= 0 && [slow, twins, partitions].every((list) => list.length === 0);
	}

	/** Whether messages may be lost, duplicated or held up. */
	isDisturbed(nowUs: number): boolean {
		return nowUs < this.#settledUs;
	}

	isCut(from: number, to: number, nowUs: number): boolean {
		const { partitions } = this.#options.faults;
		if (partitions.length === 0) return false;
		const nowMs = nowUs / 1000;
		return partitions.some(
			({ fromMs, toMs, groups }) =>
				nowMs >= fromMs && nowMs < toMs && !groups.some((group) => group.includes(from) && group.includes(to)),
		);
	}

	/** By how much a message of `from` leaves late: one draw for a message, so that it is late at all receivers alike. */
	lateByUs(from: number, message: M): number {
		if (!this.#slow.has(from)) return 0;
		if (this.#slowMessage !== message) {
			this.#slowMessage = message;
			const delays = this.#random.between(SLOW_DELAYS_MIN, SLOW_DELAYS_MAX);
			this.#slowUs = Math.round(delays * this.#options.expectedDelayMs * 1000);
		}
		return this.#slowUs;
	}

	/** The host that a message to a replica reaches: its own, or half of the time its twin's. */
	hostOf(replica: number): number {
		const place = this.#options.faults.twins.indexOf(replica);
		return place >= 0 && this.#random.chance(500) ? this.#options.size + place : replica;
	}

	isTwin(replica: number): boolean {
		return this.#options.faults.twins.includes(replica);
	}

	isDownForGood(replica: number, nowUs: number): boolean {
		return this.#options.faults.outages.some(
			(outage) =>
				outage.replica === replica && outage.toMs === Number.POSITIVE_INFINITY && outage.fromMs * 1000 <= nowUs,
		);
	}

	/** True when a replica is to leave out its proposal of `round`. */
	withholds(replica: number, round: number): boolean {
		const silent = this.#silent.get(replica);
		if (silent === undefined) return false;
		return silent === 'mute' || (new Random(this.#options.seed ^ (replica << 24) ^ round).next() & 1) === 1;
	}
}
