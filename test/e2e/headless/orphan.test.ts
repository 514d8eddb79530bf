import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../fixtures/command-line.ts';
import { freePorts } from '../../fixtures/free-ports.ts';

const entry = fileURLToPath(new URL('../../../src/main/headless/cli.ts', import.meta.url));
let directory: string;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'gridquorum-orphan-'));
});

afterEach(() => {
	rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

// On Windows npm's shell and its child get the signal together.
describe.skipIf(process.platform === 'win32')('a command that npm runs', () => {
	it('stops in order when its shell was ended and it was not told', async () => {
		const home = join(directory, 'home');
		const [port] = await freePorts(1);
		expect((await runCommand('init', '--home', home, '--port', String(port))).code).toBe(0);
		const script = '"$0" "$1" node --home "$2"; echo "never printed"';
		const shell = spawn('sh', ['-c', script, process.execPath, entry, home], {
			env: { ...process.env, npm_lifecycle_event: 'cli' },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let stdout = '';
		shell.stdout.setEncoding('utf8').on('data', (text: string) => {
			stdout += text;
		});
		await new Promise<void>((resolve) => {
			let stderr = '';
			shell.stderr.setEncoding('utf8').on('data', (text: string) => {
				stderr += text;
				if (stderr.includes('validator is up')) resolve();
			});
		});
		shell.kill('SIGTERM');
		// The pipes close when the last process that holds them, the command itself, has ended.
		await once(shell, 'close');
		expect(stdout).toBe('');
		// Its lock is gone: it was stopped, not cut off.
		expect(readdirSync(home)).not.toContain('node.lock');
	});
});
