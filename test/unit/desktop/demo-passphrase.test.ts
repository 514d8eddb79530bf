import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoPaths } from '../../../src/main/demo/network/demo-home.ts';
import { demoPassphrase } from '../../../src/main/desktop/node/demo-passphrase.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { recorder, resetElectron } from '../../fixtures/electron-stub.ts';

let folder = '';
let warnings: string[] = [];

beforeEach(() => {
	resetElectron();
	warnings = [];
	folder = mkdtempSync(join(tmpdir(), 'gridquorum-demo-passphrase-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const home = (): string => join(folder, 'demo');

function write(path: string): void {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, 'x');
}

async function ask(environment: NodeJS.ProcessEnv = {}): Promise<string | undefined> {
	const note = (_facts: object, message: string): void => {
		warnings.push(message);
	};
	return demoPassphrase(
		{ home: home(), file: join(folder, 'passphrase.wrapped') },
		{ environment, platform: 'linux', log: { info: note, warn: note, error: note } },
	);
}

describe("a demo's passphrase", () => {
	it('comes from the secret store, the same at the next start', async () => {
		const passphrase = await ask();
		write(demoPaths(home()).settings);
		expect(passphrase).toMatch(/^[\w-]{43}$/);
		expect(await ask()).toBe(passphrase);
		expect(warnings).toEqual([]);
	});

	it.each(['GRIDQUORUM_PASSPHRASE', 'GRIDQUORUM_PASSPHRASE_FILE'])('is left to %s where that is set', async (name) => {
		expect(await ask({ [name]: 'given' })).toBeUndefined();
	});

	it('is left to the files of a demo that has them', async () => {
		write(join(demoPaths(home()).validator(0), 'passphrase'));
		expect(await ask()).toBeUndefined();
	});

	it('lies in files, and the log says so, when a new demo finds no secret store', async () => {
		recorder.secretStore.backend = 'basic_text';
		expect(await ask()).toBeUndefined();
		expect(warnings).toEqual(['no secret store: the passphrases of this demo lie in files beside its keys']);
	});

	it('that was wrapped is not replaced when the secret store is gone', async () => {
		await ask();
		write(demoPaths(home()).settings);
		recorder.secretStore.available = false;
		expect(await ask().then(() => null, codeOf)).toBe('DESKTOP_SECRET_STORE_UNAVAILABLE');
	});

	it('that cannot be opened is an error also for a new demo', async () => {
		write(join(folder, 'passphrase.wrapped'));
		expect(await ask().then(() => null, codeOf)).toBe('DESKTOP_PASSPHRASE_UNREADABLE');
	});
});
