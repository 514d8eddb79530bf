import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { createSeed } from '../../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { DocumentClient } from '../../../src/main/node/documents/document-client.ts';
import type { DocumentRequest } from '../../../src/main/node/documents/messages.ts';
import { type ParticipantClaim, signClaim } from '../../../src/main/node/documents/participant-claim.ts';
import { Keystore } from '../../../src/main/node/keys/keystore.ts';
import { Libp2pTransport, type PeerAddress, peerIdOfSeed } from '../../../src/main/node/network/libp2p-transport.ts';
import { silentLog } from '../../../src/main/node/observe/log.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { cidOf } from '../../../src/shared/documents/cid.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import { depositTerms } from '../../fixtures/documents.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';

/** A network of which the test itself is a guest that speaks the document protocol. */
let network: LocalNetwork;
let nodes: GridquorumNode[] = [];
let guest: Libp2pTransport;
let guestId: string;
let client: DocumentClient;
let server: PeerAddress;
let chainId: string;

beforeEach(async () => {
	network = await createLocalNetwork(4);
	const seed = createSeed();
	guestId = await peerIdOfSeed(seed);
	for (const directory of network.directories)
		nodes.push(await createNode(await readNodeOptions(directory, { observers: [guestId] })));
	await Promise.all(nodes.map((node) => node.start()));
	const [first] = nodes as [GridquorumNode];
	chainId = first.chainId;
	const validator = first.genesis.validators[0];
	server = { peerId: validator?.peerId ?? '', addresses: validator?.addresses ?? [] };
	guest = new Libp2pTransport(
		{ chainId, self: null, seed, listen: ['/ip4/127.0.0.1/tcp/0'], peers: [] },
		{ log: silentLog() },
	);
	await guest.start({ onFrame: () => undefined });
	client = new DocumentClient({ chainId }, { dial: (peer, protocol, signal) => guest.dial(peer, protocol, signal) });
});

afterEach(async () => {
	await guest.stop();
	await Promise.all(nodes.map((node) => node.stop()));
	nodes = [];
	await network.remove();
});

describe('a peer that asks for blocks', () => {
	it('gets those of a document of a participant that it acts for, and nothing else', async () => {
		const alice = nodes[0] as GridquorumNode;
		const shared = await alice.documents.deposit('alice', new Uint8Array(10), depositTerms({ readers: ['bob'] }));
		const secret = await alice.documents.deposit('alice', new Uint8Array(20), depositTerms());
		const sharedCid = (await alice.documents.get(shared)).record.cid;
		const secretCid = (await alice.documents.get(secret)).record.cid;
		const bob = await claimOf('bob', 1);

		expect((await ask({ kind: 'block', document: shared, cid: sharedCid, claim: bob })).kind).toBe('block');
		expect(await ask({ kind: 'presence', document: shared, cids: [sharedCid, secretCid], claim: bob })).toEqual({
			kind: 'presence',
			held: [true, false],
		});
		await refused({ document: secret, cid: secretCid, claim: bob }, 'DOCUMENT_NOT_ENTITLED');
		await refused({ document: shared, cid: secretCid, claim: bob }, 'DOCUMENT_NOT_ENTITLED');
		await refused({ document: 'E-alice-7', cid: sharedCid, claim: bob }, 'DOCUMENT_UNKNOWN');
		const other = cidOf('raw', hasher.sha256(new Uint8Array(1)));
		await refused({ document: shared, cid: other, claim: bob }, 'DOCUMENT_NOT_ENTITLED');
		await expect(ask({ kind: 'presence', document: secret, cids: [secretCid], claim: bob })).rejects.toThrow(
			/DOCUMENT_NOT_ENTITLED/,
		);

		const carol = await claimOf('carol', 2);
		await refused({ document: shared, cid: sharedCid, claim: carol }, 'DOCUMENT_NOT_ENTITLED');
		await refused({ document: shared, cid: sharedCid, claim: { ...carol, participant: 'bob' } }, 'DOCUMENT_PROOF');
		await refused({ document: shared, cid: sharedCid, claim: { ...bob, participant: 'nobody' } }, 'DOCUMENT_PROOF');
		const later = { ...bob, expiresAt: bob.expiresAt + 1 };
		await refused({ document: shared, cid: sharedCid, claim: later }, 'DOCUMENT_PROOF');
		const expired = await claimOf('bob', 1, { wallMs: Date.now() - 3_600_000 });
		await refused({ document: shared, cid: sharedCid, claim: expired }, 'DOCUMENT_PROOF');
		const longLived = await claimOf('bob', 1, { wallMs: Date.now() + 3_600_000 });
		await refused({ document: shared, cid: sharedCid, claim: longLived }, 'DOCUMENT_PROOF');
		const ofAnotherPeer = await claimOf('bob', 1, { peerId: server.peerId });
		await refused({ document: shared, cid: sharedCid, claim: ofAnotherPeer }, 'DOCUMENT_PROOF');
		const ofAnotherChain = await claimOf('bob', 1, { chainId: 'another' });
		await refused({ document: shared, cid: sharedCid, claim: ofAnotherChain }, 'DOCUMENT_PROOF');
	});
});

async function claimOf(
	participant: string,
	home: number,
	{ wallMs = Date.now(), peerId = guestId, chainId: chain = chainId } = {},
): Promise<ParticipantClaim> {
	const { passphrase } = await readNodeOptions(network.directories[home] as string);
	const keystore = new Keystore({ directory: join(network.directories[home] as string, 'keys'), passphrase });
	const signer = await keystore.signer('participant', participant);
	return signClaim(participant, { chainId: chain, peerId }, signer, wallMs);
}

function ask<R extends DocumentRequest>(request: R): ReturnType<typeof client.ask<R>> {
	return client.ask(server, request, AbortSignal.timeout(20_000));
}

async function refused(request: Omit<DocumentRequest & { kind: 'block' }, 'kind'>, code: string): Promise<void> {
	const error = await ask({ kind: 'block', ...request }).catch((reason: unknown) => reason);
	expect(error).toBeInstanceOf(CodedError);
	expect((error as CodedError).code).toBe('DOCUMENT_PEER_REFUSED');
	expect((error as CodedError).message).toContain(code);
}
