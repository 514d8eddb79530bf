import { CodedError } from '../../../shared/errors/coded-error.ts';
import { waitForDrain } from '../network/drain.ts';
import { encodeFrame, FrameReader } from '../network/frame.ts';
import type { Stream } from '../network/libp2p-types.ts';
import { NETWORK_LIMITS } from '../network/types.ts';

/**
 * The one frame that the other side of a request's stream sends. Holds no more than `maxBytes`; what comes after the
 * frame is not looked at. Must be called as soon as the stream is there.
 * @throws CodedError NETWORK_FRAME_INVALID; an Error when the stream closes or the signal aborts first
 */
export function readFrame(
	stream: Stream,
	kind: 'request' | 'response',
	maxBytes: number,
	signal: AbortSignal,
): Promise<Uint8Array> {
	return new Promise((resolve, reject) => {
		const reader = new FrameReader(maxBytes);
		const end = (): void => {
			stream.removeEventListener('message', onMessage);
			stream.removeEventListener('close', onClose);
			stream.removeEventListener('remoteCloseWrite', onClose);
			signal.removeEventListener('abort', onAbort);
		};
		const fail = (error: Error): void => {
			end();
			reject(error);
		};
		const onMessage = ({ data }: { data: { subarray(): Uint8Array } }): void => {
			try {
				for (const frame of reader.push(data.subarray())) {
					if (frame.kind !== kind) throw new CodedError('NETWORK_FRAME_INVALID', { reason: `kind ${frame.kind}` });
					end();
					resolve(frame.payload);
					return;
				}
			} catch (error) {
				fail(error as Error);
			}
		};
		const onClose = (): void => fail(new Error('the stream closed'));
		const onAbort = (): void => fail(new Error('the time is up'));
		stream.addEventListener('message', onMessage);
		stream.addEventListener('close', onClose);
		stream.addEventListener('remoteCloseWrite', onClose);
		signal.addEventListener('abort', onAbort);
		if (signal.aborted) onAbort();
	});
}

/** @throws an Error when the other side takes nothing for too long, the stream closes or the signal aborts */
export async function writeFrame(
	stream: Stream,
	kind: 'request' | 'response',
	payload: Uint8Array,
	signal: AbortSignal,
): Promise<void> {
	if (!stream.send(encodeFrame(kind, payload))) await waitForDrain(stream, NETWORK_LIMITS.stallMs, signal);
}
