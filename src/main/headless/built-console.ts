import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CodedError } from '../../shared/errors/coded-error.ts';

const directory = fileURLToPath(new URL('../../../out/renderer', import.meta.url));

/**
 * Where the build puts the console. Asked for before anything is started, so that a missing build costs no network.
 * @throws CodedError CONSOLE_RENDERER_MISSING
 */
export function builtConsole(): string {
	if (!existsSync(join(directory, 'index.html'))) throw new CodedError('CONSOLE_RENDERER_MISSING', { directory });
	return directory;
}
