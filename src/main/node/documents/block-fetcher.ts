import { setTimeout as sleep } from 'node:timers/promises';
import { equalBytes } from '../../../shared/codec/bytes.ts';
import { cidText, digestOfCid } from '../../../shared/documents/cid.ts';
import { CodedError, codeOf } from '../../../shared/errors/coded-error.ts';
import type { Signer } from '../../core/ports.ts';
import { hasher } from '../crypto/sha256.ts';
import type { PeerAddress } from '../network/libp2p-transport.ts';
import type { Log } from '../observe/log.ts';
import type { DocumentClient } from './document-client.ts';
import { type ParticipantClaim, signClaim } from './participant-claim.ts';

/** A peer that is busy is asked again this often, with this pause. */
const BUSY_ATTEMPTS = 20;
const BUSY_MS = 250;
/** A claim is signed anew this long before it expires. */
const CLAIM_MARGIN_MS = 120_000;

export interface BlockFetcherModules {
	readonly client: DocumentClient;
	/** Whom to ask, by present knowledge. */
	readonly peers: () => readonly PeerAddress[];
	/** @throws CodedError KEY_UNKNOWN */
	readonly signerOf: (participant: string) => Signer;
	readonly log: Log;
}

/** Gets single blocks from peers, one peer after the other, and believes none of them. */
export class BlockFetcher {
	readonly #scope: { readonly chainId: string; readonly peerId: string };
	readonly #modules: BlockFetcherModules;
	readonly #claims = new Map<string, ParticipantClaim>();
	/** Peer id that had the last block: it likely has the next. */
	#useful: string | null = null;

	constructor(scope: { readonly chainId: string; readonly peerId: string }, modules: BlockFetcherModules) {
		this.#scope = scope;
		this.#modules = modules;
	}

	/** Null when no peer that could be asked has it. */
	async fetch(document: string, participant: string, cid: Uint8Array, stop: AbortSignal): Promise<Uint8Array | null> {
		const { log } = this.#modules;
		for (const peer of this.#inTurn()) {
			if (stop.aborted) return null;
			try {
				const claim = this.#claimOf(participant);
				const { bytes } = await this.#askPatiently(peer, { kind: 'block', document, cid, claim }, stop);
				if (equalBytes(hasher.sha256(bytes), digestOfCid(cid))) {
					this.#useful = peer.peerId;
					return bytes;
				}
				const { code, details, message } = new CodedError('DOCUMENT_BLOCK_DAMAGED', { cid: cidText(cid) });
				log.warn({ peer: peer.peerId, document, code, details }, message);
			} catch (error) {
				log.debug({ peer: peer.peerId, document, error: String(error) }, 'a document block was not to be had');
			}
		}
		return null;
	}

	/** Peers that have all of these blocks. */
	async holders(
		document: string,
		participant: string,
		cids: readonly Uint8Array[],
		stop: AbortSignal,
	): Promise<readonly string[]> {
		const holders: string[] = [];
		for (const peer of this.#inTurn()) {
			if (stop.aborted) break;
			try {
				const claim = this.#claimOf(participant);
				const { held } = await this.#modules.client.ask(peer, { kind: 'presence', document, cids, claim }, stop);
				if (held.length === cids.length && held.every((isHeld) => isHeld)) holders.push(peer.peerId);
			} catch (error) {
				this.#modules.log.debug({ peer: peer.peerId, document, error: String(error) }, 'no word of a document');
			}
		}
		return holders;
	}

	async #askPatiently(
		peer: PeerAddress,
		request: Extract<Parameters<DocumentClient['ask']>[1], { kind: 'block' }>,
		stop: AbortSignal,
	): Promise<{ readonly bytes: Uint8Array }> {
		for (let attempt = 1; ; attempt++) {
			try {
				return await this.#modules.client.ask(peer, request, stop);
			} catch (error) {
				if (codeOf(error) !== 'DOCUMENT_BUSY' || attempt === BUSY_ATTEMPTS) throw error;
				await sleep(BUSY_MS, undefined, { signal: stop });
			}
		}
	}

	#inTurn(): readonly PeerAddress[] {
		const peers = this.#modules.peers();
		return [
			...peers.filter(({ peerId }) => peerId === this.#useful),
			...peers.filter(({ peerId }) => peerId !== this.#useful),
		];
	}

	#claimOf(participant: string): ParticipantClaim {
		const wallMs = Date.now();
		const known = this.#claims.get(participant);
		if (known && known.expiresAt - CLAIM_MARGIN_MS > wallMs) return known;
		const claim = signClaim(participant, this.#scope, this.#modules.signerOf(participant), wallMs);
		this.#claims.set(participant, claim);
		return claim;
	}
}
