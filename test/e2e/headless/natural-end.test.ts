import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = (path: string): string => fileURLToPath(new URL(`../../../src/main/${path}`, import.meta.url));
const entry = source('headless/cli.ts');
/** Ended by force, the process says so; a busy machine gets more than the usual 250 ms to let go of what it holds. */
const WATCHED = `const exit = process.exit; process.exit = (...code) => (process._rawDebug("by force"), exit(...code));
	const later = setTimeout; globalThis.setTimeout = (run, ms) => later(run, ms === 250 ? 20_000 : ms);`;

/** Stands for Electron's port to the host, which says `message` as soon as somebody listens. */
const portSaying = (message: object): string =>
	`process.parentPort = { postMessage() {}, on: (_name, listener) =>
		setImmediate(() => listener({ data: ${JSON.stringify(message)} })) };`;

async function run(args: readonly string[], before = ''): Promise<{ code: number | null; stderr: string }> {
	const child = spawn(
		process.execPath,
		[`--import=data:text/javascript,${encodeURIComponent(WATCHED + before)}`, ...args],
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
		const ended = await run([entry, ...args]);
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

describe("the desktop's validator", () => {
	const clock = { kind: 'clock', setting: { anchorChainMs: 0, anchorWallMs: 0, speed: 1 } };

	it.each([
		['is told to stop', { kind: 'stop' }, 0],
		['has no directory', clock, 1],
	])('ends by itself when it %s', async (_what, message, code) => {
		const ended = await run([source('desktop/node/validator.ts'), '/nowhere/validator'], portSaying(message));
		expect(ended.code).toBe(code);
		expect(ended.stderr).not.toContain('by force');
	});
});
