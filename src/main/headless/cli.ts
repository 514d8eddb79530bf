#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Stripping the types of some hundred modules costs each process and each of its worker threads half a second and
// tens of megabytes; from the cache it costs neither. The children find it through the environment.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../../../.cache/compile', import.meta.url));
enableCompileCache(process.env['NODE_COMPILE_CACHE']);
await import('./program.ts');
