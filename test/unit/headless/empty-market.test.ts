import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { emptyMarket } from '../../../src/main/headless/empty-market.ts';
import { createTestnet } from '../../../src/main/node/testnet.ts';
import { TEST_SCRYPT } from '../../fixtures/local-network.ts';

let directory = '';
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('the market of a new network', () => {
	it('gives every validator a participant of its own, so that each can approve from its console', async () => {
		directory = await mkdtemp(join(tmpdir(), 'gridquorum-market-'));
		const { genesis, directories } = await createTestnet({
			...emptyMarket(3),
			directory: join(directory, 'net'),
			name: 'operators',
			ports: [4_001, 4_002, 4_003],
			time: 1_500_000_000_000,
			scrypt: TEST_SCRYPT,
		});
		const held = await Promise.all(
			directories.map(async (each) =>
				(await readdir(join(each, 'keys'))).filter((file) => file.startsWith('participant-')).sort(),
			),
		);
		expect(held).toEqual([
			['grid-operator', 'market-operator', 'meter-operator', 'operator-0'].map((id) => `participant-${id}.key.json`),
			['participant-operator-1.key.json'],
			['participant-operator-2.key.json'],
		]);
		const operators = genesis.participants.filter(({ role }) => role === 'validator');
		expect(operators.map(({ id }) => id)).toEqual(['operator-0', 'operator-1', 'operator-2']);
		for (const { balance } of operators) expect(balance).toBeGreaterThan(0);
	});
});
