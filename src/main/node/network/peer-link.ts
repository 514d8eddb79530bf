import { setTimeout as sleep } from 'node:timers/promises';
import { concat } from '../../../shared/codec/bytes.ts';
import type { Log } from '../observe/log.ts';
import type { PeerState } from '../types.ts';
import { waitForDrain } from './drain.ts';
import { encodeFrame, type Frame, type FrameKind, FrameReader } from './frame.ts';
import { Heartbeat, type LinkClock, pongOf } from './heartbeat.ts';
import type { Stream } from './libp2p-types.ts';
import type { LinkFigures } from './network-figures.ts';
import { Outbox } from './outbox.ts';
import { NETWORK_LIMITS } from './types.ts';

const CONNECTED = { bytes: NETWORK_LIMITS.outboxBytes, frames: NETWORK_LIMITS.outboxFrames };
const ABSENT = { bytes: NETWORK_LIMITS.absentOutboxBytes, frames: NETWORK_LIMITS.absentOutboxFrames };

/** Of what a failure said, as an operator reads it. */
const FAILURE_CHARACTERS = 200;

/** What a link needs of the libp2p host. */
export interface LinkHost {
	/** Opens a stream to the peer, over the present connection or a new one. */
	openStream(peerId: string, signal: AbortSignal): Promise<Stream>;
	/** Breaks every connection to the peer. */
	disconnect(peerId: string, reason: string): void;
}

export interface LinkEvents {
	onFrame(peerId: string, kind: 'consensus' | 'transactions', payload: Uint8Array): void;
	onChange(peerId: string, connected: boolean): void;
}

/**
 * The two streams with one validator: ours, which only we write, and theirs. Keeps ours open with a jittered back-off
 * until aborted, and measures the round trip.
 */
export class PeerLink {
	readonly #peerId: string;
	readonly #yieldsFirstDial: boolean;
	readonly #host: LinkHost;
	readonly #events: LinkEvents;
	readonly #log: Log;
	readonly #clock: LinkClock | undefined;
	readonly #outbox = new Outbox(ABSENT);
	readonly #heartbeat = new Heartbeat();
	#outbound: Stream | null = null;
	#inbound: Stream | null = null;
	/** When a ping of ours was last answered, which proves both streams; the link's start before the first. */
	#lastAnswerMs = 0;
	#penaltyEndsMs = 0;
	#bytesIn = 0;
	#bytesOut = 0;
	#lastFailure: LinkFigures['lastFailure'] = null;
	#wakeWriter: () => void = () => {};
	#wakeDialer: () => void = () => {};

	constructor(
		options: { peerId: string; yieldsFirstDial: boolean },
		modules: { host: LinkHost; events: LinkEvents; log: Log; clock?: LinkClock | undefined },
	) {
		this.#peerId = options.peerId;
		this.#yieldsFirstDial = options.yieldsFirstDial;
		this.#host = modules.host;
		this.#events = modules.events;
		this.#clock = modules.clock;
		this.#log = modules.log;
	}

	get state(): Omit<PeerState, 'validator'> {
		return {
			connected: this.#outbound !== null,
			roundTripMs: this.#outbound ? this.#heartbeat.medianMs() : null,
			clockAheadMs: this.#outbound ? this.#heartbeat.clockAheadMs : null,
		};
	}

	get figures(): Omit<LinkFigures, 'validator' | 'peerId'> {
		return { bytesIn: this.#bytesIn, bytesOut: this.#bytesOut, lastFailure: this.#lastFailure };
	}

	get dropped(): number {
		return this.#outbox.dropped;
	}

	get isPenalised(): boolean {
		return performance.now() < this.#penaltyEndsMs;
	}

	/** Keeps the link up until the signal aborts. */
	async run(signal: AbortSignal): Promise<void> {
		if (this.#yieldsFirstDial) await this.#pause(NETWORK_LIMITS.yieldMs, signal);
		let failures = 0;
		while (!signal.aborted) {
			const openedAtMs = performance.now();
			try {
				const stream = await this.#host.openStream(this.#peerId, signal);
				await this.#serve(stream, signal);
			} catch (error) {
				if (!signal.aborted) this.#failed(String(error));
				if (!signal.aborted) this.#log.debug({ peer: this.#peerId, error: String(error) }, 'link failed');
			}
			if (signal.aborted) return;
			failures = performance.now() - openedAtMs > NETWORK_LIMITS.reconnectMaxMs ? 0 : failures + 1;
			const ceiling = Math.min(
				NETWORK_LIMITS.reconnectMaxMs,
				NETWORK_LIMITS.reconnectMinMs * 2 ** Math.min(failures, 10),
			);
			await this.#pause(ceiling * (0.5 + Math.random() / 2), signal);
			const penaltyMs = this.#penaltyEndsMs - performance.now();
			if (penaltyMs > 0) await sleep(penaltyMs, undefined, { signal }).catch(() => {});
		}
	}

	/** The peer's stream to us; a newer one replaces the older. */
	accept(stream: Stream): void {
		this.#inbound?.abort(new Error('replaced by a newer stream'));
		this.#inbound = stream;
		const reader = new FrameReader();
		stream.addEventListener('message', ({ data }) => {
			if (this.#inbound !== stream) return;
			this.#bytesIn += data.byteLength;
			try {
				for (const frame of reader.push(data.subarray())) this.#receive(frame);
			} catch (error) {
				this.penalise(String(error));
			}
		});
		stream.addEventListener('remoteCloseWrite', () => stream.abort(new Error('closed by the peer')));
		stream.addEventListener('close', () => {
			if (this.#inbound === stream) this.#inbound = null;
		});
		this.#wakeDialer();
	}

	send(kind: FrameKind, frame: Uint8Array): void {
		this.#outbox.push(kind, frame);
		this.#wakeWriter();
	}

	penalise(reason: string): void {
		this.#failed(reason);
		this.#log.warn({ peer: this.#peerId, reason }, 'peer disconnected for invalid input');
		this.#penaltyEndsMs = performance.now() + NETWORK_LIMITS.penaltyMs;
		this.#inbound?.abort(new Error(reason));
		this.#inbound = null;
		this.#host.disconnect(this.#peerId, reason);
	}

	close(): void {
		this.#inbound?.abort(new Error('stopped'));
		this.#outbound?.abort(new Error('stopped'));
		this.#inbound = null;
	}

	#receive({ kind, payload }: Frame): void {
		if (kind === 'ping') this.send('pong', encodeFrame('pong', pongOf(payload, this.#clock?.now() ?? null)));
		else if (kind === 'pong') this.#answered(payload);
		else if (kind === 'request' || kind === 'response') this.penalise(`${kind} on a consensus link`);
		else this.#events.onFrame(this.#peerId, kind, payload);
	}

	#answered(pong: Uint8Array): void {
		const now = performance.now();
		const clock = this.#clock && { now: this.#clock.now(), speed: this.#clock.setting.speed };
		if (this.#heartbeat.pong(pong, now, clock)) this.#lastAnswerMs = now;
	}

	async #serve(stream: Stream, signal: AbortSignal): Promise<void> {
		let isOpen = true;
		const end = (): void => {
			isOpen = false;
			this.#wakeWriter();
		};
		stream.addEventListener('close', end);
		signal.addEventListener('abort', end);
		stream.addEventListener('message', () => stream.abort(new Error('data on a one-way stream')));
		this.#outbound = stream;
		this.#lastAnswerMs = performance.now();
		this.#outbox.limit(CONNECTED);
		this.#events.onChange(this.#peerId, true);
		const beat = setInterval(() => this.#beat(), NETWORK_LIMITS.heartbeatMs);
		this.#beat();
		try {
			if (stream.status !== 'open' || signal.aborted) end();
			while (isOpen) await this.#write(stream, signal);
		} finally {
			clearInterval(beat);
			signal.removeEventListener('abort', end);
			this.#wakeWriter = () => {};
			this.#outbound = null;
			this.#heartbeat.reset();
			this.#outbox.limit(ABSENT);
			if (stream.status === 'open') stream.abort(new Error('link ended'));
			this.#events.onChange(this.#peerId, false);
		}
	}

	async #write(stream: Stream, stopped: AbortSignal): Promise<void> {
		if (this.#outbox.isEmpty) {
			await new Promise<void>((resolve) => {
				this.#wakeWriter = resolve;
			});
			return;
		}
		const frames = this.#outbox.take(NETWORK_LIMITS.coalesceBytes);
		const bytes = frames.length === 1 ? (frames[0] as Uint8Array) : concat(...frames);
		this.#bytesOut += bytes.length;
		if (!stream.send(bytes)) await waitForDrain(stream, NETWORK_LIMITS.stallMs, stopped);
	}

	#beat(): void {
		const now = performance.now();
		if (now - this.#lastAnswerMs > NETWORK_LIMITS.silenceMs) {
			this.#failed('silent for too long');
			this.#host.disconnect(this.#peerId, 'silent for too long');
			return;
		}
		this.send('ping', encodeFrame('ping', this.#heartbeat.ping(now)));
	}

	#failed(reason: string): void {
		this.#lastFailure = { reason: reason.slice(0, FAILURE_CHARACTERS), atMs: Date.now() };
	}

	/** Waits, but no longer than until the peer itself has connected. */
	async #pause(ms: number, signal: AbortSignal): Promise<void> {
		const woken = new AbortController();
		this.#wakeDialer = () => woken.abort();
		await sleep(ms, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => {});
		this.#wakeDialer = () => {};
	}
}
