import type { FreezeClient, RelayedLeaf } from '../../../shared/codec/bridge-calls.ts';
import {
	BRIDGE_CLIENT_LIMITS,
	type ChainClient,
	type ClientRoot,
	type FinalHeader,
} from '../../../shared/codec/bridge-client.ts';
import { bridgePaths } from '../../../shared/codec/bridge-state.ts';
import { type Digest, equalBytes } from '../../../shared/codec/bytes.ts';
import { forms } from '../../../shared/codec/calls.ts';
import { decode } from '../../../shared/codec/cbor.ts';
import { TIP_PATH } from '../../../shared/codec/chain-tip.ts';
import { decodeTransaction, TRANSACTION_LIMITS } from '../../../shared/codec/transaction.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { provenBlockId } from '../../../shared/proofs/commit-proof.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../shared/proofs/state-proof.ts';
import type { ExecutedBlock } from '../types.ts';
import type { ChainEnd } from './chain-end.ts';
import { decodeTip } from './client-update.ts';
import { type HeardAnchor, HeardAnchors } from './heard-anchors.ts';

/** Blocks, back from the newest, in which the update that brought a root is looked for. */
const SEARCHED_BLOCKS = 5_000;
const BLOCKS_AT_ONCE = 250;

/** Every call that may bring an update. */
const UPDATING = [forms.bridge.update, forms.bridge.receive, forms.bridge.acknowledge, forms.bridge.timeOut] as const;

/**
 * Compares the state roots that a client on `to` keeps of `from`, and those that blocks of `to` say were verified, with the
 * own, executed blocks: a root below all that are kept is kept at no moment, but calls rest on it. One that differs is certified by the validators of `from` and so are the own ones: they forked, and both headers prove it.
 */
export class ForkWatch {
	readonly #from: ChainEnd;
	readonly #to: ChainEnd;
	/** Heights of the kept roots that agree; a kept root never changes. */
	#agreed: ReadonlySet<number> = new Set();
	readonly #heard: HeardAnchors;
	/** The last look compared every root: none is above this end's newest block. */
	isComplete = false;

	constructor(modules: { readonly from: ChainEnd; readonly to: ChainEnd }) {
		this.#from = modules.from;
		this.#to = modules.to;
		this.#heard = new HeardAnchors(modules.from.chainId);
	}

	/** Every block of `to`. */
	hear(executed: ExecutedBlock): void {
		if (this.#heard.hear(executed).isRecovered) this.#agreed = new Set();
	}

	/**
	 * Null where all roots are this end's own, or above its newest block.
	 * @throws CodedError BRIDGE_FORK_UNPROVEN where one is not, and the headers for a proof are not at hand
	 */
	async look(): Promise<FreezeClient | null> {
		const chain = this.#from.chainId;
		const [client] = await leavesAt<ChainClient>(this.#to, [bridgePaths.client(chain)]);
		this.isComplete = true;
		if (!client || client.frozenAt !== null) {
			this.#heard.clear();
			return null;
		}
		const told = await this.#lookAtHeard(client);
		if (told) return told;
		const unseen = client.roots.filter((height) => !this.#agreed.has(height));
		const roots = await leavesAt<ClientRoot>(
			this.#to,
			unseen.map((height) => bridgePaths.root(chain, height)),
		);
		const agreed = new Set(client.roots.filter((height) => this.#agreed.has(height)));
		for (const [index, height] of unseen.entries()) {
			const root = roots[index];
			const own = root ? await this.#block(this.#from, height) : null;
			if (root && own && !equalBytes(own.stateRoot, root.stateRoot)) return this.#proof(height, root.stateRoot);
			if (own) agreed.add(height);
		}
		this.#agreed = agreed;
		this.isComplete = agreed.size === client.roots.length && this.#heard.waiting.length === 0;
		return null;
	}

	async #lookAtHeard(client: ChainClient): Promise<FreezeClient | null> {
		const waiting = this.#heard.waiting;
		const newest = waiting.length === 0 ? 0 : await this.#newestHeight(this.#from);
		for (const anchor of waiting) {
			if (anchor.height > newest) continue;
			const own = await this.#block(this.#from, anchor.height);
			if (own && !equalBytes(own.stateRoot, anchor.stateRoot)) return this.#heardProof(anchor, client, newest);
			this.#heard.drop(anchor);
		}
		return null;
	}

	/** One that no call will prove is said once: it must not stop the relayer for good. */
	async #heardProof(anchor: HeardAnchor, { scopes }: ChainClient, newest: number): Promise<FreezeClient> {
		const chain = this.#from.chainId;
		const brought = await this.#block(this.#to, anchor.broughtAt);
		const first = brought && headerIn(brought, anchor.stateRoot);
		const carrier = first?.headers[0];
		const second = carrier ? await this.#ownHeader(carrier.height) : null;
		if (first && carrier && second && second.headers[0]?.epoch === carrier.epoch && scopes.includes(carrier.epoch))
			return { chain, first, second };
		const isToCome =
			carrier?.height === anchor.height + 1 && !second && newest < carrier.height + BRIDGE_CLIENT_LIMITS.headers;
		if (!isToCome) this.#heard.drop(anchor);
		throw new CodedError('BRIDGE_FORK_UNPROVEN', { chain, height: anchor.height });
	}

	async #proof(height: number, stateRoot: Digest): Promise<FreezeClient> {
		const chain = this.#from.chainId;
		const first = await this.#broughtHeader(stateRoot);
		const at = first?.headers[0]?.height;
		const second = at === undefined ? null : await this.#ownHeader(at);
		if (!first || !second) throw new CodedError('BRIDGE_FORK_UNPROVEN', { chain, height });
		return { chain, first, second };
	}

	/** What certified the root when it was brought to `to`: in the transaction of its update. */
	async #broughtHeader(stateRoot: Digest): Promise<FinalHeader | null> {
		const newest = await this.#newestHeight(this.#to);
		const oldest = Math.max(1, newest - SEARCHED_BLOCKS + 1);
		for (let end = newest; end >= oldest; end -= BLOCKS_AT_ONCE)
			for await (const executed of this.#to.readBlocks(Math.max(oldest, end - BLOCKS_AT_ONCE + 1), end)) {
				if (!executed.events.some((event) => event.kind === 'chain-anchored' && event.chain === this.#from.chainId))
					continue;
				const found = headerIn(executed, stateRoot);
				if (found) return found;
			}
		return null;
	}

	/** Own header of a height, with those up to the one that makes it final. */
	async #ownHeader(height: number): Promise<FinalHeader | null> {
		const headers: ExecutedBlock['block']['header'][] = [];
		let first: ExecutedBlock | null = null;
		for await (const executed of this.#from.readBlocks(height, height + BRIDGE_CLIENT_LIMITS.headers - 1)) {
			first ??= executed;
			headers.push(executed.block.header);
			if (equalBytes(executed.blockId, provenBlockId(first.proof))) return { headers, commitProof: first.proof };
		}
		return null;
	}

	/** 0 before the first block. */
	async #newestHeight(end: ChainEnd): Promise<number> {
		const [tip] = await end.values([TIP_PATH]);
		return tip ? decodeTip(tip).height : 0;
	}

	async #block(end: ChainEnd, height: number): Promise<ExecutedBlock | null> {
		for await (const block of end.readBlocks(height, height)) return block;
		return null;
	}
}

/** The header of a block's updates that carries the root; null where there is none. */
function headerIn({ block }: ExecutedBlock, stateRoot: Digest): FinalHeader | null {
	for (const encoded of block.transactions) {
		const found = updateHeader(encoded, stateRoot);
		if (found) return found;
	}
	return null;
}

/** The header of a transaction's update that carries the root; null where there is none. */
function updateHeader(encoded: Uint8Array, stateRoot: Digest): FinalHeader | null {
	const { contract, method, arguments: args } = decodeTransaction(encoded);
	const form = UPDATING.find((each) => each.contract === contract && each.method === method);
	if (!form) return null;
	const { update } = form.read(decode(args, TRANSACTION_LIMITS.argumentsBytes), 'arguments') as Pick<
		RelayedLeaf,
		'update'
	>;
	const carrier = update?.headers[0];
	if (!update || !carrier || !equalBytes(carrier.stateRoot, stateRoot)) return null;
	return { headers: update.headers, commitProof: update.commitProof };
}

async function leavesAt<T>(end: ChainEnd, paths: readonly string[]): Promise<(T | null)[]> {
	const values = paths.length === 0 ? [] : await end.values(paths);
	return values.map((value) => value && (decode(value, STATE_VALUE_MAX_BYTES) as T));
}
