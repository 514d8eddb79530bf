import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeOf } from '../../../src/main/api/governance/change-view.ts';
import { createEngine } from '../../../src/main/core/contracts/engine/create-engine.ts';
import { emptyMarket } from '../../../src/main/headless/empty-market.ts';
import { readNodeOptions } from '../../../src/main/node/create-node.ts';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { joinNetwork } from '../../../src/main/node/join-network.ts';
import { Keystore } from '../../../src/main/node/keys/keystore.ts';
import { createTestnet } from '../../../src/main/node/testnet.ts';
import { type Call, calls } from '../../../src/shared/codec/calls.ts';
import type { GenesisDocument } from '../../../src/shared/codec/genesis-document.ts';
import { approvalSigningBytes, changesDigest } from '../../../src/shared/codec/governance.ts';
import { encodeTransaction, transactionSigningBytes } from '../../../src/shared/codec/transaction.ts';
import type { GovernanceChangeView } from '../../../src/shared/contract/index.ts';
import { runCommand } from '../../fixtures/command-line.ts';
import { buildBlock } from '../../fixtures/engine-market.ts';
import { TEST_SCRYPT } from '../../fixtures/local-network.ts';

const OPERATOR = 'market-operator';
const ADDRESS = '/ip4/127.0.0.1/tcp/4009';

let directory = '';
let home = '';
let genesis: GenesisDocument;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-key-'));
	const made = await createTestnet({
		...emptyMarket(1),
		directory: join(directory, 'net'),
		name: 'keys',
		ports: [4_001],
		time: 1_500_000_000_000,
		scrypt: TEST_SCRYPT,
	});
	genesis = made.genesis;
	home = made.directories[0] as string;
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Lets the network's one validator propose and approve what the command printed, on the real engine. */
async function govern(change: GovernanceChangeView) {
	const engine = createEngine({ genesis }, { hasher, verifier });
	const { keys, passphrase } = await readNodeOptions(home);
	const keystore = new Keystore({ directory: keys, passphrase });
	const sender = await keystore.signer('participant', OPERATOR);
	const validator = await keystore.signer('validator', 'validator-0');
	const signed = (nonce: number, call: Call): Uint8Array => {
		const body = { chainId: engine.chainId, sender: OPERATOR, nonce, expiryHeight: 100, ...call };
		return encodeTransaction({ ...body, signature: sender.sign(transactionSigningBytes(body)) });
	};
	const changes = [changeOf(change)];
	const digest = changesDigest(changes, (bytes) => hasher.sha256(bytes));
	const scope = { chainId: engine.chainId, epoch: 0, proposal: 'P-0', digest };
	const signature = validator.sign(approvalSigningBytes(scope));
	const block = buildBlock(engine, genesis.time + 1, [
		signed(0, calls.governance.propose({ changes, text: 'as printed' })),
		signed(1, calls.governance.approve({ proposal: 'P-0', validator: 'validator-0', signature })),
	]);
	const { receipts } = engine.execute(block);
	for (let n = 2; n <= 4; n++) engine.execute(buildBlock(engine, genesis.time + n, []));
	const { nextEpoch } = engine.execute(buildBlock(engine, genesis.time + 5, []));
	return { codes: receipts.filter(({ sender: by }) => by).map(({ code }) => code), nextEpoch };
}

describe('validator-key', () => {
	it('prints the change by which a node that joins becomes a validator', async () => {
		const joining = join(directory, 'newcomer');
		const genesisFile = join(home, 'genesis.cbor');
		const { peerId, publicKey } = await joinNetwork({
			directory: joining,
			genesisFile,
			validator: 'newcomer',
			listen: ADDRESS,
			sources: [],
			scrypt: TEST_SCRYPT,
		});
		const { code, stdout, stderr } = await runCommand(
			'validator-key',
			'--home',
			joining,
			'--address',
			ADDRESS,
			'--name',
			'New one',
		);
		expect(code, stderr).toBe(0);
		const change = JSON.parse(stdout) as GovernanceChangeView;
		const validator = {
			id: 'newcomer',
			name: 'New one',
			operator: 'newcomer',
			publicKey,
			peerId,
			addresses: [ADDRESS],
		};
		expect(change).toMatchObject({ kind: 'add-validator', validator });
		const { codes, nextEpoch } = await govern(change);
		expect(codes).toEqual([null, null]);
		expect(nextEpoch?.validators.map(({ id }) => id)).toEqual(['validator-0', 'newcomer']);
	});

	it('makes a new key beside the old one and prints the rotation to it; the name is taken once', async () => {
		const args = ['validator-key', '--home', home, '--address', ADDRESS, '--rotate-to', 'second'];
		const { code, stdout, stderr } = await runCommand(...args);
		expect(code, stderr).toBe(0);
		const { codes, nextEpoch } = await govern(JSON.parse(stdout) as GovernanceChangeView);
		expect(codes).toEqual([null, null]);
		const { keys, passphrase } = await readNodeOptions(home);
		const held = await new Keystore({ directory: keys, passphrase }).list();
		const second = held.find(({ purpose, name }) => purpose === 'validator' && name === 'second');
		expect(nextEpoch?.validators[0]?.publicKey).toEqual(second?.publicKey);
		expect(held.some(({ purpose, name }) => purpose === 'validator' && name === 'validator-0')).toBe(true);
		const again = await runCommand(...args);
		expect(again.code).not.toBe(0);
		expect(again.stderr).toContain('KEYSTORE_KEY_EXISTS');
	});

	it('ends with exit code 2 without an address, or with one that is none', async () => {
		expect((await runCommand('validator-key', '--home', home)).code).toBe(2);
		const { code, stderr } = await runCommand('validator-key', '--home', home, '--address', 'nowhere');
		expect(code).toBe(2);
		expect(stderr).toContain('OPTION_INVALID');
	});
});
