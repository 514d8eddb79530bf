import { join } from 'node:path';
import { fromHex, toHex } from '../../../shared/codec/bytes.ts';
import { codeOf } from '../../../shared/errors/coded-error.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Libp2pTransport } from '../network/libp2p-transport.ts';
import type { Log } from '../observe/log.ts';
import type { NodeOptions } from '../options.ts';
import type { ParticipantCaller } from '../participant-caller.ts';
import type { Chain } from '../start/chain.ts';
import type { NodeKeys } from '../start/open-disk.ts';
import type { Sync } from '../start/sync.ts';
import type { ExecutedBlock } from '../types.ts';
import { BlockFetcher } from './block-fetcher.ts';
import { DocumentStore } from './block-store.ts';
import { ContentKeys } from './content-keys.ts';
import { DocumentClient } from './document-client.ts';
import { DocumentIndex } from './document-index.ts';
import { DocumentServer } from './document-server.ts';
import { DocumentState } from './document-state.ts';
import { createNodeDocuments } from './node-documents.ts';
import { Replicator } from './replicator.ts';
import type { NodeDocuments } from './types.ts';

/** 4 GiB. */
export const DEFAULT_QUOTA_BYTES = 4_294_967_296;
const DEFAULT_SCRUB_MS = 3_600_000;

/** The documents of one node: store, server, replication, and what its operators call. */
export interface Documents {
	readonly port: NodeDocuments;
	/** Figures for the metrics. */
	readonly figures: () => DocumentFigures;
	/** A block's results are stored. */
	executed(block: Pick<ExecutedBlock, 'block' | 'events'>): void;
	/** An encrypted block as its CID names it; null where it is not held, or damaged. */
	heldBlock(cid: Uint8Array): Promise<Uint8Array | null>;
	/** Takes in what happened while the node was down, then follows and replicates. */
	begin(): Promise<void>;
}

export interface DocumentFigures {
	readonly storedBytes: number;
	readonly kept: number;
	readonly lost: number;
	readonly blocksFaulty: number;
	readonly blocksRepaired: number;
}

export async function openDocuments(
	options: NodeOptions & { readonly peerId: string },
	modules: {
		readonly chain: Chain;
		readonly network: Libp2pTransport;
		readonly keys: NodeKeys;
		readonly sync: Pick<Sync, 'peers' | 'isAdmitted'>;
		readonly caller: ParticipantCaller;
		readonly log: Log;
		readonly lifecycle: Lifecycle;
	},
): Promise<Documents> {
	const { chain, network, keys, sync, caller, log, lifecycle } = modules;
	const { chainId } = chain;
	const participants = keys.participants.names;
	const store = await DocumentStore.open(join(options.dataDirectory, 'documents'), {
		quotaBytes: options.documentQuotaBytes ?? DEFAULT_QUOTA_BYTES,
	});
	const state = new DocumentState({ read: async (path) => (await chain.executor.values([path]))[0] ?? null });
	const blockTime = (): number => chain.head().time ?? options.genesis.time;
	const server = new DocumentServer({ chainId }, { store, state, isAdmitted: sync.isAdmitted, blockTime, log });
	network.serveRequests(server.protocol);
	const client = new DocumentClient(
		{ chainId },
		{ dial: (peer, protocol, signal) => network.dial(peer, protocol, signal) },
	);
	const fetcher = new BlockFetcher(
		{ chainId, peerId: options.peerId },
		{ client, peers: () => peersOf(network, sync), signerOf: (id) => caller.signerOf(id), log },
	);
	const replicator = new Replicator(
		{ scrubMs: options.documentScrubMs ?? DEFAULT_SCRUB_MS },
		{ store, state, fetcher, participants, blockTime, log },
	);
	const index = new DocumentIndex(
		{ participants, genesis: options.genesis },
		{ store, state, onWanted: (replica) => replicator.want(replica) },
	);
	/** Blocks are looked at one after the other; those before `begin` are read from the disk. */
	let following: Promise<void> | null = null;
	const port = createNodeDocuments(
		{ chainId },
		{
			store,
			state,
			keys: new ContentKeys({
				keystore: keys.keystore,
				state,
				requireOpen: (participant) => keys.participants.requireOpen(participant),
			}),
			replicator,
			caller,
			height: () => chain.head().height,
			blockTime,
			caughtUp: async () => (await following) ?? undefined,
		},
	);
	lifecycle.onClose('documents', async () => {
		server.stop();
		await replicator.stop();
		await following;
		await store.close();
	});

	async function begin(): Promise<void> {
		for (const replica of await store.replicas()) replicator.want(replica);
		const catchingUp = index.catchUp({
			get executedHeight() {
				return chain.store.executedHeight;
			},
			get historyFrom() {
				return chain.store.historyFrom;
			},
			execution: (height) => chain.store.execution(height),
			leaves: () => chain.executor.leaves(),
		});
		following = catchingUp.catch(noteFault);
		await catchingUp;
		await dropAbandoned();
		replicator.start();
	}

	function executed({ block, events }: Pick<ExecutedBlock, 'block' | 'events'>): void {
		const { height } = block.header;
		following = following?.then(() => index.executed(height, events)).catch(noteFault) ?? null;
	}

	function noteFault(error: unknown): void {
		log.error({ error }, 'the documents of a block could not be looked at');
	}

	/** Deposits that were under way when the node stopped, and that the chain has taken or can take no more. */
	async function dropAbandoned(): Promise<void> {
		const kept = new Set((await store.replicas()).map(({ cid }) => cid));
		for (const { root, deposit } of await store.pending()) {
			const isTaken = kept.has(toHex(root));
			if (!isTaken && deposit.until >= chain.head().height) continue;
			if (!isTaken) await store.drop(deposit.cids.map(fromHex));
			await store.endPending(root);
		}
	}

	return {
		port,
		figures: () => {
			const count = (wanted: string): number =>
				replicator.standings.filter(({ replica }) => replica.state === wanted).length;
			return {
				storedBytes: store.usedBytes,
				kept: count('kept'),
				lost: count('lost'),
				blocksFaulty: replicator.figures.faulty,
				blocksRepaired: replicator.figures.repaired,
			};
		},
		executed,
		heldBlock: (cid) => store.get(cid).catch(orNotHeld),
		begin,
	};
}

function orNotHeld(error: unknown): null {
	const code = codeOf(error);
	if (code === 'DOCUMENT_BLOCK_MISSING' || code === 'DOCUMENT_BLOCK_DAMAGED') return null;
	throw error;
}

/** Validators and sources by their addresses, and whoever is connected. */
function peersOf(network: Libp2pTransport, { peers }: Pick<Sync, 'peers'>): ReturnType<Sync['peers']['all']> {
	const known = peers.all();
	const names = new Set(known.map(({ peerId }) => peerId));
	const others = network.connectedPeers().filter((peerId) => !names.has(peerId));
	return [...known, ...others.map((peerId) => ({ peerId, addresses: [] }))];
}
