import { toHex } from '../../../shared/codec/bytes.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import type { ConsensusEffect } from '../../core/consensus/types.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { ChainClock } from '../types.ts';

type Request = Extract<ConsensusEffect, { kind: 'request-payload' }>;

/** Longest delay that a platform timer holds. */
const MAX_DELAY_MS = 2_147_483_647;

/**
 * Answers the core's request for a block's content: at once when there is work, else when a transaction arrives, a
 * scheduled deadline comes due on the chain clock, or the core asks again urgently.
 */
export class PayloadSource {
	readonly #mempool: Mempool;
	readonly #clock: ChainClock;
	readonly #answer: (round: number, transactions: readonly Uint8Array[]) => void;
	readonly #onWork: () => void;
	#held: Request | null = null;
	#deadline: number | null = null;
	#timer: NodeJS.Timeout | undefined;

	constructor(modules: {
		mempool: Mempool;
		clock: ChainClock;
		answer: (round: number, transactions: readonly Uint8Array[]) => void;
		/** There is work now that was not there before. */
		onWork: () => void;
	}) {
		this.#mempool = modules.mempool;
		this.#clock = modules.clock;
		this.#answer = modules.answer;
		this.#onWork = modules.onWork;
	}

	/** A newer request replaces an older one. */
	request(request: Request): void {
		this.#held = request;
		this.#tryAnswer();
	}

	/** The mempool has taken something in. */
	transactionAdmitted(): void {
		this.#onWork();
		this.#tryAnswer();
	}

	/** @param deadline earliest scheduled work after the newest executed block, chain ms */
	executed(deadline: number | null): void {
		this.#deadline = deadline;
		this.#arm();
		if (this.#isDue() || this.#mempool.hasWork()) this.#onWork();
		this.#tryAnswer();
	}

	/** A clock that jumped may have passed the deadline, which no timer then announces. */
	clockChanged(): void {
		this.#arm();
		if (!this.#isDue()) return;
		this.#onWork();
		this.#tryAnswer();
	}

	stop(): void {
		clearTimeout(this.#timer);
		this.#held = null;
	}

	#tryAnswer(): void {
		const request = this.#held;
		if (!request) return;
		const exclude = new Set(request.exclude.map(toHex));
		if (!request.urgent && !this.#isDue() && !this.#mempool.hasWork(exclude)) return;
		this.#held = null;
		const chosen = this.#mempool.select(request.maxBytes, CONSENSUS_LIMITS.transactions, exclude);
		this.#answer(
			request.round,
			chosen.map(({ encoded }) => encoded),
		);
	}

	#isDue(): boolean {
		return this.#deadline !== null && this.#deadline <= this.#clock.now();
	}

	#arm(): void {
		clearTimeout(this.#timer);
		if (this.#deadline === null) return;
		const delayMs = (this.#deadline - this.#clock.now()) / this.#clock.setting.speed;
		if (delayMs <= 0) return;
		this.#timer = setTimeout(
			() => {
				if (!this.#isDue()) this.#arm();
				else {
					this.#onWork();
					this.#tryAnswer();
				}
			},
			Math.min(MAX_DELAY_MS, Math.ceil(delayMs)),
		);
	}
}
