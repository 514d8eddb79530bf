import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeDirectory } from '../../../src/main/headless/node-directory.ts';
import { exportBundle } from '../../../src/main/node/audit/export-bundle.ts';
import { openStoppedDocuments } from '../../../src/main/node/audit/stopped-documents.ts';
import { stoppedSource } from '../../../src/main/node/audit/stopped-source.ts';
import { verifyFile } from '../../../src/main/node/audit/verify-file.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { openStopped } from '../../../src/main/node/forensics/stopped-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import type { DocumentSource } from '../../../src/shared/audit/document-parts.ts';
import { trustRootOf, writeTrustRoot } from '../../../src/shared/audit/trust-root.ts';
import type { BundledDocument } from '../../../src/shared/audit/verify/document-content.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { depositTerms } from '../../fixtures/documents.ts';
import { sha256 } from '../../fixtures/engine-chain.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { stopEach } from '../../fixtures/stop-each.ts';
import { until } from '../../fixtures/until.ts';

let network: LocalNetwork | null = null;
let nodes: GridquorumNode[] = [];
let directory: string | null = null;

afterEach(async () => {
	await stopEach(nodes);
	nodes = [];
	await network?.remove();
	network = null;
	if (directory) await rm(directory, { recursive: true, force: true });
	directory = null;
});

describe('the home of a stopped validator', () => {
	it('is exported and verified from the files alone, and not while its node runs', async () => {
		network = await createLocalNetwork(4);
		const { directories } = network;
		for (const home of directories) nodes.push(await createNode(await readNodeOptions(home)));
		await Promise.all(nodes.map((node) => node.start()));
		const [first] = nodes as [GridquorumNode];
		const [home] = directories as [string];
		for (let paid = 0; paid < 3; paid++) await first.call('alice', calls.ledger.transfer({ to: 'bob', amount: 5 }));
		const content = utf8('as agreed between us');
		const terms = depositTerms({ readers: ['bob'], about: { type: 'participant', id: 'bob' } });
		const document = await first.documents.deposit('alice', content, terms);
		const { height } = first.snapshot();
		await until(() => first.snapshot().height >= height + 4, 30_000);
		await expect(openStopped(home)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_LOCKED' });
		await stopEach(nodes);
		nodes = [];

		directory = await mkdtemp(join(tmpdir(), 'gridquorum-audit-'));
		const path = join(directory, 'bundle.car');
		const stopped = await openStopped(await nodeDirectory(home));
		let trustRoot: Uint8Array;
		try {
			const state = await stoppedSource(stopped);
			const documents = await openStoppedDocuments({ directory: home, reader: 'alice' }, { state });
			const source = { ...state, documents: documents.source as DocumentSource };
			await exportBundle({ path, selection: { kind: 'participant', id: 'alice' } }, { source });
			await documents.close();
			await expect(openStoppedDocuments({ directory: home, reader: 'nobody' }, { state })).rejects.toMatchObject({
				code: 'DOCUMENT_KEY_MISSING',
			});
			trustRoot = utf8(writeTrustRoot(trustRootOf(state.genesis, { epoch: 0, startHeight: 0 }, sha256)));
		} finally {
			await stopped.close();
		}
		const opened: BundledDocument[] = [];
		const sound = await verifyFile({
			path,
			trustRoots: [trustRoot],
			workers: 2,
			onDocument: (each) => void opened.push(each),
		});
		expect(sound.firstFault).toBeNull();
		expect(sound.ok).toBe(true);
		expect(opened.map(({ deposit, metadata, plain }) => [deposit.document, metadata.name, plain])).toEqual([
			[document, 'contract.txt', content],
		]);
		expect(sound.chains[0]?.height).toBeGreaterThanOrEqual(height);

		const bytes = await readFile(path);
		await writeFile(path, bytes.subarray(0, bytes.length - 1));
		expect((await verifyFile({ path, trustRoots: [trustRoot], workers: 0 })).firstFault?.check).toBe('container');
	});
});
