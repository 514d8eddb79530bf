import { describe, expect, it } from 'vitest';
import { encodeFrame, type Frame, FrameReader } from '../../../src/main/node/network/frame.ts';
import { Heartbeat, pongOf } from '../../../src/main/node/network/heartbeat.ts';
import { Outbox } from '../../../src/main/node/network/outbox.ts';
import { NETWORK_LIMITS } from '../../../src/main/node/network/types.ts';
import { concat } from '../../../src/shared/codec/bytes.ts';

const invalid = expect.objectContaining({ code: 'NETWORK_FRAME_INVALID' });

describe('frames', () => {
	it('come out as they went in, however the stream cuts them', () => {
		const sent = [1, 2, 300, 70_000].map((size, n) => ({
			kind: n % 2 === 0 ? ('consensus' as const) : ('transactions' as const),
			payload: new Uint8Array(size).fill(n + 1),
		}));
		const stream = concat(...sent.map(({ kind, payload }) => encodeFrame(kind, payload)));
		for (const step of [1, 3, 5, 4_096, stream.length]) {
			const reader = new FrameReader();
			const got: Frame[] = [];
			for (let at = 0; at < stream.length; at += step) got.push(...reader.push(stream.subarray(at, at + step)));
			expect(got.map(({ kind, payload }) => [kind, payload.length, payload[0]])).toEqual(
				sent.map(({ kind, payload }) => [kind, payload.length, payload[0]]),
			);
		}
	});

	it.each([
		['of an unknown kind', [0, 0, 0, 2, 99, 0]],
		['without content', [0, 0, 0, 1, 1]],
		['longer than the limit', [0xff, 0xff, 0xff, 0xff, 1]],
		['with a heartbeat of more than four bytes', [0, 0, 0, 6, 3]],
	])('%s are refused before their bytes are held', (_, bytes) => {
		expect(() => [...new FrameReader().push(Uint8Array.from(bytes))]).toThrow(invalid);
	});

	it('are never sent empty or too long', () => {
		expect(() => encodeFrame('consensus', new Uint8Array())).toThrow(invalid);
		expect(() => encodeFrame('consensus', new Uint8Array(NETWORK_LIMITS.frameBytes + 1))).toThrow(invalid);
	});
});

describe('outbox', () => {
	const frame = (mark: number, size = 10): Uint8Array => new Uint8Array(size).fill(mark);
	const marks = (frames: readonly Uint8Array[]): (number | undefined)[] => frames.map((each) => each[0]);

	it('gives consensus before transactions, each in order', () => {
		const box = new Outbox({ bytes: 1_000, frames: 100 });
		box.push('transactions', frame(1));
		box.push('consensus', frame(2));
		box.push('ping', frame(3));
		expect(marks(box.take(1_000))).toEqual([2, 3, 1]);
		expect(box.isEmpty).toBe(true);
		expect(box.bytes).toBe(0);
	});

	it('loses the oldest transactions first, then the oldest consensus frames', () => {
		const box = new Outbox({ bytes: 30, frames: 100 });
		box.push('consensus', frame(1));
		box.push('transactions', frame(2));
		box.push('consensus', frame(3));
		box.push('consensus', frame(4));
		expect(box.dropped).toBe(1);
		box.push('consensus', frame(5));
		expect(box.dropped).toBe(2);
		expect(marks(box.take(1_000))).toEqual([3, 4, 5]);
	});

	it('shrinks at once when the peer goes away', () => {
		const box = new Outbox({ bytes: 1_000, frames: 100 });
		for (let mark = 1; mark <= 9; mark++) box.push('consensus', frame(mark));
		box.limit({ bytes: 1_000, frames: 2 });
		expect(marks(box.take(1_000))).toEqual([8, 9]);
	});

	it('gathers up to the bytes of one write, but always one frame', () => {
		const box = new Outbox({ bytes: 1_000, frames: 100 });
		for (let mark = 1; mark <= 3; mark++) box.push('consensus', frame(mark, 100));
		expect(marks(box.take(250))).toEqual([1, 2]);
		expect(marks(box.take(1))).toEqual([3]);
		expect(box.take(1)).toEqual([]);
	});
});

describe('heartbeat', () => {
	it('tells by how much the own clock is ahead of the peer’s, whatever the way there took', () => {
		const heartbeat = new Heartbeat();
		expect(heartbeat.clockAheadMs).toBeNull();
		// Answered half way through 40 ms, by a clock that shows a minute less.
		heartbeat.pong(pongOf(heartbeat.ping(1_000), 500_000 - 60_000), 1_040, { now: 500_020, speed: 1 });
		expect(heartbeat.clockAheadMs).toBe(60_000);
		heartbeat.pong(pongOf(heartbeat.ping(2_000), 900_000), 2_010, { now: 900_600, speed: 60 });
		expect(heartbeat.clockAheadMs).toBe(5);
		for (const nonsense of [Number.NaN, -1, Number.POSITIVE_INFINITY])
			heartbeat.pong(pongOf(heartbeat.ping(3_000), nonsense), 3_000, { now: 1, speed: 1 });
		heartbeat.pong(pongOf(heartbeat.ping(4_000), null), 4_000, { now: 1, speed: 1 });
		expect(heartbeat.clockAheadMs).toBe(5);
		expect(pongOf(Uint8Array.of(1), 7)).toEqual(Uint8Array.of(1));
		heartbeat.reset();
		expect(heartbeat.clockAheadMs).toBeNull();
	});

	it('gives the median round trip and ignores pongs that answer nothing', () => {
		const heartbeat = new Heartbeat();
		expect(heartbeat.medianMs()).toBeNull();
		for (const ms of [5, 1, 100]) {
			const ping = heartbeat.ping(1_000);
			heartbeat.pong(ping, 1_000 + ms);
			heartbeat.pong(ping, 9_999);
		}
		heartbeat.pong(Uint8Array.of(0, 0, 99, 99), 1_000);
		heartbeat.pong(Uint8Array.of(1), 1_000);
		expect(heartbeat.medianMs()).toBe(5);
		heartbeat.reset();
		expect(heartbeat.medianMs()).toBeNull();
	});
});
