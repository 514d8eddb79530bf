import type { TimeMs } from '../../../shared/codec/units.ts';
import type { ChainClock, ClockSetting } from '../../node/types.ts';
import type { MarketClock } from '../market/market-clock.ts';

/** One clock for all validators of a demo: set on the host's node, told to the others. */
export class SharedClock implements MarketClock {
	readonly #host: ChainClock;
	readonly #tell: (setting: ClockSetting) => void;
	readonly #wallMs: () => number;

	constructor(modules: { host: ChainClock; tell: (setting: ClockSetting) => void; wallMs: () => number }) {
		this.#host = modules.host;
		this.#tell = modules.tell;
		this.#wallMs = modules.wallMs;
	}

	get speed(): number {
		return this.#host.setting.speed;
	}

	now(): TimeMs {
		return this.#host.now();
	}

	jumpTo(time: TimeMs): void {
		if (time > this.now()) this.#set({ anchorChainMs: time, anchorWallMs: this.#wallMs(), speed: this.speed });
	}

	runAt(speed: number): void {
		this.#set({ anchorChainMs: this.now(), anchorWallMs: this.#wallMs(), speed });
	}

	#set(setting: ClockSetting): void {
		this.#host.set(setting);
		this.#tell(setting);
	}
}
