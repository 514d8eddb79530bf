import type { TimeMs } from '../../../shared/codec/units.ts';
import type { ExecutedBlock } from '../types.ts';
import type { ChainEnd } from './chain-end.ts';

/** What a lane in which nothing waits has to look for. */
export interface Rest {
	/** Newest epoch of `from` that the client knows. */
	readonly epoch: number;
	/** Chain time of `to` at which the client is to be updated, or is out of trust. */
	readonly dueAt: TimeMs;
	/** Chain time of `from` at which the first open packet of `to` times out. */
	readonly timeoutAt: TimeMs;
	/** Every block of `from` may be the one that is waited for. */
	readonly untilBlock: boolean;
}

/** Of `from`: what `to` is to be told. Of `to`: what the client and the open packets are. */
const TOLD_BY_FROM = new Set(['packet-sent', 'packet-received']);
const TOLD_BY_TO = new Set([
	'packet-sent',
	'chain-anchored',
	'client-frozen',
	'chain-connected',
	'chain-recovered',
	'channel-terms-set',
]);

/** Tells from the events of both chains' blocks, without a question to either, whether a lane has to look at them. */
export class RelayWatch {
	readonly #from: ChainEnd;
	readonly #to: ChainEnd;
	/** Newest heights that were heard; a gap may hold anything. */
	readonly #heights = new Map<ChainEnd, number>();
	#rest: Rest | null = null;
	#isStirred = true;
	#hasNewBlock = false;
	#fromTime: TimeMs = 0;

	constructor(modules: { readonly from: ChainEnd; readonly to: ChainEnd }) {
		this.#from = modules.from;
		this.#to = modules.to;
	}

	hear(end: ChainEnd, { block: { header }, events }: ExecutedBlock): void {
		const isFrom = end === this.#from;
		const last = this.#heights.get(end);
		this.#heights.set(end, header.height);
		if (isFrom) {
			this.#hasNewBlock = true;
			this.#fromTime = header.time;
		}
		const [told, other] = isFrom ? [TOLD_BY_FROM, this.#to.chainId] : [TOLD_BY_TO, this.#from.chainId];
		const concerns = events.some((event) => told.has(event.kind) && 'chain' in event && event.chain === other);
		if (concerns || last !== header.height - 1) this.#isStirred = true;
	}

	/** A look begins: what is heard from now on asks for another. */
	begin(): void {
		this.#isStirred = false;
		this.#hasNewBlock = false;
		this.#rest = null;
	}

	/** The look found nothing that waits. */
	restUntil(rest: Rest): void {
		this.#rest = rest;
	}

	get isDue(): boolean {
		const rest = this.#rest;
		if (this.#isStirred || rest === null) return true;
		return (
			(rest.untilBlock && this.#hasNewBlock) ||
			this.#from.epoch() > rest.epoch ||
			this.#to.now() >= rest.dueAt ||
			this.#fromTime >= rest.timeoutAt
		);
	}
}
