/**
 * A two-way channel to one console. Browser, worker and Electron message ports and WebSockets all adapt to it, so the
 * same server, limits and tests serve each. Messages are strings; anything else is a fault of the sender.
 */
export interface Port {
	/** Sends one message; after the close it does nothing. */
	postMessage(value: string): void;
	onMessage(listener: (value: unknown) => void): void;
	/** Called once, whichever side closed. */
	onClose(listener: () => void): void;
	/** Messages that came before it are kept until it is called. */
	start(): void;
	close(): void;
}
