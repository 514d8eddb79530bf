import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeCreditLedger } from '../../../src/main/core/consensus/credit-codec.ts';
import type { CreditLedger } from '../../../src/main/core/consensus/credit-ledger.ts';
import { CREDIT_PATH } from '../../../src/main/core/contracts/incentive/block-accounting.ts';
import { ledgerPaths } from '../../../src/main/core/contracts/ledger.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { createSigner } from '../../../src/main/node/crypto/ed25519.ts';
import { Keystore } from '../../../src/main/node/keys/keystore.ts';
import { LevelStore } from '../../../src/main/node/store/level-store.ts';
import type { ExecutedBlock, GridquorumNode } from '../../../src/main/node/types.ts';
import { INCENTIVE_POOL_ACCOUNT, validatorAccount } from '../../../src/shared/codec/accounts.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import type { Offence } from '../../../src/shared/proofs/evidence.ts';
import { createLocalNetwork, type LocalNetwork, TRADERS } from '../../fixtures/local-network.ts';
import { lyingTransport } from '../../fixtures/lying-transport.ts';
import { conflictsSentFrom } from '../../fixtures/sent-signatures.ts';
import { stopEach } from '../../fixtures/stop-each.ts';
import { type OffenceScript, tellTwoStories } from '../../fixtures/tampering.ts';
import { until } from '../../fixtures/until.ts';
import { ValidatorChild } from '../../fixtures/validator-child.ts';

const LIAR = 3;
const LIAR_ID = `validator-${LIAR}`;
const COMMITTED_ROUNDS = 10;
const LIMIT_MS = 60_000;

let network: LocalNetwork;
let nodes: GridquorumNode[] = [];
let child: ValidatorChild | null = null;
let isLoading = false;
/** Round of the lie; null before it. */
let liedInRound: number | null = null;
let isArmed = false;

/** @param witness the only one that hears both stories */
async function startNetwork(script: OffenceScript, witness: number, inProcess: readonly number[]): Promise<void> {
	isArmed = false;
	liedInRound = null;
	network = await createLocalNetwork(4);
	nodes = await Promise.all(
		inProcess.map(async (index) => {
			const options = await readNodeOptions(network.directories[index] as string, { execution: 'inline' });
			if (index !== LIAR) return createNode(options);
			const { keys: directory, passphrase } = options;
			const signer = createSigner(await new Keystore({ directory, passphrase }).seed('validator', LIAR_ID));
			const node = await createNode(options, {
				aroundTransport: (real) =>
					lyingTransport(real, {
						self: LIAR,
						validators: 4,
						signer,
						tamper(message, to, as) {
							if (!isArmed) return [message];
							const told = lie(message, to, as);
							if (told.length > 1)
								liedInRound ??= message.kind === 'proposal' ? message.block.header.round : roundOf(message);
							return told;
						},
					}),
			});
			const lie = tellTwoStories(
				script,
				{ victim: witness, fromRound: 1, times: 1 },
				{ chainId: node.chainId, epoch: 0 },
			);
			return node;
		}),
	);
	await Promise.all(nodes.map((node) => node.start()));
}

function roundOf(message: object): number | null {
	return 'round' in message && typeof message.round === 'number' ? message.round : null;
}

function keepBusy(node: GridquorumNode, trader: string): void {
	isLoading = true;
	const transfer = calls.ledger.transfer({ to: 'grid', amount: 1 });
	void (async () => {
		while (isLoading) await node.call(trader, transfer);
	})().catch(() => undefined);
}

const balanceOf = async (node: GridquorumNode, account: string): Promise<number> => {
	const value = await node.stateValue(ledgerPaths.account(account));
	return value ? (decode(value, 64) as number) : 0;
};

const creditOf = async (node: GridquorumNode): Promise<CreditLedger> =>
	decodeCreditLedger((await node.stateValue(CREDIT_PATH)) as Uint8Array);

async function chainOf(node: GridquorumNode): Promise<ExecutedBlock[]> {
	const blocks: ExecutedBlock[] = [];
	for await (const block of node.readBlocks(1, node.snapshot().height)) blocks.push(block);
	return blocks;
}

const carriesProof = ({ block }: ExecutedBlock): boolean =>
	block.header.evidence.some(({ offender }) => offender === LIAR);

async function isConvicted(node: GridquorumNode): Promise<boolean> {
	return (await creditOf(node)).convicted.includes(LIAR);
}

/** The accounts in the state that a stopped node left on its disk, and what should be in the participants' pool. */
async function ledgerOnDisk(directory: string): Promise<{ total: number; pool: number; poolByEvents: number }> {
	const store = await LevelStore.open(join(directory, 'database'));
	const accounts = new Map<string, number>();
	for await (const leaves of store.stateLeaves())
		for (const { path, value } of leaves)
			if (path.startsWith(ledgerPaths.accounts)) accounts.set(path, decode(value, 64) as number);
	let poolByEvents = 0;
	for (let height = 1; height <= store.executedHeight; height++)
		for (const event of (await store.execution(height))?.events ?? []) {
			if (event.kind === 'validator-slashed') poolByEvents += event.amount;
			else if (event.kind === 'reward-paid' && event.to === INCENTIVE_POOL_ACCOUNT) poolByEvents += event.amount;
			else if (event.kind === 'pool-paid') poolByEvents -= event.amount;
		}
	await store.close();
	return {
		total: [...accounts.values()].reduce((sum, balance) => sum + balance, 0),
		pool: accounts.get(ledgerPaths.account(INCENTIVE_POOL_ACCOUNT)) ?? 0,
		poolByEvents,
	};
}

const logOf = (index: number): { msg?: string; validator?: string; offence?: string; slashed?: number }[] =>
	readFileSync(join(network.directories[index] as string, 'logs', 'node.log'), 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));

async function stopAll(): Promise<void> {
	isLoading = false;
	await stopEach(nodes);
	nodes = [];
	await child?.stop();
	child = null;
}

afterEach(async () => {
	await stopAll();
	await network.remove();
});

const SCRIPTS: readonly [OffenceScript, Offence][] = [
	['proposal', 'double-proposal'],
	['vote', 'double-vote'],
	['order-vote', 'double-order-vote'],
	['timeout', 'double-timeout'],
];

describe.each(SCRIPTS)('a validator that signs a second %s for one of its peers', (script, offence) => {
	it('is convicted on the chain of all within 10 committed rounds and loses credit, turns and balance', async () => {
		const witness = 0;
		await startNetwork(script, witness, [0, 1, 2, LIAR]);
		const honest = nodes.slice(0, LIAR);
		for (const [index, node] of honest.entries()) keepBusy(node, TRADERS[index] as string);
		const [first] = honest as [GridquorumNode];
		await until(async () => (await balanceOf(first, validatorAccount(LIAR_ID))) > 0, LIMIT_MS);
		isArmed = true;
		await until(async () => (await Promise.all(honest.map(isConvicted))).every(Boolean), LIMIT_MS);
		const convictedAt = first.snapshot().height;
		await until(() => honest.every((node) => node.snapshot().height >= convictedAt + 20), LIMIT_MS);

		for (const node of honest) {
			const chain = await chainOf(node);
			const carriers = chain.filter(carriesProof);
			expect(carriers).toHaveLength(1);
			const [carrier] = carriers as [ExecutedBlock];
			const { round: provenInRound, height } = carrier.block.header;
			const rounds = chain.map(({ block }) => block.header.round);
			const between = rounds.filter((round) => round > (liedInRound as number) && round <= provenInRound);
			expect(between.length).toBeLessThanOrEqual(COMMITTED_ROUNDS);

			const slashed = chain.flatMap(({ events }) =>
				events.flatMap((event) => (event.kind === 'validator-slashed' ? [event] : [])),
			);
			expect(slashed).toMatchObject([{ id: LIAR_ID, offence, height, epoch: 0 }]);
			expect(slashed[0]?.amount).toBeGreaterThan(0);
			const after = chain.filter(({ block }) => block.header.height > height).flatMap(({ events }) => events);
			expect(after.filter((event) => event.kind === 'reward-paid' && event.validator === LIAR)).toEqual([]);
			expect(await balanceOf(node, validatorAccount(LIAR_ID))).toBe(0);
			expect((await creditOf(node)).validators[LIAR]).toMatchObject({
				credit: 1,
				participation: 0,
				benchedUntil: Number.MAX_SAFE_INTEGER,
			});
			// A few rounds after the proof leaders are still drawn from the ledger before it.
			const later = chain.filter(({ block }) => block.header.round > provenInRound + 8);
			expect(later.filter(({ block }) => block.header.proposer === LIAR)).toEqual([]);
			expect(await node.metrics()).toContain(`gridquorum_convictions_total{offence="${offence}"} 1\n`);
		}
		expect(await first.metrics()).toContain(`gridquorum_evidence_total{offence="${offence}"} 1\n`);

		await stopAll();
		const { participants, market } = network.genesis;
		const issued = participants.reduce((sum, { balance }) => sum + balance, market.rewardBudget);
		for (const directory of network.directories) {
			const { total, pool, poolByEvents } = await ledgerOnDisk(directory);
			expect(total).toBe(issued);
			expect(pool).toBe(poolByEvents);
		}
		const said = logOf(witness);
		expect(said).toContainEqual(
			expect.objectContaining({ msg: 'validator proven guilty', validator: LIAR_ID, offence }),
		);
		for (const index of [0, 1, 2])
			expect(logOf(index)).toContainEqual(
				expect.objectContaining({
					msg: 'validator convicted',
					validator: LIAR_ID,
					offence,
					slashed: expect.any(Number),
				}),
			);
	}, 180_000);
});

describe('a proof of guilt', () => {
	it('survives kill -9 of its only witness before anybody else heard of it', async () => {
		const witness = 2;
		await startNetwork('vote', witness, [0, 1, LIAR]);
		const directory = network.directories[witness] as string;
		child = new ValidatorChild(directory, { muzzled: true });
		await child.ready;
		const [first, second] = nodes as [GridquorumNode, GridquorumNode];
		keepBusy(first, TRADERS[0]);
		keepBusy(second, TRADERS[1]);
		await until(async () => ((await child?.ask<number>({ op: 'height' })) ?? 0) >= 8, LIMIT_MS);
		isArmed = true;
		await child.gone;
		expect(liedInRound).not.toBeNull();
		expect(readFileSync(join(directory, 'muzzled'), 'utf8')).toBe('killed');

		const killedAt = first.snapshot().height;
		await until(() => first.snapshot().height >= killedAt + COMMITTED_ROUNDS, LIMIT_MS);
		expect(await isConvicted(first)).toBe(false);

		const { height } = first.snapshot();
		child = new ValidatorChild(directory);
		await child.ready;
		await until(async () => (await chainOf(first)).some(carriesProof), LIMIT_MS);
		await until(async () => (await chainOf(second)).some(carriesProof), LIMIT_MS);
		expect((await chainOf(first)).find(carriesProof)?.block.header.height).toBeGreaterThan(height);
		expect(await isConvicted(first)).toBe(true);
		expect(conflictsSentFrom(directory)).toEqual([]);
	}, 180_000);
});
