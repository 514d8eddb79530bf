import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wrappedPassphrase } from '../../../src/main/desktop/node/secrets.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { callsOf, recorder, resetElectron } from '../../fixtures/electron-stub.ts';

let folder = '';
let file = '';

beforeEach(() => {
	resetElectron();
	folder = mkdtempSync(join(tmpdir(), 'gridquorum-secrets-'));
	file = join(folder, 'passphrase.wrapped');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function codeFrom(platform: NodeJS.Platform): Promise<string | null> {
	return wrappedPassphrase(file, platform).then(() => null, codeOf);
}

describe('the wrapped passphrase', () => {
	it('is drawn once with 256 bits and is the same at the next start', async () => {
		const first = await wrappedPassphrase(file, 'linux');
		expect(Buffer.from(first, 'base64url')).toHaveLength(32);
		expect(await wrappedPassphrase(file, 'linux')).toBe(first);
		expect(callsOf('safeStorage.encryptStringAsync')).toHaveLength(1);
	});

	it('is on disk only as the secret store wrapped it, readable by its owner alone', async () => {
		const passphrase = await wrappedPassphrase(file, 'linux');
		expect(readFileSync(file, 'utf8')).not.toContain(passphrase);
		expect(statSync(file).mode & 0o077).toBe(0);
		expect(readdirSync(folder)).toEqual(['passphrase.wrapped']);
	});

	it('is wrapped anew when the store has rotated its key', async () => {
		const passphrase = await wrappedPassphrase(file, 'linux');
		recorder.secretStore.shouldReEncrypt = true;
		expect(await wrappedPassphrase(file, 'linux')).toBe(passphrase);
		expect(callsOf('safeStorage.encryptStringAsync')).toHaveLength(2);
	});

	it.each(['basic_text', 'unknown'])('is refused, and nothing is written, where Linux offers %s', async (backend) => {
		recorder.secretStore.backend = backend;
		expect(await codeFrom('linux')).toBe('DESKTOP_SECRET_STORE_UNAVAILABLE');
		expect(readdirSync(folder)).toEqual([]);
	});

	it.each(['darwin', 'win32', 'linux'] as const)('is refused on %s when the store is unavailable', async (platform) => {
		recorder.secretStore.available = false;
		expect(await codeFrom(platform)).toBe('DESKTOP_SECRET_STORE_UNAVAILABLE');
	});

	it('does not ask for the Linux backend elsewhere', async () => {
		recorder.secretStore.backend = 'basic_text';
		expect(await codeFrom('darwin')).toBeNull();
	});

	it('that cannot be opened is reported and kept', async () => {
		writeFileSync(file, 'of another machine');
		expect(await codeFrom('linux')).toBe('DESKTOP_PASSPHRASE_UNREADABLE');
		expect(readFileSync(file, 'utf8')).toBe('of another machine');
	});
});
