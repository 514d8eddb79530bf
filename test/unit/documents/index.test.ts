import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DocumentStore, type Replica } from '../../../src/main/node/documents/block-store.ts';
import { DocumentIndex, type ExecutedHistory } from '../../../src/main/node/documents/document-index.ts';
import { DocumentState } from '../../../src/main/node/documents/document-state.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { cidOf } from '../../../src/shared/documents/cid.ts';
import { EngineMarket, neighbourhoodGenesis, START, sha256 } from '../../fixtures/engine-market.ts';

/** Home 1 deposits a document in each of the first three blocks: for itself, for home 2, for home 3. */
function createMarket(): EngineMarket {
	const market = new EngineMarket(neighbourhoodGenesis());
	for (const [n, readers] of [['home-01'], ['home-01', 'home-02'], ['home-01', 'home-03']].entries()) {
		market.send(
			'home-01',
			calls.depository.depositDocument({
				type: 'other',
				about: null,
				cid: cidOf('dag-cbor', sha256(Uint8Array.of(n))),
				commitment: sha256(Uint8Array.of(n)),
				storedBytes: 100,
				readers,
				signers: [],
				threshold: 0,
				order: 'free',
				deadline: 0,
			}),
		);
		market.block(START + (n + 1) * 1_000);
	}
	return market;
}

const market = createMarket();
const state = new DocumentState({ read: async (path) => market.engine.state.get(path) ?? null });
let directory: string;
let store: DocumentStore;
let wanted: string[] = [];

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-documents-'));
	store = await DocumentStore.open(directory, { quotaBytes: 1_000 });
	wanted = [];
});

afterEach(async () => {
	await store.close();
	await rm(directory, { recursive: true, force: true });
});

describe('the index of documents', () => {
	it('wants the documents of its own participants, from the blocks that passed and those to come, once each', async () => {
		const index = indexOf('home-02', 'home-03');
		await index.catchUp(historyUpTo(2));
		expect(wanted).toEqual(['E-home-01-1']);
		await index.executed(3, eventsAt(3));
		await index.executed(3, eventsAt(3));
		expect(wanted).toEqual(['E-home-01-1', 'E-home-01-2']);
		expect((await store.documents(10)).map(({ id }) => id)).toEqual(['E-home-01-2', 'E-home-01-1', 'E-home-01-0']);
	});

	it('reads again the blocks of which it was not told', async () => {
		const index = indexOf('home-02', 'home-03');
		await index.catchUp({ ...historyUpTo(3), executedHeight: 0 });
		expect(wanted).toEqual([]);
		await index.executed(3, eventsAt(3));
		expect(wanted).toEqual(['E-home-01-1', 'E-home-01-2']);
	});

	it('goes on after a restart where it stopped, and looks again for participants that are new', async () => {
		await indexOf('home-02').catchUp(historyUpTo(3));
		expect((await store.replicas()).map((replica: Replica) => replica.document)).toEqual(['E-home-01-1']);
		wanted = [];
		await indexOf('home-02').catchUp(historyUpTo(3));
		expect(wanted).toEqual([]);
		await indexOf('home-03').catchUp(historyUpTo(3));
		expect(wanted).toEqual(['E-home-01-2']);
	});

	it('reads documents from the state where a snapshot has left out their blocks', async () => {
		await indexOf('home-02').catchUp({ ...historyUpTo(3), historyFrom: 4, execution: async () => null });
		expect(wanted).toEqual(['E-home-01-1']);
		expect(await store.documents(10)).toHaveLength(3);
		expect(await store.progress()).toMatchObject({ height: 3 });
	});

	it('knows who audits, from the genesis on and through changes of role', async () => {
		const genesis = neighbourhoodGenesis();
		const [first, ...others] = genesis.participants;
		const audited = { ...genesis, participants: [{ ...first, role: 'auditor' as const }, ...others] };
		const index = new DocumentIndex(
			{ participants: [], genesis: audited as typeof genesis },
			{ store, state, onWanted: () => undefined },
		);
		await index.catchUp(historyUpTo(0));
		expect(await store.auditors()).toEqual([first?.id]);
		const change = (participant: string, from: 'auditor' | 'prosumer', to: 'auditor' | 'prosumer') =>
			({ kind: 'participant-role-changed', participant, from, to }) as const;
		await index.executed(1, [change(first?.id ?? '', 'auditor', 'prosumer'), change('home-04', 'prosumer', 'auditor')]);
		expect(await store.auditors()).toEqual(['home-04']);
	});
});

function indexOf(...participants: string[]): DocumentIndex {
	return new DocumentIndex(
		{ participants, genesis: market.genesis },
		{ store, state, onWanted: ({ document }) => wanted.push(document) },
	);
}

function eventsAt(height: number) {
	return market.results[height - 1]?.events ?? [];
}

function historyUpTo(executedHeight: number): ExecutedHistory {
	return {
		executedHeight,
		historyFrom: 1,
		execution: async (height) => ({ height, events: eventsAt(height) }),
		leaves: async () => [...market.engine.leaves()],
	};
}
