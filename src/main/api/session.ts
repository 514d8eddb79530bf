/** What the person at a console may do; the host decides when it opens the door. */
export interface ConsoleSession {
	/** Name in the log, e.g. `window` or `browser-3`; says nothing secret. */
	readonly name: string;
	/** `observe` sees everything and signs nothing: an auditor's console. */
	readonly permission: 'operate' | 'observe';
}

export interface ConsoleLimits {
	/** UTF-16 code units of one message from the console: ten thousand orders, as JSON. */
	readonly messageCharacters: number;
	/** Requests of one connection that wait for their answer. */
	readonly inFlight: number;
	/** Open `live.subscribe` streams of one connection. */
	readonly subscriptions: number;
	/** Messages of one connection within one second, aborts included: above what a console asks that reviews a thousand deeds. */
	readonly messagesPerSecond: number;
}

export const DEFAULT_CONSOLE_LIMITS: ConsoleLimits = {
	messageCharacters: 2_097_152,
	inFlight: 64,
	subscriptions: 4,
	messagesPerSecond: 4_000,
};

/** Counts of one connection; the router and the port server keep them. */
export interface ConnectionUse {
	inFlight: number;
	subscriptions: number;
}

/** What every procedure gets beside its input. */
export interface ConsoleContext {
	readonly session: ConsoleSession;
	readonly limits: ConsoleLimits;
	readonly use: ConnectionUse;
}
