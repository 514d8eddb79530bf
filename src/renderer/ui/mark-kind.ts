/** One shape per state, so that colour is never the only sign. */
export type MarkKind = 'ok' | 'you' | 'bad' | 'warn' | 'open' | 'half' | 'full' | 'none';
