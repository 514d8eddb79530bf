import '../ui/styles/cjk-fonts.ts';
import { messagesOf } from './messages.ts';

export const messages = messagesOf(import.meta.glob<{ default: unknown }>('./zh-CN/*.json', { eager: true }));
