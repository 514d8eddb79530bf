import type { Stream } from './libp2p-types.ts';

/**
 * Resolves at the stream's next `drain`; rejects when it closes, takes nothing for `stallMs` or the signal aborts.
 * libp2p's own `onDrain()` answers at once from its second call on (utils 7.4.1), which lets the buffer grow without
 * bound.
 */
export function waitForDrain(stream: Stream, stallMs: number, signal: AbortSignal): Promise<void> {
	return new Promise<void>((resolve, reject) => {
		const finish = (error: Error | null): void => {
			clearTimeout(timer);
			stream.removeEventListener('drain', onDrain);
			stream.removeEventListener('close', onClose);
			signal.removeEventListener('abort', onAbort);
			if (error) reject(error);
			else resolve();
		};
		const onDrain = (): void => finish(null);
		const onClose = (): void => finish(new Error('the stream closed'));
		const onAbort = (): void => finish(new Error('stopped'));
		const timer = setTimeout(() => finish(new Error('the peer takes nothing')), stallMs);
		stream.addEventListener('drain', onDrain);
		stream.addEventListener('close', onClose);
		signal.addEventListener('abort', onAbort);
		if (stream.status !== 'open') onClose();
		else if (signal.aborted) onAbort();
	});
}
