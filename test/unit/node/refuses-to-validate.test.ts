import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Lifecycle } from '../../../src/main/node/lifecycle.ts';
import type { NodeOptions } from '../../../src/main/node/options.ts';
import { openDirectory } from '../../../src/main/node/start/open-disk.ts';
import { fromHex } from '../../../src/shared/codec/bytes.ts';
import type { GenesisDocument } from '../../../src/shared/codec/genesis-document.ts';
import { neighbourhoodGenesis } from '../../fixtures/engine-market.ts';

const platform = vi.hoisted(() => ({ isLax: false }));

vi.mock('../../../src/main/node/crypto/ed25519.ts', async (importOriginal) => {
	const real = await importOriginal<typeof import('../../../src/main/node/crypto/ed25519.ts')>();
	const { ed25519 } = await import('@noble/curves/ed25519.js');
	return {
		...real,
		verifier: {
			verify: (...[key, message, signature]: Parameters<typeof real.verifier.verify>) =>
				platform.isLax ? ed25519.verify(signature, message, key) : real.verifier.verify(key, message, signature),
		},
	};
});

let directory = '';
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-self-test-'));
});
afterEach(async () => {
	platform.isLax = false;
	await rm(directory, { recursive: true, force: true });
});

async function open(genesis: GenesisDocument): Promise<void> {
	const lifecycle = new Lifecycle({
		signal: new AbortController().signal,
		onCloseError: (name, error) => {
			throw new Error(`${name}: ${String(error)}`);
		},
	});
	const options: NodeOptions = {
		dataDirectory: directory,
		genesis,
		validator: 'validator-0',
		keys: directory,
		passphrase: '',
		listen: [],
		logLevel: 'silent',
	};
	try {
		await openDirectory(options, lifecycle);
	} finally {
		await lifecycle.close();
	}
}

describe('a node', () => {
	it('starts where its platform answers as libsodium does', async () => {
		await open(neighbourhoodGenesis());
	});

	it('refuses to validate where signatures are accepted by another rule, and lets go of its directory', async () => {
		platform.isLax = true;
		await expect(open(neighbourhoodGenesis())).rejects.toMatchObject({
			code: 'CRYPTO_SELF_TEST_FAILED',
			details: { check: 'ed25519-speccheck 0' },
		});
		platform.isLax = false;
		await open(neighbourhoodGenesis());
	});

	it('refuses a genesis document with a validator key that is not sound', async () => {
		const genesis = neighbourhoodGenesis();
		const publicKey = fromHex('cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d');
		const validators = genesis.validators.map((each, index) => (index === 2 ? { ...each, publicKey } : each));
		await expect(open({ ...genesis, validators })).rejects.toMatchObject({
			code: 'KEY_TORSION',
			details: { owner: 'validator-2' },
		});
	});
});
