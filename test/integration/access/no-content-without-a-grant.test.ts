import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleApi, createConsoleApi } from '../../../src/main/api/console-api.ts';
import { depositPrivateAttributes } from '../../../src/main/node/access/attributes-deposit.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { signClaim } from '../../../src/main/node/documents/participant-claim.ts';
import { Keystore } from '../../../src/main/node/keys/keystore.ts';
import { peerIdOfSeed } from '../../../src/main/node/network/libp2p-transport.ts';
import type { Transport } from '../../../src/main/node/network/types.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import {
	decodePrivateAttributes,
	IDENTITY_ATTRIBUTES_FORMAT,
	type IdentityAttributes,
} from '../../../src/shared/access/private-attributes.ts';
import type { AccessEvent, GrantScope } from '../../../src/shared/codec/access.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import { type Call, calls } from '../../../src/shared/codec/calls.ts';
import { encode, type Plain } from '../../../src/shared/codec/cbor.ts';
import { documentBinding } from '../../../src/shared/documents/envelope.ts';
import { unwrapKey, wrapKey } from '../../../src/shared/documents/key-wrap.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { type Answer, askEverything } from '../../fixtures/ask-everything.ts';
import { openPort, QUIET } from '../../fixtures/console-doors.ts';
import { DocumentPeer } from '../../fixtures/document-peer.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { createLocalNetwork, type LocalNetwork, TEST_SCRYPT } from '../../fixtures/local-network.ts';
import { foundBelow, foundIn, type Needle } from '../../fixtures/needles.ts';
import { until } from '../../fixtures/until.ts';

const DAY_MS = 86_400_000;
const [ALICE, BOB, CAROL] = [0, 1, 2];
/** The console asks everything at once, which else would close its connection. */
const UNHURRIED = { messagesPerSecond: 100_000, inFlight: 1_000, subscriptions: 1_000 } as const;

type KeyReleased = Extract<AccessEvent, { kind: 'key-released' }>;

/** Random, so that no compression and no chance makes or hides it. */
const SECRET = randomBytes(48).toString('base64url');
const LEGAL_NAME = randomBytes(48).toString('base64url');

/** Alice's validator keeps what is private, Bob's is let in, Carol's operator is curious. */
describe('no private content without a grant', () => {
	let network: LocalNetwork;
	const nodes: GridquorumNode[] = [];
	const apis: ConsoleApi[] = [];
	const framesOfCarol: Uint8Array[] = [];
	const peerSeed = DocumentPeer.seed();
	let peer: DocumentPeer;
	let attributes: string;
	let contract: string;
	let needles: readonly Needle[];

	const node = (index: number): GridquorumNode => nodes[index] as GridquorumNode;

	beforeAll(async () => {
		network = await createLocalNetwork(3);
		const observers = [await peerIdOfSeed(peerSeed)];
		for (const [index, directory] of network.directories.entries()) {
			const options = await readNodeOptions(directory, { execution: 'inline', observers });
			nodes.push(
				await createNode(options, index === CAROL ? { aroundTransport: (real) => overheard(real, framesOfCarol) } : {}),
			);
		}
		await Promise.all(nodes.map((each) => each.start()));
		for (const each of nodes) apis.push(createConsoleApi({ version: '1' }, { node: each, proofs: PROOFS, log: QUIET }));
		await Promise.all(apis.map(({ ready }) => ready));
		peer = await DocumentPeer.open(node(ALICE).chainId, peerSeed);

		attributes = await depositPrivateAttributes(node(ALICE).documents, 'alice', identityOf('alice'));
		contract = await node(ALICE).documents.deposit('alice', utf8(`Contract: ${SECRET}`), {
			name: `${SECRET.slice(0, 32)}.txt`,
			mediaType: 'text/plain',
			type: 'contract',
			about: null,
			readers: [],
			signers: [],
			order: 'free',
			deadline: 0,
			isPrivate: true,
		});
		const keys = await Promise.all([attributes, contract].map((id) => node(ALICE).documents.contentKey(id, 'alice')));
		needles = [
			{ what: 'the legal name', bytes: utf8(LEGAL_NAME) },
			{ what: 'the contract', bytes: utf8(SECRET) },
			{ what: 'the name of the contract’s file', bytes: utf8(SECRET.slice(0, 32)) },
			...keys.map((bytes, index) => ({ what: `content key ${index}`, bytes })),
		];
		await until(() => node(CAROL).snapshot().height >= node(ALICE).snapshot().height);
	});

	afterAll(async () => {
		for (const api of apis) api.close();
		await peer?.stop();
		await Promise.all(nodes.map((each) => each.stop()));
		await network?.remove();
	});

	async function call(index: number, participant: string, what: Call): Promise<string | null> {
		return (await node(index).call(participant, what)).receipt.code;
	}

	async function grant(scope: GrantScope, untilMs = Date.now() + DAY_MS, grantee = 'bob'): Promise<string> {
		const terms = { grantee, scope, until: untilMs, purpose: 'a test of the law' };
		const { receipt, events } = await node(ALICE).call('alice', calls.traceability.grant(terms));
		expect(receipt.code).toBeNull();
		const granted = events.find(({ kind }) => kind === 'access-granted');
		return granted?.kind === 'access-granted' ? granted.grant : '';
	}

	const open = (index: number, id: string, participant: string): Promise<string> =>
		node(index)
			.documents.open(id, participant)
			.then(({ plain }) => new TextDecoder().decode(plain))
			.catch((error: unknown) => codeOf(error) ?? String(error));

	const releasesTo = async (id: string, grantee: string) => {
		const found: KeyReleased[] = [];
		for await (const { events } of node(CAROL).readBlocks(1, node(CAROL).snapshot().height))
			for (const event of events)
				if (event.kind === 'key-released' && event.document === id && event.grantee === grantee) found.push(event);
		return found;
	};

	const keystoreOf = async (index: number): Promise<Keystore> => {
		const { keys, passphrase } = await readNodeOptions(network.directories[index] as string);
		return new Keystore({ directory: keys, passphrase, scrypt: TEST_SCRYPT });
	};

	it('shows Alice what she deposited', async () => {
		expect(decodePrivateAttributes((await node(ALICE).documents.open(attributes, 'alice')).plain)).toEqual(
			identityOf('alice'),
		);
		expect(await open(ALICE, contract, 'alice')).toContain(SECRET);
	});

	it('leaves nothing of it in what Carol’s validator stores, logs, measures, receives and executes', async () => {
		expect(await foundBelow(node(CAROL).dataDirectory, needles)).toEqual([]);
		expect(foundIn(utf8(await node(CAROL).metrics()), 'the metrics', needles)).toEqual([]);
		expect(framesOfCarol.length).toBeGreaterThan(10);
		expect(framesOfCarol.flatMap((frame) => foundIn(frame, 'a frame', needles))).toEqual([]);
		const found: string[] = [];
		let blocks = 0;
		for await (const { block, events, receipts } of node(CAROL).readBlocks(1, node(CAROL).snapshot().height)) {
			blocks += 1;
			for (const transaction of block.transactions) found.push(...foundIn(transaction, 'a transaction', needles));
			found.push(...foundIn(encode([events, receipts] as unknown as Plain), 'a block’s results', needles));
		}
		expect([blocks > 0, found]).toEqual([true, []]);
	});

	it('is found by the same search where Alice keeps it open', async () => {
		const opened = await node(ALICE).documents.open(contract, 'alice');
		expect(foundIn(opened.plain, 'the open document', needles)).toEqual([
			'the contract in the open document',
			'the name of the contract’s file in the open document',
		]);
		expect(foundIn(utf8(Buffer.from(needles[3]?.bytes ?? []).toString('hex')), 'hex', needles)).toEqual([
			'content key 0 in hex',
		]);
	});

	it.each(['operate', 'observe'] as const)(
		'is told to Carol’s console by no procedure, as one who may %s',
		async (permission) => {
			const console = await openPort(apis[CAROL] as ConsoleApi, { permission, limits: UNHURRIED });
			const answers = await askEverything(console.client, {
				documents: [attributes, contract],
				participants: ['alice', 'carol'],
			});
			expect(silentOf(answers)).toEqual([]);
			expect(answers.flatMap(({ procedure, answer }) => foundIn(utf8(answer), procedure, needles))).toEqual([]);
			await console.close();
			// Whoever asks for everything asks for the lock of the keys too; what follows is signed.
			const { passphrase } = await readNodeOptions(network.directories[CAROL] as string);
			const mine = node(CAROL).identities.map(({ participant }) => participant);
			await node(CAROL).keys.unlock(mine, passphrase);
		},
	);

	it('is not opened by Carol, nor by Bob before a release', async () => {
		expect(await open(CAROL, contract, 'carol')).toBe('DOCUMENT_NOT_READER');
		expect(await open(CAROL, contract, 'alice')).not.toContain(SECRET);
		expect(await open(BOB, contract, 'bob')).toMatch(/^DOCUMENT_/);
		expect(
			await call(
				CAROL,
				'carol',
				calls.traceability.grant({
					grantee: 'bob',
					scope: { kind: 'document', id: contract },
					until: Date.now() + DAY_MS,
					purpose: 'x',
				}),
			),
		).toBe('CALL_FORBIDDEN');
	});

	it('goes to the grantee when it asks, through the grantor’s own node, and opens there without any peer', async () => {
		const id = await grant({ kind: 'participant', id: 'alice' });
		expect(await call(CAROL, 'carol', calls.traceability.requestKey({ grant: id, document: attributes }))).toBe(
			'GRANT_NOT_GRANTEE',
		);
		expect(await call(BOB, 'bob', calls.traceability.requestKey({ grant: id, document: contract }))).toBe(
			'GRANT_NOT_COVERED',
		);
		expect(await call(BOB, 'bob', calls.traceability.requestKey({ grant: id, document: attributes }))).toBeNull();
		await until(async () => (await open(BOB, attributes, 'bob')).includes(LEGAL_NAME));
		expect(await call(ALICE, 'alice', calls.traceability.revoke({ grant: id, reason: 'done' }))).toBeNull();
		expect(await call(BOB, 'bob', calls.traceability.requestKey({ grant: id, document: attributes }))).toBe(
			'GRANT_ENDED',
		);
		await expect(node(ALICE).releaseKey('alice', id, attributes)).rejects.toMatchObject({ code: 'GRANT_ENDED' });
		// What was released stays readable: the record says so.
		expect(await open(BOB, attributes, 'bob')).toContain(LEGAL_NAME);
		expect(await releasesTo(attributes, 'bob')).toHaveLength(1);
	});

	it('is not opened by a release to another, nor by the key of another document', async () => {
		const [release] = await releasesTo(attributes, 'bob');
		const { commitment } = (await node(CAROL).documents.get(attributes)).record;
		const secret = await (await keystoreOf(CAROL)).seed('encryption', 'carol');
		expect(() => unwrapKey(release?.wrappedKey as Uint8Array, secret, documentBinding(commitment))).toThrow(
			expect.objectContaining({ code: 'DOCUMENT_KEY_REFUSED' }),
		);
		const toCarol = await grant({ kind: 'document', id: attributes }, Date.now() + DAY_MS, 'carol');
		const replay = calls.traceability.releaseKey({
			grant: toCarol,
			document: attributes,
			wrappedKey: release?.wrappedKey as Uint8Array,
		});
		expect(await call(CAROL, 'carol', replay)).toBe('KEY_NOT_HELD');
		// Bob may hand his key on, but not as it was wrapped to him.
		expect(await call(BOB, 'bob', replay)).toBeNull();
		expect(await open(CAROL, attributes, 'carol')).toBe('DOCUMENT_KEY_REFUSED');
		const other = wrapKey(
			needles[4]?.bytes as Uint8Array,
			await encryptionKeyOf('carol'),
			documentBinding((await node(CAROL).documents.get(contract)).record.commitment),
			randomBytes(32),
		);
		expect(
			await call(
				ALICE,
				'alice',
				calls.traceability.releaseKey({ grant: toCarol, document: attributes, wrappedKey: other }),
			),
		).toBeNull();
		expect(await open(CAROL, attributes, 'carol')).toBe('DOCUMENT_KEY_REFUSED');
		expect(await call(ALICE, 'alice', calls.traceability.revoke({ grant: toCarol, reason: 'done' }))).toBeNull();
	});

	it('is served to a peer only for a participant that may have it now', async () => {
		const { cid } = (await node(ALICE).documents.get(contract)).record;
		const to = {
			peerId: network.genesis.validators[ALICE]?.peerId as string,
			addresses: network.genesis.validators[ALICE]?.addresses as string[],
		};
		const scope = { chainId: node(ALICE).chainId, peerId: peer.peerId };
		const [alice, bob, carol] = await Promise.all(
			(['alice', 'bob', 'carol'] as const).map(async (name, index) =>
				(await keystoreOf(index)).signer('participant', name),
			),
		);
		const ask = (claim: ReturnType<typeof signClaim>) =>
			peer.ask(to, { kind: 'block', document: contract, cid, claim });
		const ofBob = () => signClaim('bob', scope, bob as never, Date.now());

		expect(await ask(signClaim('carol', scope, carol as never, Date.now()))).toBe('DOCUMENT_NOT_ENTITLED');
		expect(await ask(signClaim('alice', scope, carol as never, Date.now()))).toBe('DOCUMENT_PROOF');
		expect(await ask(signClaim('alice', { ...scope, peerId: to.peerId }, alice as never, Date.now()))).toBe(
			'DOCUMENT_PROOF',
		);
		expect(await ask(signClaim('alice', { ...scope, chainId: 'another' }, alice as never, Date.now()))).toBe(
			'DOCUMENT_PROOF',
		);
		expect(await ask(signClaim('alice', scope, alice as never, Date.now() - DAY_MS))).toBe('DOCUMENT_PROOF');

		const short = await grant({ kind: 'document', id: contract }, Date.now() + 12_000);
		expect(await ask(ofBob())).toBe('DOCUMENT_NOT_ENTITLED');
		expect(await call(BOB, 'bob', calls.traceability.requestKey({ grant: short, document: contract }))).toBeNull();
		await until(async () => (await ask(ofBob())) instanceof Uint8Array);
		expect(foundIn((await ask(ofBob())) as Uint8Array, 'the block', needles)).toEqual([]);
		expect(await ask(signClaim('carol', scope, carol as never, Date.now()))).toBe('DOCUMENT_NOT_ENTITLED');
		await until(async () => (await open(BOB, contract, 'bob')).includes(SECRET));

		await until(async () => (await ask(ofBob())) === 'DOCUMENT_NOT_ENTITLED', 40_000);
		expect(await call(BOB, 'bob', calls.traceability.requestKey({ grant: short, document: contract }))).toBe(
			'GRANT_ENDED',
		);
		expect(await open(BOB, contract, 'bob')).toContain(SECRET);
	});

	it('is released anew to the key that a grantee rotated to, and the old key opens what it opened', async () => {
		const id = await grant({ kind: 'document', id: contract });
		const { publicKey } = await (await keystoreOf(BOB)).create('encryption', 'bob-2');
		expect(await call(BOB, 'bob', calls.identity.rotateEncryptionKey({ encryptionKey: publicKey }))).toBeNull();
		expect(await open(BOB, contract, 'bob')).toContain(SECRET);
		expect(await call(BOB, 'bob', calls.traceability.requestKey({ grant: id, document: contract }))).toBeNull();
		await until(async () => (await releasesTo(contract, 'bob')).length === 2);
		const [, second] = await releasesTo(contract, 'bob');
		expect(Buffer.from(second?.encryptionKey ?? [])).toEqual(Buffer.from(publicKey));
		expect(await open(BOB, contract, 'bob')).toContain(SECRET);
	});

	it('still left nothing with Carol, who saw every grant and release', async () => {
		await until(() => node(CAROL).snapshot().height >= node(ALICE).snapshot().height);
		expect(await foundBelow(join(node(CAROL).dataDirectory), needles)).toEqual([]);
		expect(framesOfCarol.flatMap((frame) => foundIn(frame, 'a frame', needles))).toEqual([]);
		const console = await openPort(apis[CAROL] as ConsoleApi, { limits: UNHURRIED });
		const answers = await askEverything(console.client, {
			documents: [attributes, contract],
			participants: ['alice', 'bob'],
		});
		expect(answers.flatMap(({ procedure, answer }) => foundIn(utf8(answer), procedure, needles))).toEqual([]);
		await console.close();
	});

	async function encryptionKeyOf(participant: string): Promise<Uint8Array> {
		const index = { alice: ALICE, bob: BOB, carol: CAROL }[participant] as number;
		const listed = await (await keystoreOf(index)).list();
		return listed.find(({ name, purpose }) => name === participant && purpose === 'encryption')
			?.publicKey as Uint8Array;
	}
});

/** Procedures that said nothing at all in time. */
function silentOf(answers: readonly Answer[]): readonly string[] {
	const spoke = new Set(answers.filter(({ answer }) => answer !== '').map(({ procedure }) => procedure));
	return [...new Set(answers.map(({ procedure }) => procedure))].filter((procedure) => !spoke.has(procedure));
}

function identityOf(participant: string): IdentityAttributes {
	return {
		format: IDENTITY_ATTRIBUTES_FORMAT,
		participant,
		legalName: LEGAL_NAME,
		address: { street: 'Heidestraße 17', postalCode: '51147', town: 'Köln', country: 'DE' },
		email: null,
		phone: null,
		taxId: null,
		registrationNumber: null,
	};
}

/** Keeps everything that arrives. */
function overheard(real: Transport, frames: Uint8Array[]): Transport {
	return {
		start: (handlers) =>
			real.start({
				...handlers,
				onFrame: (from, channel, payload) => {
					frames.push(payload.slice());
					handlers.onFrame(from, channel, payload);
				},
			}),
		stop: () => real.stop(),
		send: (to, channel, payload) => real.send(to, channel, payload),
		broadcast: (channel, payload) => real.broadcast(channel, payload),
		setValidators: (self, peers) => real.setValidators(self, peers),
		penalise: (from, reason) => real.penalise(from, reason),
		get dropped() {
			return real.dropped;
		},
		peers: () => real.peers(),
	};
}
