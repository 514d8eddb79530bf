import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig, writeConfig } from '../../../src/main/node/config.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { createTestnet, type KeylessParticipant } from '../../../src/main/node/testnet.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { fromHex } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { merkleRoot } from '../../../src/shared/codec/merkle.ts';
import { encodeReading, type ReadingsSource, readingsSigningBytes } from '../../../src/shared/codec/metering-calls.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { formatStamp } from '../../../src/shared/formats/calendar.ts';
import { readSignedHeader, readSignedLine } from '../../../src/shared/formats/signed-readings.ts';
import { type CommandResult, runCommand } from '../../fixtures/command-line.ts';
import { hourProduct } from '../../fixtures/engine-market.ts';
import { freePorts } from '../../fixtures/free-ports.ts';
import { TEST_SCRYPT } from '../../fixtures/local-network.ts';
import { until } from '../../fixtures/until.ts';

const GENESIS_MS = Date.UTC(2025, 3, 1);
const DAY_MS = 24 * HOUR_MS;
const START = GENESIS_MS + 2 * DAY_MS;
const OPERATOR = 'meter-operator';
const HOURS = 24;
const TERMS = hourProduct(0, {
	product: 'DAY',
	zones: ['zone-1'],
	deliveryStart: START,
	deliveryEnd: START + DAY_MS,
	gateOpening: START - HOUR_MS,
	gateClosure: START - HOUR_MS / 2,
	signingDeadline: START + DAY_MS + HOUR_MS,
	settlementTime: START + 2 * DAY_MS,
});

const person = (id: string, role: KeylessParticipant['role'], meters: readonly string[] = []): KeylessParticipant => ({
	...{ id, role, name: id, zone: 'zone-1', eic: null, balance: 1_000_000_000, delegates: [] },
	meters: meters.map((meter) => ({ id: meter, operator: OPERATOR, publicKey: null, device: null })),
});

let directory = '';
let home = '';
const file = (name: string): string => join(directory, name);

/** Moves the chain clock of the next start, and lets it run as fast as the wall's. */
async function setClock(chainMs: number): Promise<void> {
	const clock = { anchorChainMs: chainMs, anchorWallMs: Date.now(), speed: 1 };
	await writeConfig(home, { ...(await readConfig(home)), clock });
}

async function withNode(run: (node: GridquorumNode) => Promise<void>): Promise<void> {
	const node = await createNode(await readNodeOptions(home));
	try {
		await node.start();
		await run(node);
	} finally {
		await node.stop();
	}
}

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-readings-'));
	const { directories } = await createTestnet({
		directory: join(directory, 'net'),
		name: 'readings',
		ports: await freePorts(1),
		time: GENESIS_MS,
		participants: [
			person('market', 'market-operator'),
			person('grid', 'grid-operator'),
			person(OPERATOR, 'meter-operator'),
			person('home-1', 'prosumer', ['M-1']),
			person('home-2', 'prosumer', ['M-2']),
		],
		market: { marketOperator: 'market', gridOperator: 'grid' },
		scrypt: TEST_SCRYPT,
		clock: { anchorChainMs: GENESIS_MS + HOUR_MS, anchorWallMs: Date.now(), speed: 1 },
	});
	home = directories[0] as string;
	await withNode(async (node) => {
		const { receipt } = await node.call('market', calls.auction.openProducts({ products: [TERMS] }));
		expect(receipt.code).toBeNull();
	});
	await setClock(START + DAY_MS + HOUR_MS);
}, 120_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

const HEADER = 'meter,start,generated_wh,consumed_wh';
const row = (meter: string, hour: number, consumedWh: number | string = 100 + hour): string =>
	`${meter},${formatStamp(START + hour * HOUR_MS)},${hour},${consumedWh}`;
const day = (meter: string): string[] => Array.from({ length: HOURS }, (_, hour) => row(meter, hour));

function importing(name: string, ...more: string[]): Promise<CommandResult> {
	const flags = ['--home', home, '--participant', OPERATOR, '--minutes', '60', '--json', ...more];
	return runCommand('readings', 'import', file(name), ...flags);
}

const countsOf = ({ stdout }: CommandResult) => {
	const [{ recorded, unchanged, batches, refused }] = JSON.parse(stdout).files;
	return { recorded, unchanged, batches, refused };
};

describe('readings import', () => {
	it('records the good rows, and gives the others back with a reason, as the file or the chain has it', async () => {
		const bad = [row('M-1', 3, -5), row('M-77', 1), row('M-1', -30).replace(',-30,', ',30,'), row('M-2', 24)];
		await writeFile(file('day.csv'), [HEADER, ...day('M-1'), ...bad, ...day('M-2'), ''].join('\n'));
		const result = await importing('day.csv', '--reject-file', file('rejects.csv'));
		expect(result.stderr).toBe('');
		expect(countsOf(result)).toEqual({ recorded: 2 * HOURS, unchanged: 0, batches: 1, refused: 4 });
		expect(result.code).toBe(1);
		const rejects = (await readFile(file('rejects.csv'), 'utf8')).trim().split('\r\n');
		expect(rejects[0]).toBe(`${HEADER},reject_code,reject_reason`);
		expect(rejects.slice(1).map((line) => line.split(',').slice(0, 5))).toEqual([
			[...(bad[0] as string).split(','), 'INTERVAL_VALUE_INVALID'],
			[...(bad[1] as string).split(','), 'METER_UNKNOWN'],
			[...(bad[2] as string).split(','), 'READING_PERIOD'],
			[...(bad[3] as string).split(','), 'READING_PERIOD'],
		]);
	}, 120_000);

	it('changes nothing when it is repeated, and records what is corrected, signed elsewhere, as a version', async () => {
		await writeFile(file('again.csv'), [HEADER, ...day('M-1'), ...day('M-2'), ''].join('\n'));
		const again = await importing('again.csv');
		expect([again.code, countsOf(again)]).toEqual([0, { recorded: 0, unchanged: 2 * HOURS, batches: 0, refused: 0 }]);

		const corrected = day('M-1').with(5, row('M-1', 5, 999));
		await writeFile(file('corrected.csv'), [HEADER, ...corrected, ''].join('\n'));
		const place = ['--home', home, '--source', `operator:${OPERATOR}`, '--minutes', '60', '--json'];
		const signed = await runCommand('readings', 'sign', file('corrected.csv'), '--out', file('signed.jsonl'), ...place);
		expect([signed.code, JSON.parse(signed.stdout)]).toMatchObject([0, { batches: 1, readings: HOURS, errors: 0 }]);
		const taken = await importing('signed.jsonl');
		expect([taken.code, countsOf(taken)]).toEqual([0, { recorded: 1, unchanged: HOURS - 1, batches: 1, refused: 0 }]);

		const [header, batch] = (await readFile(file('signed.jsonl'), 'utf8')).split('\n');
		await writeFile(file('forged.jsonl'), `${header}\n${(batch as string).replace(',999]', ',998]')}\n`);
		const forged = await importing('forged.jsonl', '--reject-file', file('forged.rejects'));
		expect([forged.code, countsOf(forged)]).toEqual([1, { recorded: 0, unchanged: 0, batches: 0, refused: HOURS }]);
		expect(JSON.parse(forged.stdout).files[0].rows[0].code).toBe('READING_SIGNATURE');
		expect(await readFile(file('forged.rejects'), 'utf8')).toBe(await readFile(file('forged.jsonl'), 'utf8'));
	}, 120_000);

	it('ends in statements that the command line prints by local day, to the micro-unit', async () => {
		await setClock(START + 2 * DAY_MS + HOUR_MS);
		await withNode(async (node) => {
			await until(() => isSettled(node), 30_000);
		});
		const consumed = Array.from({ length: HOURS }, (_, hour) => (hour === 5 ? 999 : 100 + hour) - hour);
		const wh = consumed.reduce((sum, each) => sum + each, 0);
		const flags = ['--home', home, '--participant', 'home-1', '--month', '2025-04', '--json'];
		const result = await runCommand(
			'statements',
			...flags,
			'--by',
			'day',
			'--csv',
			file('bill.csv'),
			'--zone',
			'-12:00',
		);
		expect(result.stderr).toBe('');
		const { rows, totals } = JSON.parse(result.stdout);
		expect(rows.map(({ key, periods }: { key: string; periods: number }) => [key, periods])).toEqual([
			['2025-04-02', 12],
			['2025-04-03', 12],
		]);
		expect(totals).toMatchObject({ residualWh: -wh, total: (-wh * TERMS.tariff) / 1_000 });
		expect((await readFile(file('bill.csv'), 'utf8')).split('\r\n')).toHaveLength(4);
		const missing = await runCommand('statements', '--home', home, '--participant', 'home-9', '--month', '2025-04');
		expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('home-9')]);
	}, 120_000);
});

describe('a meter that signs its own readings', () => {
	it('has its key in a keystore without a node, and its batch holds under that key alone', async () => {
		const keystore = file('meter-keys');
		await writeFile(file('passphrase'), 'of a meter in a cellar\n');
		const place = ['--keystore', keystore, '--passphrase-file', file('passphrase')];
		const made = await runCommand('readings', 'key', '--meter', 'M-1', ...place);
		expect(made.stderr).toBe('');
		const { publicKey } = JSON.parse(made.stdout);
		await writeFile(file('own.csv'), [HEADER, ...day('M-1'), ''].join('\n'));
		const genesis = join(home, (await readConfig(home)).genesis);
		const flags = ['--out', file('own.jsonl'), '--minutes', '60', '--genesis', genesis, '--source'];
		const signed = await runCommand('readings', 'sign', file('own.csv'), ...flags, 'meter:M-1', ...place);
		expect([signed.code, signed.stderr]).toEqual([0, '']);
		const { chainId } = await createNode(await readNodeOptions(home));
		const [header, line] = (await readFile(file('own.jsonl'), 'utf8')).split('\n') as [string, string];
		expect(() => readSignedHeader(header, chainId)).not.toThrow();
		expect(() => readSignedHeader(header, `${chainId}x`)).toThrow('another chain');
		const { source, readings, signature } = readSignedLine(line, 2);
		const root = merkleRoot(readings.map(encodeReading), hasher.sha256);
		const holds = (of: ReadingsSource) =>
			verifier.verify(fromHex(publicKey), readingsSigningBytes(chainId, of, root), signature);
		expect([holds(source), holds({ kind: 'meter', id: 'M-2' })]).toEqual([true, false]);
		const stranger = await runCommand('readings', 'sign', file('own.csv'), ...flags, 'meter:M-2', ...place);
		expect([stranger.code, stranger.stderr]).toEqual([1, expect.stringContaining('M-2')]);
		const nonsense = await runCommand('readings', 'sign', file('own.csv'), ...flags, 'cellar', ...place);
		expect(nonsense.code).toBe(2);
	}, 120_000);
});

async function isSettled(node: GridquorumNode): Promise<boolean> {
	for await (const { events } of node.readBlocks(1, node.snapshot().height))
		if (events.some(({ kind }) => kind === 'product-settled')) return true;
	return false;
}
