import type { PeerAddress } from '../network/libp2p-transport.ts';

/** How long a peer that sent what does not verify is left alone. */
const BAN_MS = 120_000;
/** After a first failure, doubled with each further one up to the longest; ended by an answer that is of use. */
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 30_000;

interface Standing {
	failures: number;
	/** Not asked before; monotonic ms. */
	notBeforeMs: number;
}

/** Whom to ask next: everybody in turn, those that failed later, those that lied much later. Times are monotonic ms. */
export class SyncPeers {
	readonly #standings = new Map<string, Standing>();
	#peers: readonly PeerAddress[] = [];
	#cursor = 0;
	#lastFault: string | null = null;

	/** What is known of peers that stay is kept. */
	set(peers: readonly PeerAddress[]): void {
		this.#peers = peers;
		const names = new Set(peers.map(({ peerId }) => peerId));
		for (const peer of this.#standings.keys()) if (!names.has(peer)) this.#standings.delete(peer);
	}

	/** What the newest failure was; null after an answer of use. */
	get lastFault(): string | null {
		return this.#lastFault;
	}

	all(): readonly PeerAddress[] {
		return this.#peers;
	}

	get count(): number {
		return this.#peers.length;
	}

	/** The peer to ask now, the same one until it fails or is passed over; null while all are to be left alone. */
	current(nowMs: number): PeerAddress | null {
		for (let offset = 0; offset < this.#peers.length; offset++) {
			const index = (this.#cursor + offset) % this.#peers.length;
			const peer = this.#peers[index] as PeerAddress;
			if ((this.#standings.get(peer.peerId)?.notBeforeMs ?? 0) > nowMs) continue;
			this.#cursor = index;
			return peer;
		}
		return null;
	}

	/** When the first of them may be asked again. */
	nextAtMs(): number {
		return Math.min(...this.#peers.map(({ peerId }) => this.#standings.get(peerId)?.notBeforeMs ?? 0));
	}

	useful(peer: PeerAddress): void {
		this.#lastFault = null;
		this.#standings.delete(peer.peerId);
	}

	/** Had nothing new: the next one may. */
	passOver(): void {
		this.#cursor += 1;
	}

	failed(peer: PeerAddress, nowMs: number, reason: string): void {
		this.#lastFault = reason;
		const failures = (this.#standings.get(peer.peerId)?.failures ?? 0) + 1;
		const pauseMs = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** Math.min(failures - 1, 10));
		this.#standings.set(peer.peerId, { failures, notBeforeMs: nowMs + pauseMs });
		this.passOver();
	}

	lied(peer: PeerAddress, nowMs: number): void {
		const failures = (this.#standings.get(peer.peerId)?.failures ?? 0) + 1;
		this.#standings.set(peer.peerId, { failures, notBeforeMs: nowMs + BAN_MS });
		this.passOver();
	}
}
