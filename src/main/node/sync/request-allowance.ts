/** Requests of one peer under way at once. */
const CONCURRENT = 4;
/** What a peer may take in a burst and over time: a joining node is quick, a greedy one cannot crowd the validator out. */
const BURST_BYTES = 67_108_864;
const BYTES_PER_MS = 33_554;
const BURST_REQUESTS = 400;
const REQUESTS_PER_MS = 0.2;
const MAX_PEERS = 1_024;

interface Account {
	open: number;
	requests: number;
	bytes: number;
	atMs: number;
}

/** Holds each peer to its share: requests at once, requests over time, and bytes over time. Times are monotonic ms. */
export class RequestAllowance {
	readonly #accounts = new Map<string, Account>();

	/** False when the peer has used up its share. Each true one is to be followed by `leave`. */
	enter(peer: string, nowMs: number): boolean {
		const account = this.#refilled(peer, nowMs);
		if (account.open >= CONCURRENT || account.requests < 1 || account.bytes <= 0) return false;
		account.open += 1;
		account.requests -= 1;
		return true;
	}

	leave(peer: string): void {
		const account = this.#accounts.get(peer);
		if (account) account.open -= 1;
	}

	/** Counts an answer, which may overdraw the account: then the peer waits. */
	spend(peer: string, bytes: number, nowMs: number): void {
		this.#refilled(peer, nowMs).bytes -= bytes;
	}

	#refilled(peer: string, nowMs: number): Account {
		const known = this.#accounts.get(peer);
		const account = known ?? { open: 0, requests: BURST_REQUESTS, bytes: BURST_BYTES, atMs: nowMs };
		const passedMs = nowMs - account.atMs;
		account.requests = Math.min(BURST_REQUESTS, account.requests + passedMs * REQUESTS_PER_MS);
		account.bytes = Math.min(BURST_BYTES, account.bytes + passedMs * BYTES_PER_MS);
		account.atMs = nowMs;
		if (!known) {
			this.#accounts.set(peer, account);
			this.#forgetIdle();
		}
		return account;
	}

	#forgetIdle(): void {
		if (this.#accounts.size <= MAX_PEERS) return;
		for (const [peer, { open }] of this.#accounts) {
			if (open > 0) continue;
			this.#accounts.delete(peer);
			return;
		}
	}
}
