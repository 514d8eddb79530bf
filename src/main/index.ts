import { runDesktop } from './desktop/entry.ts';

runDesktop();
