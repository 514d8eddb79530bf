import { HOUR_MS, type TimeMs } from '../../shared/codec/units.ts';
import { START_STEPS } from '../../shared/contract/host.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import { StepBoard } from '../api/host/step-board.ts';
import { hasher } from '../node/crypto/sha256.ts';
import type { GridquorumNode } from '../node/types.ts';
import type { MarketPlan } from './market/market-plan.ts';
import { MarketRun } from './market/market-run.ts';
import { operatorNode } from './network/operator-node.ts';
import { type OpenDemoModules, type OpenDemoOptions, openDemo } from './open-demo.ts';

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

const STALL_TIMEOUT_MS = 60_000;
/** A new market hurries to five past noon of its first day. */
const MORNING_MS = 12 * HOUR_MS + 300_000;

/**
 * Starts or resumes the network of the demo that people look at. Resolves when it runs, so that a console can watch
 * the first hours of a new market pass in seconds.
 * @throws CodedError IMPORT_* | DEMO_* | HOST_PLAYER_UNKNOWN when nobody of the market has a played name
 */
export async function liveDemo(
	options: LiveDemoOptions,
	modules: OpenDemoModules & { signal: AbortSignal },
): Promise<LiveDemo> {
	const { log } = modules;
	const steps = modules.steps ?? new StepBoard(() => performance.now());
	steps.plan(LIVE_STEPS);
	const network = await openDemo(options, { ...modules, steps });
	const { node, plan, clock } = network;
	const stopping = new AbortController();
	const signal = AbortSignal.any([stopping.signal, modules.signal]);
	try {
		requirePlayers(plan, options.played);
	} catch (error) {
		await network.stop();
		throw error;
	}
	const market = new MarketRun(
		{ plan, played: options.played, stallTimeoutMs: STALL_TIMEOUT_MS },
		{ node, clock, hasher, log },
	);
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
				log.info({}, 'the first hours of the market run ahead');
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
			market.close();
			await network.stop();
		},
	};
}

/** Chain time up to which a new market hurries. */
export function endOfMorning({ hours }: MarketPlan): TimeMs {
	const first = hours[0]?.terms.deliveryStart ?? 0;
	return first + Math.min(MORNING_MS, (hours.length * HOUR_MS) / 2);
}

/** @throws CodedError HOST_PLAYER_UNKNOWN */
export function requirePlayers(plan: MarketPlan, played: readonly string[]): void {
	const known = new Set([...plan.homes, ...plan.operators].map(({ id }) => id));
	const unknown = played.find((name) => !known.has(name));
	if (unknown !== undefined) throw new CodedError('HOST_PLAYER_UNKNOWN', { participant: unknown });
}
