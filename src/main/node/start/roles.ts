import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import type { EpochDescription } from '../../../shared/codec/epoch.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { RoundTrace } from '../../core/consensus/types.ts';
import type { Signer } from '../../core/ports.ts';
import type { WallChainClock } from '../clock.ts';
import type { EpochEnd, ProofOfGuilt } from '../driver/driver.ts';
import type { KnownEpoch } from '../known-epoch.ts';
import type { Transport } from '../network/types.ts';
import type { Log } from '../observe/log.ts';
import type { NodeOptions } from '../options.ts';
import type { Chain } from './chain.ts';
import { EarlyFrames } from './early-frames.ts';
import { firstEpoch, handOver, networkPeers, type PresentEpoch, placeIn, readEpoch, readEpochs } from './epochs.ts';
import { createFollowing } from './following.ts';
import type { NodeKeys } from './open-disk.ts';
import { readRecovery } from './recovery.ts';
import type { Role } from './role.ts';
import { StallWatch } from './stall-watch.ts';
import type { Sync } from './sync.ts';
import { createValidating } from './validating.ts';

export interface RolesModules {
	readonly chain: Chain;
	readonly keys: NodeKeys;
	readonly transport: Transport;
	readonly sync: Sync;
	readonly clock: WallChainClock;
	readonly log: Log;
	/** Passes a transaction on to the other validators. */
	readonly spread: (transaction: Uint8Array) => void;
	readonly onTrace: (trace: RoundTrace) => void;
	readonly onEvidence: (proof: ProofOfGuilt) => void;
	readonly onBatch: (ms: number, records: number) => void;
	readonly onFailure: (error: unknown) => void;
}

/**
 * What the node does in the epoch that its store is in: validate where the epoch names it and it holds the key, else
 * follow. One role at a time; the next one begins when the one before has stopped for good.
 */
export class Roles {
	readonly #options: NodeOptions;
	readonly #modules: RolesModules;
	readonly #early = new EarlyFrames();
	#epoch: PresentEpoch | null = null;
	#known: readonly KnownEpoch[];
	#role: Role | null = null;
	#changing: Promise<void> = Promise.resolve();
	#watch: StallWatch | null = null;
	readonly #abort = new AbortController();

	constructor(options: NodeOptions, modules: RolesModules) {
		this.#options = options;
		this.#known = [firstEpoch(options.genesis)];
		this.#modules = modules;
	}

	/** Null before the first begins. */
	get current(): Role | null {
		return this.#role;
	}

	/** The epoch of the present role; null before the first begins. */
	get epoch(): PresentEpoch | null {
		return this.#epoch;
	}

	/** Epochs so far, ascending. */
	get known(): readonly KnownEpoch[] {
		return this.#known;
	}

	/** The key that this node validates with in the epoch, or the first that it holds; null where it holds none. */
	get signer(): Signer | null {
		const { keys } = this.#modules;
		const place = this.#epoch && placeIn(this.#epoch.description, this.#options.validator, keys);
		return place?.signer ?? keys.validatorSigners[0] ?? null;
	}

	/** A consensus frame; it waits while there is no role. */
	receive(from: ValidatorIndex, payload: Uint8Array): void {
		if (this.#role) this.#role.receive(from, payload);
		else this.#early.push(from, payload);
	}

	/** Takes the role that the stored epoch gives this node. */
	async begin(): Promise<void> {
		const { chain, keys, transport, sync } = this.#modules;
		const { genesis, validator, peerAddresses } = this.#options;
		const present = await readEpoch(chain.store, genesis);
		const { description, epoch } = present;
		if (!placeIn(description, validator, keys)) await keys.reloadValidatorSigners();
		const place = placeIn(description, validator, keys);
		if (!place) this.#requireKey(description);
		transport.setValidators(place?.self ?? null, networkPeers(description, keys.peerId, peerAddresses));
		sync.setValidators(description);
		const role = place
			? createValidating(
					{ epoch, self: place.self, recovery: await readRecovery(chain.store, epoch, chain.epochEndsAt()) },
					{ ...this.#modules, signer: place.signer, onEpochEnded: (end) => this.#epochEnded(end) },
				)
			: createFollowing({
					chain,
					client: sync.client,
					peers: sync.peers,
					onFailure: this.#modules.onFailure,
					follower: await sync.createFollower(() => this.#change(async () => undefined)),
				});
		this.#epoch = present;
		this.#known = await readEpochs(chain.store, genesis);
		if (this.#abort.signal.aborted) return;
		this.#role = role;
		this.#watch?.stop();
		this.#watch = place
			? new StallWatch(epoch.parameters, {
					height: () => chain.head().height,
					onStalled: () => void this.#stalled().catch((error: unknown) => this.#modules.onFailure(error)),
				})
			: null;
		role.start();
		this.#early.drain((from, payload) => role.receive(from, payload));
	}

	async stop(): Promise<void> {
		this.#abort.abort();
		this.#watch?.stop();
		await this.#changing;
		await this.#role?.stop();
	}

	/** The core's last word is on disk; the executor stands at the epoch's last block. */
	#epochEnded(end: EpochEnd): void {
		const { chain, log } = this.#modules;
		const { description: ending, epoch } = this.#epoch as PresentEpoch;
		this.#change(async () => {
			await chain.executions.drained();
			const next = await handOver(end, epoch, chain);
			chain.epochBegun();
			for (const { block } of await chain.store.voidBlocks(ending.epoch))
				chain.mempool.released(block.transactions.map(chain.nameOf));
			log.info({ epoch: next.epoch, startHeight: next.startHeight, validators: next.validators.length }, 'next epoch');
		});
	}

	/** Others may be in an epoch that does not name this validator: it follows them there. */
	async #stalled(): Promise<void> {
		const { sync, chain } = this.#modules;
		const { signal } = this.#abort;
		if (signal.aborted || !(await sync.isEpochBehind(signal))) return;
		this.#change(async () => {
			await chain.executions.drained();
			await sync.catchUp('running', signal);
		});
	}

	#change(between: () => Promise<void>): void {
		this.#changing = this.#changing
			.then(() => this.#replaceRole(between))
			.catch((error: unknown) => this.#modules.onFailure(error));
	}

	async #replaceRole(between: () => Promise<void>): Promise<void> {
		if (this.#abort.signal.aborted) return;
		await this.#role?.stop();
		await between();
		this.#role = null;
		await this.begin();
	}

	/** A validator without its key would be taken for one that is down; better said at once than found out later. */
	#requireKey({ validators }: EpochDescription): void {
		const { validator } = this.#options;
		const own = validators.find(({ id }) => id === validator);
		if (own && this.#epoch === null)
			throw new CodedError('KEY_MISMATCH', {
				name: own.id,
				purpose: own.peerId === this.#modules.keys.peerId ? 'validator' : 'network',
			});
	}
}
