import { setTimeout as sleep } from 'node:timers/promises';
import { decodeCommittedBlock } from '../../../shared/codec/block-codec.ts';
import { CodedError, codeOf } from '../../../shared/errors/coded-error.ts';
import type { ProofModules } from '../../../shared/proofs/certificates.ts';
import { decodeEpochChangeProof } from '../../../shared/proofs/epoch-change.ts';
import type { Hasher } from '../../core/ports.ts';
import { ChainVerifier, type TrustRoot } from '../../core/sync/chain-verifier.ts';
import { SYNC_LIMITS } from '../../core/sync/limits.ts';
import type { ProvenBlock } from '../../core/sync/range.ts';
import type { PeerAddress } from '../network/libp2p-transport.ts';
import type { Log } from '../observe/log.ts';
import type { FollowedChain } from './followed-chain.ts';
import { enterNewestEpoch } from './newest-epoch.ts';
import { isLie } from './peer-faults.ts';
import { RootWatch } from './root-watch.ts';
import { SnapshotDownload } from './snapshot-download.ts';
import type { SyncClient } from './sync-client.ts';
import type { SyncPeers } from './sync-peers.ts';

/** How long a peer may keep back that it has nothing new, before another one is asked. */
const WAIT_MS = 5_000;
/** Between questions that bring nothing at once. */
const PAUSE_MS = 250;
/** Peers that are behind, silent or lying, one after the other, before catching up is given up for now. */
const MAX_FAILURES = 12;

export interface PeerTip {
	readonly peer: PeerAddress;
	readonly height: number;
	readonly epoch: number;
}

export interface FollowerModules {
	readonly client: SyncClient;
	readonly peers: SyncPeers;
	readonly chain: FollowedChain;
	readonly proofs: ProofModules;
	readonly hasher: Hasher;
	readonly log: Log;
}

/**
 * Moves the node's chain by what peers serve and proofs show, without a vote. One peer at a time; whoever sends what
 * does not verify is left alone for a while, and nothing of it is kept.
 */
export class Follower {
	readonly #modules: FollowerModules;
	readonly #roots = new RootWatch();
	#verifier: ChainVerifier;
	#rangeBytes: number = SYNC_LIMITS.usualRangeBytes;
	/** Asked ahead while the range before it is executed. */
	#ahead: {
		readonly peer: PeerAddress;
		readonly from: number;
		readonly blocks: Promise<readonly Uint8Array[]>;
	} | null = null;
	#isOutOfReach = false;
	#refusals = 0;

	/** @param root the node's own newest executed block */
	constructor(root: TrustRoot, modules: FollowerModules) {
		this.#modules = modules;
		this.#verifier = new ChainVerifier(root, modules.proofs);
		this.#roots.executed(modules.chain.stateRoot);
	}

	get epoch(): number {
		return this.#verifier.scope.epoch;
	}

	/** Peers that closed the door on this node's peer id when they were last asked for their tips. */
	get refusals(): number {
		return this.#refusals;
	}

	/** Heights and epochs of the peers' newest blocks, as far as they answer and prove them, the highest first. */
	async tips(stop: AbortSignal): Promise<PeerTip[]> {
		const { client, peers } = this.#modules;
		this.#refusals = 0;
		const answers = peers.all().map(async (peer) => {
			try {
				const { tip } = await client.ask(peer, { kind: 'tip' }, stop);
				if (!tip || tip.header.epoch < this.epoch) return [];
				const verifier = this.#scratch();
				if (tip.header.epoch > this.epoch) await enterNewestEpoch(peer, { client, verifier, stop });
				verifier.verifyTip(tip.header, tip.commitProof);
				return [{ peer, height: tip.header.height, epoch: tip.header.epoch }];
			} catch (error) {
				if (codeOf(error) === 'SYNC_NOT_ADMITTED') this.#refusals += 1;
				this.#fault(peer, error);
				return [];
			}
		});
		return (await Promise.all(answers)).flat().sort((a, b) => b.height - a.height);
	}

	/**
	 * Takes the newest snapshot of any of the peers.
	 * @returns false when none has one that holds
	 */
	async installSnapshot(candidates: readonly PeerAddress[], stop: AbortSignal): Promise<boolean> {
		const { client, chain, proofs, hasher, log } = this.#modules;
		for (const peer of candidates) {
			const verifier = this.#scratch();
			try {
				const snapshot = await new SnapshotDownload({ peer, stop }, { client, verifier, proofs, hasher }).run();
				if (!snapshot) continue;
				await chain.install(snapshot);
				this.#verifier = verifier;
				this.#roots.executed(chain.stateRoot);
				log.info({ height: chain.height, leaves: snapshot.leaves.length, peer: peer.peerId }, 'snapshot installed');
				return true;
			} catch (error) {
				if (stop.aborted) throw error;
				this.#fault(peer, error);
			}
		}
		return false;
	}

	/** Goes on until the chain stands at `height`; gives up when peers fail one after the other. */
	async catchUp(height: number, stop: AbortSignal): Promise<boolean> {
		for (let failures = 0; failures < MAX_FAILURES && !stop.aborted; ) {
			if (this.#modules.chain.height >= height) return true;
			failures = (await this.#turn(stop)) ? 0 : failures + 1;
		}
		return this.#modules.chain.height >= height;
	}

	/** Goes on until the signal aborts. @throws CodedError when this node's own state or disk is at fault */
	async follow(stop: AbortSignal): Promise<void> {
		while (!stop.aborted) await this.#turn(stop);
	}

	/** A verifier that stands where this one does, to try what a peer says. */
	#scratch(): ChainVerifier {
		const { scope, startHeight, position } = this.#verifier;
		return new ChainVerifier({ scope, startHeight, position }, this.#modules.proofs);
	}

	/** One question to one peer; true when it moved the chain. */
	async #turn(stop: AbortSignal): Promise<boolean> {
		const { peers } = this.#modules;
		const peer = peers.current(performance.now());
		if (!peer) {
			this.#outOfReach(peers.count === 0 ? 'none is known' : 'all of them failed');
			await this.#pause(Math.max(PAUSE_MS, Math.min(WAIT_MS, peers.nextAtMs() - performance.now())), stop);
			return false;
		}
		try {
			const hasMoved = this.#isEpochOver() ? await this.#handOver(peer, stop) : await this.#advance(peer, stop);
			this.#isOutOfReach = false;
			if (hasMoved) peers.useful(peer);
			else peers.passOver();
			return hasMoved;
		} catch (error) {
			this.#ahead = null;
			if (stop.aborted) return false;
			this.#fault(peer, error);
			return false;
		}
	}

	#isEpochOver(): boolean {
		const { chain } = this.#modules;
		return chain.epochEndsAt !== null && chain.height >= chain.epochEndsAt;
	}

	async #handOver(peer: PeerAddress, stop: AbortSignal): Promise<boolean> {
		const { client, chain, log } = this.#modules;
		this.#ahead = null;
		const { proofs } = await client.ask(peer, { kind: 'handovers', fromEpoch: this.epoch }, stop);
		const [encoded] = proofs;
		if (!encoded) {
			await this.#pause(PAUSE_MS, stop);
			return false;
		}
		const proof = decodeEpochChangeProof(encoded);
		const next = this.#verifier.verifyHandover(proof);
		this.#verifier.enter(next, chain.stateRoot);
		await chain.beginEpoch({ description: next.description, stateRoot: next.stateRoot, proof });
		log.info({ epoch: this.epoch, height: chain.height }, 'epoch begins');
		return true;
	}

	async #advance(peer: PeerAddress, stop: AbortSignal): Promise<boolean> {
		const { chain } = this.#modules;
		const askedAtMs = performance.now();
		const encoded = await this.#range(peer, stop);
		if (encoded.length === 0) {
			if (performance.now() - askedAtMs < PAUSE_MS) await this.#pause(PAUSE_MS, stop);
			return false;
		}
		const blocks = this.#verifier.take(encoded.map(decodeCommittedBlock));
		if (blocks.length === 0) {
			if (this.#rangeBytes === SYNC_LIMITS.rangeBytes)
				throw new CodedError('CONSENSUS_NOT_PROVEN', { height: this.#verifier.position.height + 1 });
			this.#rangeBytes = SYNC_LIMITS.rangeBytes;
			return true;
		}
		this.#rangeBytes = SYNC_LIMITS.usualRangeBytes;
		if (chain.epochEndsAt === null) this.#askAhead(peer, stop);
		await this.#append(blocks);
		return true;
	}

	async #append(blocks: readonly ProvenBlock[]): Promise<void> {
		const { chain } = this.#modules;
		const finalisedAtMs = Date.now();
		await chain.append(
			blocks.map(({ block, id, proof }) => ({ block, blockId: id, proof, finalisedAtMs })),
			({ header }) => this.#roots.check(header),
			(stateRoot) => this.#roots.executed(stateRoot),
		);
	}

	async #range(peer: PeerAddress, stop: AbortSignal): Promise<readonly Uint8Array[]> {
		const ahead = this.#ahead;
		this.#ahead = null;
		const from = this.#verifier.position.height + 1;
		if (ahead?.peer === peer && ahead.from === from) return ahead.blocks;
		return this.#ask(peer, from, stop);
	}

	#askAhead(peer: PeerAddress, stop: AbortSignal): void {
		const from = this.#verifier.position.height + 1;
		const blocks = this.#ask(peer, from, stop);
		// Whoever awaits it sees the failure.
		blocks.catch(() => undefined);
		this.#ahead = { peer, from, blocks };
	}

	async #ask(peer: PeerAddress, from: number, stop: AbortSignal): Promise<readonly Uint8Array[]> {
		const { rangeBlocks: count } = SYNC_LIMITS;
		const request = { kind: 'blocks', from, count, maxBytes: this.#rangeBytes, waitMs: WAIT_MS } as const;
		return (await this.#modules.client.ask(peer, request, stop)).blocks;
	}

	/** @throws the error itself when it is none of the peer's */
	#fault(peer: PeerAddress, error: unknown): void {
		const { peers, log } = this.#modules;
		const code = codeOf(error);
		if (code === null || code === 'CONSENSUS_FORK' || OWN_FAULTS.has(code)) throw error;
		const { message } = error as CodedError;
		if (isLie(code)) {
			peers.lied(peer, performance.now());
			log.warn({ code: 'SYNC_PEER_LIED', peer: peer.peerId, reason: message }, 'a peer sent what does not verify');
			return;
		}
		peers.failed(peer, performance.now(), message);
		log.debug({ code, peer: peer.peerId, reason: message }, 'a peer was of no use');
	}

	#outOfReach(reason: string): void {
		if (this.#isOutOfReach) return;
		this.#isOutOfReach = true;
		const error = new CodedError('SYNC_NO_PEER', { reason: this.#modules.peers.lastFault ?? reason });
		this.#modules.log.warn({ code: error.code }, error.message);
	}

	async #pause(ms: number, stop: AbortSignal): Promise<void> {
		await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
	}
}

/** What this node itself is to blame for: going on would serve a wrong state. */
const OWN_FAULTS: ReadonlySet<string> = new Set([
	'STATE_MISMATCH',
	'ENGINE_HEIGHT',
	'ENGINE_STATE',
	'WORKER_FAILED',
	'DATA_DIRECTORY_DAMAGED',
	'NODE_STOPPED',
	'NODE_FAILED',
]);
