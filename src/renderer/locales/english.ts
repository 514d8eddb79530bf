import { messagesOf } from './messages.ts';

export const messages = messagesOf(import.meta.glob<{ default: unknown }>('./en/*.json', { eager: true }));
