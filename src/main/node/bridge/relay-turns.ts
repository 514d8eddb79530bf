import type { Sha256 } from '../../../shared/codec/bytes.ts';
import { toHex, utf8 } from '../../../shared/codec/bytes.ts';
import type { Receipt } from '../../../shared/codec/receipt.ts';
import type { ExecutedBlock } from '../types.ts';

/** What relayers may be late with. */
export type RelayTask = 'packets' | 'update';

const TASKS = new Map<string, RelayTask>([
	['receive', 'packets'],
	['acknowledge', 'packets'],
	['time-out', 'packets'],
	['update', 'update'],
]);
/** Told by whatever is done for a channel. */
const DONE = new Set(['packet-received', 'packet-closed', 'chain-anchored']);

/** Blocks that a turn lasts: the first, and the most that it grows to while others are quicker all the same. */
const TURN_BLOCKS = 2;
const TURN_MAX_BLOCKS = 4;
/** Turns that are left to others at most. */
const TURNS_AHEAD = 2;
const RIVALS = 16;

/**
 * Lets the relayers of a lane take turns, so that they seldom pay for the same work twice. Each sees in the blocks who
 * else relays. The hash of its account and of the work, which all see alike, orders them, and each waits as many turns as
 * there are others before it. Who lets a turn pass is waited for no more, until it is seen to do something.
 */
export class RelayTurns {
	readonly #participant: string;
	/** Chain whose packets are relayed. */
	readonly #of: string;
	readonly #overtaken: ReadonlySet<string>;
	readonly #sha256: Sha256;
	/** Whether each lets turns pass, by task and account; the one seen last is last. */
	readonly #rivals = new Map<string, boolean>();
	#height = 0;
	#turnBlocks = TURN_BLOCKS;
	#work: { readonly key: string; readonly sinceHeight: number } | null = null;

	/** @param options.overtaken codes of calls that came too late */
	constructor(
		options: { readonly participant: string; readonly of: string; readonly overtaken: ReadonlySet<string> },
		modules: { readonly sha256: Sha256 },
	) {
		this.#participant = options.participant;
		this.#of = options.of;
		this.#overtaken = options.overtaken;
		this.#sha256 = modules.sha256;
	}

	/** A block of the chain that is relayed to. */
	hear({ block, receipts, events }: ExecutedBlock): void {
		this.#height = block.header.height;
		for (const receipt of receipts) {
			const task = receipt.contract === 'bridge' ? TASKS.get(receipt.method) : undefined;
			if (!task || receipt.sender === null || receipt.sender === this.#participant) continue;
			const own = events.slice(receipt.firstEvent, receipt.firstEvent + receipt.eventCount);
			const key = `${task} ${receipt.sender}`;
			if (own.some((event) => DONE.has(event.kind) && 'chain' in event && event.chain === this.#of))
				this.#see(key, false);
			else if (this.#cameTooLate(receipt)) this.#see(key, this.#rivals.get(key) ?? false);
		}
	}

	/** Whether it is this relayer's turn to do a piece of work; asked again after each block. */
	mayTry(task: RelayTask, work: string): boolean {
		const key = `${task} ${work}`;
		if (this.#work?.key !== key) this.#work = { key, sinceHeight: this.#height };
		const own = this.#place(this.#participant, key);
		const ahead = [...this.#rivals].flatMap(([rival, letsPass]) =>
			!letsPass && rival.startsWith(`${task} `) && this.#place(rival.slice(task.length + 1), key) < own ? [rival] : [],
		);
		const waitBlocks = Math.min(ahead.length, TURNS_AHEAD) * this.#turnBlocks;
		if (this.#height - this.#work.sinceHeight < waitBlocks) return false;
		for (const rival of ahead) this.#rivals.set(rival, true);
		return true;
	}

	/** Somebody was quicker though it was this one's turn. */
	overtaken(): void {
		this.#turnBlocks = Math.min(this.#turnBlocks + 1, TURN_MAX_BLOCKS);
	}

	done(): void {
		this.#turnBlocks = TURN_BLOCKS;
	}

	#cameTooLate({ code, details }: Receipt): boolean {
		return code !== null && this.#overtaken.has(code) && details['chain'] === this.#of;
	}

	#see(rival: string, letsPass: boolean): void {
		this.#rivals.delete(rival);
		this.#rivals.set(rival, letsPass);
		if (this.#rivals.size > RIVALS) this.#rivals.delete(this.#rivals.keys().next().value as string);
	}

	#place(account: string, key: string): string {
		return toHex(this.#sha256(utf8(`${account} ${this.#of} ${key}`)));
	}
}
