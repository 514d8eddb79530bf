import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { genesisLedger } from '../../../src/main/core/consensus/credit-ledger.ts';
import { createEpoch } from '../../../src/main/core/consensus/epoch.ts';
import type { Signer } from '../../../src/main/core/ports.ts';
import { emptyMarket } from '../../../src/main/headless/empty-market.ts';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { Keystore } from '../../../src/main/node/keys/keystore.ts';
import { LevelStore } from '../../../src/main/node/store/level-store.ts';
import { createTestnet, type Testnet } from '../../../src/main/node/testnet.ts';
import { fromHex } from '../../../src/shared/codec/bytes.ts';
import { genesisEpoch } from '../../../src/shared/codec/epoch.ts';
import { chainIdOf, genesisDigest } from '../../../src/shared/codec/genesis.ts';
import { verifyEvidence } from '../../../src/shared/proofs/evidence.ts';
import { runCommand } from '../../fixtures/command-line.ts';
import { type ForkedNetworks, forkHeightOf, forkNetworks } from '../../fixtures/forked-networks.ts';
import type { LightNode } from '../../fixtures/light-node.ts';
import { TEST_SCRYPT } from '../../fixtures/local-network.ts';
import { sha256 } from '../../fixtures/simulation.ts';

const PASSPHRASE = 'forensics';
let root: string;
let network: Testnet;
let forked: ForkedNetworks;

async function makeNetwork(directory: string): Promise<Testnet> {
	const ports = [4001, 4002, 4003, 4004];
	const options = { ...emptyMarket(4), name: 'forked', time: 1_700_000_000_000, passphrase: PASSPHRASE };
	return createTestnet({ ...options, directory, ports, scrypt: TEST_SCRYPT });
}

async function signersOf({ directories }: Testnet): Promise<Signer[]> {
	return Promise.all(
		directories.map((directory, index) =>
			new Keystore({ directory: join(directory, 'keys'), passphrase: PASSPHRASE, scrypt: TEST_SCRYPT }).signer(
				'validator',
				`validator-${index}`,
			),
		),
	);
}

/** Puts what a node had committed and recorded into a data directory. */
async function writeMemory(directory: string, { chain, records }: LightNode): Promise<void> {
	const store = await LevelStore.open(join(directory, 'database'));
	await store.persistConsensus({
		records: Array.from(records, ([key, value]) => ({ key, value })),
		commits: chain.map(({ block, blockId, proof }) => ({ block, blockId, proof, finalisedAtMs: 0 })),
	});
	await store.close();
}

/** Names and sizes of the database's files. */
async function contentsOf(directory: string): Promise<string[]> {
	const names = await readdir(join(directory, 'database'));
	return names.sort().map((name) => `${name} ${readFileSync(join(directory, 'database', name)).length}`);
}

const directoryOf = (index: number) => network.directories[index] as string;

beforeAll(async () => {
	root = mkdtempSync(join(tmpdir(), 'gridquorum-forensics-test-'));
	network = await makeNetwork(join(root, 'network'));
	const { genesis } = network;
	const signers = await signersOf(network);
	const start = {
		genesisId: genesisDigest(genesis, sha256),
		stateRoot: new Uint8Array(32),
		credit: genesisLedger(4),
	};
	forked = forkNetworks(
		{
			seed: 3,
			epoch: createEpoch(chainIdOf(genesis, sha256), genesisEpoch(genesis), start),
			signatures: { verifier, signerOf: (index) => signers[index] as Signer },
		},
		{ forkMs: 400, standstillMs: 2_000, untilMs: 30_000 },
	);
	await writeMemory(directoryOf(0), forked.left);
	await writeMemory(directoryOf(1), forked.right);
	await writeMemory(directoryOf(2), { ...forked.left, chain: forked.left.chain.slice(0, -2) } as LightNode);
});

afterAll(() => {
	rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

describe('forensics', () => {
	it('names the f + 1 validators of a fork with proofs that verify, and leaves the directories as they were', async () => {
		const before = [await contentsOf(directoryOf(0)), await contentsOf(directoryOf(1))];
		const { code, stdout } = await runCommand('forensics', directoryOf(0), directoryOf(1), '--json');
		expect(code).toBe(0);
		const report = JSON.parse(stdout);
		expect(report).toMatchObject({ forkHeight: forkHeightOf(forked), epoch: 0, needed: 2, enough: true });
		expect([...new Set(report.culprits.map(({ validator }: { validator: string }) => validator))]).toEqual([
			'validator-2',
			'validator-3',
		]);
		const { genesis } = network;
		const scope = {
			chainId: chainIdOf(genesis, sha256),
			epoch: 0,
			publicKeys: genesis.validators.map(({ publicKey }) => publicKey),
			genesisId: genesisDigest(genesis, sha256),
		};
		for (const { evidence, offence } of report.culprits) {
			const statements = [evidence.first, evidence.second].map((statement) => ({
				...statement,
				...(statement.blockId ? { blockId: fromHex(statement.blockId) } : {}),
				signature: fromHex(statement.signature),
			}));
			const proof = { offender: evidence.offender, first: statements[0], second: statements[1] };
			expect(verifyEvidence(proof, scope, verifier.verify.bind(verifier))).toBe(offence);
		}
		expect([await contentsOf(directoryOf(0)), await contentsOf(directoryOf(1))]).toEqual(before);
	});

	it('tells people the same', async () => {
		const { code, stdout } = await runCommand('forensics', directoryOf(0), directoryOf(1));
		expect(code).toBe(0);
		expect(stdout).toMatch(/validator-2: /);
		expect(stdout).toMatch(/2 validators are proven guilty: enough to explain the fork/);
	});

	it('says that there is no fork where one chain is the beginning of the other', async () => {
		const { code, stderr } = await runCommand('forensics', directoryOf(0), directoryOf(2));
		expect(code).toBe(1);
		expect(stderr).toMatch(/FORENSICS_NO_FORK/);
	});

	it('refuses directories of different chains, directories without a database, and damaged ones', async () => {
		const other = await makeNetwork(join(root, 'other'));
		await writeMemory(other.directories[0] as string, forked.left);
		const foreign = await runCommand('forensics', directoryOf(0), other.directories[0] as string);
		expect(foreign.code).toBe(1);
		expect(foreign.stderr).toMatch(/FORENSICS_OTHER_CHAIN/);
		const empty = await runCommand('forensics', directoryOf(0), directoryOf(3));
		expect(empty.stderr).toMatch(/DATA_DIRECTORY_DAMAGED/);
		const nowhere = await runCommand('forensics', directoryOf(0), join(root, 'nowhere'));
		expect(nowhere.code).toBe(2);
		expect(nowhere.stderr).toMatch(/CONFIG_UNREADABLE/);
		await writeMemory(directoryOf(3), forked.right);
		const names = await readdir(join(directoryOf(3), 'database'));
		for (const name of names.filter((each) => /^MANIFEST|\.log$/.test(each))) {
			const file = join(directoryOf(3), 'database', name);
			truncateSync(file, 20);
			writeFileSync(file, 'not a database', { flag: 'a' });
		}
		const damaged = await runCommand('forensics', directoryOf(0), directoryOf(3));
		expect(damaged.code).toBe(1);
		expect(damaged.stderr).toMatch(/DATA_DIRECTORY_DAMAGED/);
	});
});
