import { setTimeout as sleep } from 'node:timers/promises';
import { HOUR_MS, type TimeMs } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { Hasher } from '../../core/ports.ts';
import { nodeEnd } from '../../node/bridge/node-end.ts';
import { relayPairs } from '../../node/bridge/relayer.ts';
import type { ExecutedBlock } from '../../node/types.ts';
import type { DemoLog } from '../demo-log.ts';
import type { Agent } from '../market/agent.ts';
import { MarketRun } from '../market/market-run.ts';
import { followBlocks } from '../network/follow-blocks.ts';
import { AnchorBook } from './anchor-book.ts';
import { CertificateSeller } from './certificate-seller.ts';
import { OfferTaker } from './offer-taker.ts';
import type { RegionsNetwork } from './open-regions.ts';
import { RegionBook } from './region-book.ts';
import { ANCHOR_EVERY_MS, TIE_TERMS, TRAVELLERS } from './terms.ts';
import { TieTrader } from './tie-trader.ts';

export interface RegionalMarketOptions {
	/** Participants of the first region whose deeds the person at the console signs, at first. */
	readonly played: readonly string[];
	/** Wall ms without a new block while work is overdue, after which a hurried run gives up. */
	readonly stallTimeoutMs: number;
}

export interface RegionalMarketModules {
	readonly network: RegionsNetwork;
	readonly hasher: Hasher;
	readonly log: DemoLog;
	/** Hears each final block of each region once, in height order. */
	readonly observe?: (chain: string, block: ExecutedBlock) => void;
}

const POLL_MS = 20;
/** Wall time after which roots are anchored once more, while one is missing. */
const ANCHOR_AGAIN_MS = 1_000;
/** When all is settled: time for those who sell what the last settlement left. */
const AFTERMATH_MS = HOUR_MS + 60_000;

/** The markets of all regions at work, those who trade between them, and the relayers. */
export class RegionalMarket {
	readonly runs: readonly MarketRun[];
	readonly anchors = new AnchorBook();
	readonly #options: RegionalMarketOptions;
	readonly #network: RegionsNetwork;
	readonly #books: ReadonlyMap<string, RegionBook>;
	readonly #relayers: ReturnType<typeof relayPairs>;
	readonly #log: DemoLog;
	#stopListening: () => void = () => undefined;
	#played: ReadonlySet<string>;

	constructor(options: RegionalMarketOptions, modules: RegionalMarketModules) {
		const { network, log, hasher, observe = () => undefined } = modules;
		const { regions, main, clock } = network;
		this.#options = options;
		this.#network = network;
		this.#log = log;
		this.#played = new Set(options.played);
		const { trader, relayer: participant } = TRAVELLERS;
		this.#books = new Map(regions.map(({ network: { node } }) => [node.chainId, new RegionBook({ trader })]));
		this.runs = regions.map(({ network: { node }, plan }, index) => {
			const book = this.#books.get(node.chainId) as RegionBook;
			return new MarketRun(
				{ plan, played: index === 0 ? options.played : [], stallTimeoutMs: options.stallTimeoutMs },
				{
					node,
					clock,
					hasher,
					log,
					agents: this.#agents(index),
					observe: (block) => {
						book.apply(block);
						observe(node.chainId, block);
					},
				},
			);
		});
		const end = (node: (typeof main)['node']) => nodeEnd({ participant }, node);
		this.#relayers = relayPairs(
			{ anchorEveryMs: ANCHOR_EVERY_MS },
			{
				regions: regions.map(({ network: { node } }) => end(node)),
				main: end(main.node),
				log: { info: () => undefined, warn: (facts, message) => log.warn(facts, message) },
			},
		);
	}

	/** Reads all chains from their first blocks, follows them, and starts the relayers. */
	async open(): Promise<void> {
		this.#stopListening = await followBlocks(this.#network.main.node, (block) => this.anchors.apply(block));
		await Promise.all(this.runs.map((run) => run.open()));
		this.#relayers.start();
	}

	/** From now on the person at the first region's console signs and takes for these. */
	play(played: Iterable<string>): void {
		this.#played = new Set(played);
		this.runs[0]?.play(this.#played);
	}

	/** Stops all work, that of the relayers after the calls under way. Safe to call twice. */
	async close(): Promise<void> {
		for (const run of this.runs) run.close();
		this.#stopListening();
		await this.#relayers.stop();
	}

	/** Every product of every region is settled. */
	get isOver(): boolean {
		return this.runs.every((run) => run.isOver);
	}

	/**
	 * Runs as fast as the chains allow, until all is settled, or the next step would pass `until`.
	 * @throws CodedError DEMO_STALLED when a chain makes no block for its work, DEMO_REGIONS_STALLED
	 */
	async hurry(until: TimeMs, signal: AbortSignal): Promise<void> {
		const { clock } = this.#network;
		for (const run of this.runs) run.hurryUntil(until);
		try {
			while (true) {
				await this.#finishDue(signal);
				if (this.isOver) return;
				const next = this.#nextAt();
				if (next === null || next > until) {
					if (until !== Number.POSITIVE_INFINITY) clock.jumpTo(until);
					return;
				}
				clock.jumpTo(next);
			}
		} finally {
			for (const run of this.runs) run.hurryUntil(null);
		}
	}

	/**
	 * When all is settled: lets everything arrive that is on its way, then every region's newest root be anchored.
	 * @throws CodedError DEMO_REGIONS_STALLED when something does not arrive
	 */
	async finish(signal: AbortSignal): Promise<void> {
		const { clock } = this.#network;
		for (const run of this.runs) run.hurryUntil(Number.POSITIVE_INFINITY);
		const from = clock.now() + AFTERMATH_MS;
		clock.jumpTo(from);
		// What the last settlements left to be done is done in blocks that follow by themselves.
		await this.#wait(signal, () => [...this.#books.values()].every(({ time }) => time >= from));
		do {
			await this.#finishDue(signal);
			const expiry = this.#nextExpiry();
			if (expiry !== null) clock.jumpTo(expiry);
			await this.#anchor(signal);
		} while (this.#between().length > 0);
	}

	/** Lets the relayers anchor until the main chain has every region's root of now, or a later one. */
	async #anchor(signal: AbortSignal): Promise<void> {
		const { clock, regions } = this.#network;
		const wanted = regions.map(({ network: { node } }) => ({ chain: node.chainId, height: node.snapshot().height }));
		let dueAgainMs = 0;
		await this.#wait(signal, () => {
			if (wanted.every(({ chain, height }) => this.anchors.heightOf(chain) >= height)) return true;
			// The root that was certified when the last update was due may still be an earlier one.
			if (performance.now() >= dueAgainMs) {
				clock.jumpTo(clock.now() + ANCHOR_EVERY_MS);
				dueAgainMs = performance.now() + ANCHOR_AGAIN_MS;
			}
			return false;
		});
	}

	/** Runs by the clock until all is settled or the signal aborts. */
	async live(signal: AbortSignal): Promise<void> {
		await Promise.all(this.runs.map((run) => run.live(signal)));
	}

	/** Does all that is due by the clock in all regions, and waits until what they send each other has arrived. */
	async #finishDue(signal: AbortSignal): Promise<void> {
		while (true) {
			const made = await Promise.all(this.runs.map((run) => run.finishDue(signal)));
			const hadToWait = await this.#wait(signal, () => !this.#isCrossing());
			if (!hadToWait && made.every((calls) => calls === 0)) return;
		}
	}

	/** Packets that are open and offers that stand. */
	#between(): string[] {
		return [...this.#books.values()].flatMap(({ openPackets, offers }) => [...openPackets, ...offers.keys()]);
	}

	/** A packet is under way, or an offer's time is over and its chain has not said so yet. */
	#isCrossing(): boolean {
		const now = this.#network.clock.now();
		for (const { openPackets, offers } of this.#books.values()) {
			if (openPackets.size > 0) return true;
			for (const { expiresAt } of offers.values()) if (expiresAt <= now) return true;
		}
		return false;
	}

	#nextAt(): TimeMs | null {
		const times = [...this.runs.map((run) => run.nextAt()), this.#nextExpiry()].filter((time) => time !== null);
		return times.length === 0 ? null : Math.min(...times);
	}

	#nextExpiry(): TimeMs | null {
		const now = this.#network.clock.now();
		const times = [...this.#books.values()].flatMap(({ offers }) => Array.from(offers.values(), (o) => o.expiresAt));
		const ahead = times.filter((time) => time > now);
		return ahead.length === 0 ? null : Math.min(...ahead);
	}

	/** @returns whether it was not so at once. @throws CodedError DEMO_REGIONS_STALLED when it is not so for too long */
	async #wait(signal: AbortSignal, isDone: () => boolean): Promise<boolean> {
		if (isDone()) return false;
		const { stallTimeoutMs } = this.#options;
		const startedMs = performance.now();
		for (; !isDone(); signal.throwIfAborted()) {
			if (performance.now() - startedMs > stallTimeoutMs) {
				this.#log.error({ between: this.#between() }, 'what is between the regions does not arrive');
				const open = this.#between().length;
				throw new CodedError('DEMO_REGIONS_STALLED', { open, seconds: Math.round(stallTimeoutMs / 1_000) });
			}
			await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
		}
		return true;
	}

	/** Who acts in a region beside its own market. */
	#agents(index: number): Agent[] {
		const { regions } = this.#network;
		const at = (place: number) => regions[place % regions.length] as (typeof regions)[0];
		const { plan, network } = at(index);
		const chain = network.node.chainId;
		const { chainId: next } = at(index + 1).network.node;
		const hours = new Map(plan.hours.map((hour) => [hour.terms.product, hour]));
		const book = this.#books.get(chain) as RegionBook;
		const { trader } = TRAVELLERS;
		const owners = new Set(plan.homes.map(({ id }) => id));
		return [
			new TieTrader({ trader, chain, capacityW: TIE_TERMS.capacityW }, { books: this.#books, hours }),
			new OfferTaker({ book, hours, takes: (participant) => index > 0 || !this.#played.has(participant) }),
			new CertificateSeller({ owners, chain: next, buyer: trader }, { book }),
		];
	}
}
