import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const entry = fileURLToPath(new URL('../../../src/main/headless/cli.ts', import.meta.url));
/** Ended by force, the process says so. */
const WATCHED =
	'const exit = process.exit; process.exit = (...code) => (process._rawDebug("by force"), exit(...code));';

async function run(...args: string[]): Promise<{ code: number | null; stderr: string }> {
	const child = spawn(
		process.execPath,
		[`--import=data:text/javascript,${encodeURIComponent(WATCHED)}`, entry, ...args],
		{ stdio: ['ignore', 'ignore', 'pipe'] },
	);
	const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
	return { stderr: await text(child.stderr), code: await ended };
}

describe('a command that has done its work', () => {
	// Whoever ends it by force may wait for ever for a compiler thread that waits for garbage to be collected.
	it.each([
		['prints help', ['--help'], 0],
		['does not know its options', ['market', 'clear', '--fast'], 2],
		['refuses a file', ['market', 'clear', '/nowhere/market.json', '--json'], 2],
	])('ends by itself when it %s', async (_what, args, code) => {
		const ended = await run(...args);
		expect(ended.code).toBe(code);
		expect(ended.stderr).not.toContain('by force');
	});

	it('says nothing of a reader that has read enough', async () => {
		const child = spawn(process.execPath, [entry, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
		const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
		child.stdout.destroy();
		expect(await text(child.stderr)).toBe('');
		expect(await ended).toBe(0);
	});
});
