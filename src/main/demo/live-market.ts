import { HOUR_MS, type TimeMs } from '../../shared/codec/units.ts';
import { START_STEPS } from '../../shared/contract/host.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import type { StartSteps } from '../api/host/step-board.ts';
import type { GridquorumNode } from '../node/types.ts';
import type { DemoLog } from './demo-log.ts';
import type { MarketPlan } from './market/market-plan.ts';
import { operatorNode } from './network/operator-node.ts';
import type { DemoNetwork, OpenDemoOptions } from './open-demo.ts';

export interface LiveDemoOptions extends OpenDemoOptions {
	/** Chain milliseconds per wall millisecond, ≥ 1. */
	readonly speed: number;
	/** Participants that the person at the console plays. */
	readonly played: readonly string[];
}

/** What a console needs; a door (window or browser) stands on it. */
export interface DemoConsole {
	/** The host's node with the played identities alone. */
	readonly node: GridquorumNode;
	readonly market: string;
	readonly utcOffsetMinutes: number;
}

export interface LiveDemo {
	readonly console: DemoConsole;
	/**
	 * Hurries a new market through its first hours, then runs it by the clock; resolves when its data ends or the demo
	 * is stopped.
	 */
	live(): Promise<void>;
	/**
	 * Others to play from now on. The simulation leaves their deeds to the person, and takes over those of whoever is played
	 * no longer; the console's node has the new identities at once.
	 * @throws CodedError HOST_PLAYER_UNKNOWN, and nothing has changed
	 */
	play(played: readonly string[]): void;
	/** Stops market and validators; the data is kept. Safe to call twice. */
	stop(): Promise<void>;
}

/** Of the start, in its order; the market's morning goes on while the network runs. */
export const LIVE_STEPS = START_STEPS.filter((name) => name !== 'join');

/** Wall ms without a new block while work is overdue, after which a hurried market gives up. */
export const STALL_TIMEOUT_MS = 60_000;
/** A new market hurries to five past noon of its first day. */
const MORNING_MS = 12 * HOUR_MS + 300_000;

/** The simulated participants of one market or of several. */
export interface HurriedMarket {
	readonly isOver: boolean;
	open(): Promise<void>;
	hurry(until: TimeMs, signal: AbortSignal): Promise<void>;
	live(signal: AbortSignal): Promise<void>;
	play(played: readonly string[]): void;
	close(): Promise<void> | void;
}

export interface LiveModules {
	/** The network whose node the console stands on; its `stop` stops every other as well. */
	readonly network: Pick<DemoNetwork, 'node' | 'plan' | 'clock' | 'market' | 'stop'>;
	readonly market: HurriedMarket;
	readonly signal: AbortSignal;
	readonly steps: StartSteps;
	readonly log: DemoLog;
}

/**
 * Takes a network that is up and its market through the market's life, as long as people look at it.
 * @throws CodedError HOST_PLAYER_UNKNOWN, and the network is stopped
 */
export async function runLive(
	options: Pick<LiveDemoOptions, 'played' | 'speed'>,
	{ network, market, signal: ending, steps, log }: LiveModules,
): Promise<LiveDemo> {
	const { node, plan, clock } = network;
	const stopping = new AbortController();
	const signal = AbortSignal.any([stopping.signal, ending]);
	try {
		requirePlayers(plan, options.played);
	} catch (error) {
		await network.stop();
		throw error;
	}
	let played = options.played;
	return {
		console: {
			node: operatorNode(node, () => played),
			market: network.market,
			utcOffsetMinutes: plan.utcOffsetMinutes,
		},
		live: async () => {
			await steps.run('morning', async () => {
				await market.open();
				const morning = endOfMorning(plan);
				if (clock.now() >= morning) return;
				log.info({}, 'the first hours run ahead');
				await market.hurry(morning, signal);
			});
			clock.runAt(options.speed);
			await market.live(signal);
			if (market.isOver) log.info({ products: plan.hours.length }, 'the data ends here: every product is settled');
		},
		play: (next) => {
			requirePlayers(plan, next);
			played = next;
			market.play(next);
		},
		stop: async () => {
			stopping.abort();
			await market.close();
			await network.stop();
		},
	};
}

/** Chain time up to which a new market hurries. */
function endOfMorning({ hours }: MarketPlan): TimeMs {
	const first = hours[0]?.terms.deliveryStart ?? 0;
	return first + Math.min(MORNING_MS, (hours.length * HOUR_MS) / 2);
}

/** @throws CodedError HOST_PLAYER_UNKNOWN */
function requirePlayers(plan: MarketPlan, played: readonly string[]): void {
	const known = new Set([...plan.homes, ...plan.operators].map(({ id }) => id));
	const unknown = played.find((name) => !known.has(name));
	if (unknown !== undefined) throw new CodedError('HOST_PLAYER_UNKNOWN', { participant: unknown });
}
