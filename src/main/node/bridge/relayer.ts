import { setTimeout as sleep } from 'node:timers/promises';
import type { TimeMs } from '../../../shared/codec/units.ts';
import { codeOf } from '../../../shared/errors/coded-error.ts';
import { hasher } from '../crypto/sha256.ts';
import type { ChainEnd } from './chain-end.ts';
import { ForkWatch } from './fork-watch.ts';
import type { RelayEvent, RelayLog } from './relay-events.ts';
import { Refused, RelayLane } from './relay-lane.ts';

/** Between looks at a pair of chains that make no blocks. */
const IDLE_MS = 1_000;
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 30_000;

/** Failures after which no later try can be better. */
const ENDING = new Set(['NODE_STOPPED', 'NODE_FAILED', 'KEY_UNKNOWN']);

export interface RelayerModules {
	readonly ends: readonly [ChainEnd, ChainEnd];
	readonly log: RelayLog;
	/** Hears everything that it does; must not throw. */
	readonly onEvent?: (event: RelayEvent) => void;
}

/**
 * Serves both directions between two chains until it is stopped. Any number of them may run; what one does twice, or
 * too late, costs a fee and nothing else.
 */
export class Relayer {
	readonly #ends: readonly [ChainEnd, ChainEnd];
	readonly #log: RelayLog;
	readonly #onEvent: (event: RelayEvent) => void;
	readonly #lanes: readonly RelayLane[];
	readonly #stopping = new AbortController();
	readonly #stopped: Promise<'idle'>;
	readonly #end = Promise.withResolvers<string>();
	readonly #sleepers = new Set<() => void>();
	#running: Promise<unknown> | null = null;
	#unsubscribe: readonly (() => void)[] = [];

	/**
	 * @param options.anchors the chain on which the other's client is updated at least so often, in its chain time, whether
	 * anything crosses or not
	 */
	constructor(
		options: { readonly anchors?: { readonly on: string; readonly everyMs: TimeMs } },
		{ ends, log, onEvent = () => undefined }: RelayerModules,
	) {
		this.#ends = ends;
		this.#log = log;
		this.#onEvent = onEvent;
		this.#stopped = new Promise((resolve) => {
			this.#stopping.signal.addEventListener('abort', () => resolve('idle'), { once: true });
		});
		const lane = (from: ChainEnd, to: ChainEnd): RelayLane => {
			const anchorEveryMs = options.anchors?.on === to.chainId ? options.anchors.everyMs : null;
			const tell = (event: RelayEvent): void => this.#tell(event);
			const forkWatch = new ForkWatch({ from, to });
			return new RelayLane({ anchorEveryMs }, { from, to, sha256: hasher.sha256, forkWatch, tell });
		};
		this.#lanes = [lane(ends[0], ends[1]), lane(ends[1], ends[0])];
	}

	/** Code of what no later try can mend, such as NODE_FAILED; never resolves otherwise. */
	get ended(): Promise<string> {
		return this.#end.promise;
	}

	start(): void {
		if (this.#running) return;
		this.#unsubscribe = this.#ends.map((end) =>
			end.onBlock((block) => {
				for (const lane of this.#lanes) lane.hear(end, block);
				this.#wake();
			}),
		);
		this.#running = Promise.all(this.#lanes.map((lane) => this.#serve(lane)));
	}

	/** Leaves calls that are under way to their node: one that waits for a chain at a standstill would wait for ever. */
	async stop(): Promise<void> {
		this.#stopping.abort();
		for (const unsubscribe of this.#unsubscribe) unsubscribe();
		this.#wake();
		await this.#running;
	}

	async #serve(lane: RelayLane): Promise<void> {
		const { signal } = this.#stopping;
		for (let failures = 0; !signal.aborted; ) {
			const slept = this.#nextBlock();
			try {
				const result = lane.isDue ? await Promise.race([lane.pass(), this.#stopped]) : 'idle';
				failures = 0;
				if (result !== 'moved') await slept;
			} catch (error) {
				const code = error instanceof Refused ? error.code : (codeOf(error) ?? String(error));
				if (signal.aborted) return;
				if (ENDING.has(code)) {
					this.#log.warn({ code, ...lane.place }, 'relayer: ended');
					this.#end.resolve(code);
					return;
				}
				const waitMs = Math.min(RETRY_MIN_MS * 2 ** failures++, RETRY_MAX_MS);
				this.#tell({ kind: 'failed', code, waitMs, ...lane.place });
				await sleep(waitMs, undefined, { signal }).catch(() => undefined);
			}
		}
	}

	/** Resolves with the next block of either chain from now on, or after a second. */
	#nextBlock(): Promise<void> {
		return new Promise((resolve) => {
			const wake = (): void => {
				clearTimeout(timer);
				this.#sleepers.delete(wake);
				resolve();
			};
			const timer = setTimeout(wake, IDLE_MS);
			this.#sleepers.add(wake);
		});
	}

	#wake(): void {
		for (const wake of [...this.#sleepers]) wake();
	}

	#tell(event: RelayEvent): void {
		const { kind, ...facts } = event;
		if (kind === 'failed' || kind === 'standing' || kind === 'froze') this.#log.warn(facts, `relayer: ${kind}`);
		else this.#log.info(facts, `relayer: ${kind}`);
		this.#onEvent(event);
	}
}

/**
 * Relayers for regions that trade with each other and, where there is one, the main chain that their roots are anchored
 * on: one for every pair of regions and one for each region with the main chain.
 */
export function relayPairs(
	options: { readonly anchorEveryMs: TimeMs },
	modules: {
		readonly regions: readonly ChainEnd[];
		readonly main: ChainEnd | null;
		readonly log: RelayLog;
		readonly onEvent?: (event: RelayEvent) => void;
	},
): Pick<Relayer, 'start' | 'stop' | 'ended'> {
	const { regions, main, ...rest } = modules;
	const pairs = regions.flatMap((a, index) =>
		regions.slice(index + 1).map((b) => new Relayer({}, { ends: [a, b], ...rest })),
	);
	const anchored = main
		? regions.map((region) => {
				const anchors = { on: main.chainId, everyMs: options.anchorEveryMs };
				return new Relayer({ anchors }, { ends: [region, main], ...rest });
			})
		: [];
	const all = [...pairs, ...anchored];
	return {
		ended: Promise.race(all.map(({ ended }) => ended)),
		start: () => {
			for (const relayer of all) relayer.start();
		},
		stop: async () => {
			await Promise.all(all.map((relayer) => relayer.stop()));
		},
	};
}
