import { setTimeout as sleep } from 'node:timers/promises';
import { calls } from '../../../shared/codec/calls.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { Hasher } from '../../core/ports.ts';
import type { ExecutedBlock, GridquorumNode } from '../../node/types.ts';
import type { DemoLog } from '../demo-log.ts';
import { followBlocks } from '../network/follow-blocks.ts';
import type { Agent, Errand } from './agent.ts';
import { DeedSigner } from './deed-signer.ts';
import { ErrandDesk } from './errand-desk.ts';
import { HomeTrader } from './home-trader.ts';
import type { MarketClock } from './market-clock.ts';
import type { MarketPlan } from './market-plan.ts';
import { type DeedView, MarketView } from './market-view.ts';
import { MeterReader } from './meter-reader.ts';
import { ProductOpener } from './product-opener.ts';
import { OPERATORS } from './terms.ts';

export interface MarketRunOptions {
	readonly plan: MarketPlan;
	/** Participants whose deeds the person at the console signs, at first. */
	readonly played: readonly string[];
	/** Wall ms without a new block while work is overdue, after which a hurried run gives up. */
	readonly stallTimeoutMs: number;
}

export interface MarketRunModules {
	readonly node: GridquorumNode;
	readonly clock: MarketClock;
	readonly hasher: Hasher;
	readonly log: DemoLog;
	/** Who else acts on the node, beside the market's own. */
	readonly agents?: readonly Agent[];
	/** Hears each final block once, in height order, before any agent is asked about it. */
	readonly observe?: (block: ExecutedBlock) => void;
}

const TICK_MS = 200;

/**
 * The simulated participants at work on one node. Reads where the market stands from the chain, so a run that follows
 * another on the same data goes on where that one stopped and does nothing twice.
 */
export class MarketRun {
	readonly view = new MarketView();
	readonly desk: ErrandDesk;
	readonly #options: MarketRunOptions;
	readonly #node: GridquorumNode;
	readonly #clock: MarketClock;
	readonly #agents: readonly Agent[];
	readonly #observe: (block: ExecutedBlock) => void;
	readonly #waiters = new Set<() => void>();
	#stopListening: () => void = () => undefined;
	/** While hurried, everybody acts at the first moment; deeds due after this time stay with the person. */
	#hurriedUntil: TimeMs | null = null;
	#played: ReadonlySet<string>;

	constructor(options: MarketRunOptions, modules: MarketRunModules) {
		this.#options = options;
		this.#played = new Set(options.played);
		this.#node = modules.node;
		this.#clock = modules.clock;
		this.desk = new ErrandDesk(modules);
		this.#observe = modules.observe ?? (() => undefined);
		this.#agents = [...this.#createAgents(modules.hasher), ...(modules.agents ?? [])];
	}

	/**
	 * Reads the chain from its first block and follows it. On a chain that already has blocks it first makes one call of
	 * its own: once that is final, no block from before the restart can become final any more, so what the view then
	 * lacks was really not done.
	 */
	async open(): Promise<void> {
		this.#stopListening = await followBlocks(this.#node, (block) => this.#apply(block));
		if (this.view.totals.height === 0) return;
		const call = calls.ledger.transfer({ to: OPERATORS.meter, amount: 1 });
		const { height } = await this.#node.call(OPERATORS.market, call);
		const signal = AbortSignal.timeout(this.#options.stallTimeoutMs);
		while (this.view.totals.height < height && !signal.aborted) await this.#nextBlock(TICK_MS, signal);
	}

	#apply(block: ExecutedBlock): void {
		this.view.apply(block);
		this.#observe(block);
		for (const wake of this.#waiters) wake();
	}

	/** From now on the person signs for these, and the simulation for all others, deeds that wait already included. */
	play(played: Iterable<string>): void {
		this.#played = new Set(played);
	}

	close(): void {
		this.#stopListening();
		for (const wake of this.#waiters) wake();
	}

	/** Every product of the plan is settled. */
	get isOver(): boolean {
		return this.#options.plan.hours.every(({ terms }) => this.view.settled.has(terms.product));
	}

	/**
	 * From now on everybody acts at the first moment, and the simulation signs for the person too what is due by then;
	 * null: by the clock.
	 */
	hurryUntil(time: TimeMs | null): void {
		this.#hurriedUntil = time;
	}

	/**
	 * Runs as fast as the chain allows: does all that is due, then moves the clock to the next deadline, until the plan
	 * is settled or the next step would pass `until`.
	 * @throws CodedError DEMO_STALLED when work is overdue and no block comes
	 */
	async hurry(until: TimeMs, signal: AbortSignal): Promise<void> {
		this.hurryUntil(until);
		try {
			while (true) {
				await this.finishDue(signal);
				if (this.isOver) return;
				const next = this.nextAt();
				if (next === null || next > until) {
					if (until !== Number.POSITIVE_INFINITY && until > this.#clock.now()) this.#clock.jumpTo(until);
					return;
				}
				this.#clock.jumpTo(next);
			}
		} finally {
			this.hurryUntil(null);
		}
	}

	/** Runs by the clock until the plan is settled or the signal aborts. */
	async live(signal: AbortSignal): Promise<void> {
		while (!signal.aborted && !this.isOver) {
			this.desk.send(this.#due());
			await this.#nextBlock(TICK_MS, signal);
		}
	}

	/**
	 * Does all that is due by the clock and waits until it is final, scheduled work of the contracts included.
	 * @returns how many calls it made
	 * @throws CodedError DEMO_STALLED when no block comes meanwhile
	 */
	async finishDue(signal: AbortSignal): Promise<number> {
		let made = 0;
		let { height } = this.view.totals;
		let sinceMs = performance.now();
		while (true) {
			signal.throwIfAborted();
			const started = this.desk.send(this.#due());
			made += started;
			const isCurrent = this.view.totals.height >= this.desk.height;
			if (started === 0 && this.desk.underWay === 0 && isCurrent && !this.view.hasOverdueWork(this.#clock.now()))
				return made;
			if (this.view.totals.height > height) {
				height = this.view.totals.height;
				sinceMs = performance.now();
			} else if (performance.now() - sinceMs > this.#options.stallTimeoutMs) {
				throw new CodedError('DEMO_STALLED', { height, seconds: Math.round(this.#options.stallTimeoutMs / 1000) });
			}
			await this.#nextChange(signal);
		}
	}

	/** Resolves when nothing is under way any more, else with the next block, or after a tick. */
	async #nextChange(signal: AbortSignal): Promise<void> {
		const block = this.#nextBlock(TICK_MS, signal);
		await (this.desk.underWay === 0 ? block : Promise.race([this.desk.settle(), block]));
	}

	#due(): Errand[] {
		const now = this.#clock.now();
		return this.#agents.flatMap((agent) => agent.due(now));
	}

	/** Earliest time at which somebody, or a contract by itself, will have something to do; null when there is none. */
	nextAt(): TimeMs | null {
		const now = this.#clock.now();
		const times = this.#agents.map((agent) => agent.nextAt(now));
		times.push(this.view.nextDeadline(now));
		const ahead = times.filter((time) => time !== null);
		return ahead.length === 0 ? null : Math.min(...ahead);
	}

	/** Resolves with the next block, after `limitMs`, or when the signal aborts. */
	async #nextBlock(limitMs: number, signal: AbortSignal): Promise<void> {
		const { promise, resolve } = Promise.withResolvers<void>();
		const end = new AbortController();
		this.#waiters.add(resolve);
		try {
			const timer = sleep(limitMs, undefined, { signal: AbortSignal.any([signal, end.signal]) }).catch(() => undefined);
			await Promise.race([promise, timer]);
		} finally {
			this.#waiters.delete(resolve);
			end.abort();
		}
	}

	#createAgents(hasher: Hasher): Agent[] {
		const { plan } = this.#options;
		const { view } = this;
		const hours = new Map(plan.hours.map((hour) => [hour.terms.product, hour]));
		const hurried = () => this.#hurriedUntil !== null;
		const leftToPerson = (deed: DeedView) => this.#hurriedUntil === null || deed.deadline > this.#hurriedUntil;
		const signers = [...plan.homes, ...plan.others].map(({ id }) => id).concat(OPERATORS.grid);
		return [
			new ProductOpener(plan, view),
			...plan.homes.map((home, index) => new HomeTrader({ home, index, hours }, { view, hurried })),
			...signers.map(
				(participant) =>
					new DeedSigner(
						{ participant, chainId: this.#node.chainId },
						{
							view,
							hasher,
							hurried,
							signer: this.#node.signerOf(participant),
							signs: (deed) => !(this.#played.has(participant) && leftToPerson(deed)),
						},
					),
			),
			new MeterReader(
				{ chainId: this.#node.chainId, plan, hours },
				{ view, hasher, signer: this.#node.signerOf(OPERATORS.meter) },
			),
		];
	}
}
