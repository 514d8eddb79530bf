import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import { type Sha256, toHex, utf8 } from '../../../shared/codec/bytes.ts';
import {
	type ConsensusMessage,
	decodeConsensusMessage,
	encodeConsensusMessage,
} from '../../../shared/codec/consensus-messages.ts';
import { DEFAULT_CREDIT } from '../../../shared/codec/credit-parameters.ts';
import type { EpochDescription } from '../../../shared/codec/epoch.ts';
import type { ConsensusParameters, GenesisValidator } from '../../../shared/codec/genesis.ts';
import type { LeaderOverride } from '../../core/consensus/leaders.ts';
import type { ConsensusEffect } from '../../core/consensus/types.ts';
import type { Signer, Verifier } from '../../core/ports.ts';
import { RunObserver } from '../checks/run-observer.ts';
import { EventQueue } from '../event-queue.ts';
import { type CrashFault, type FaultPlan, faultyForGood } from '../fault-plan.ts';
import { Random } from '../random.ts';
import { SimulatedNode, validatorId } from './simulated-node.ts';
import { genesisOf } from './simulated-state.ts';
import type { SimulatedGenesis, SimulatedStore } from './simulated-store.ts';

export const LAB_PARAMETERS: ConsensusParameters = {
	baseTimeoutMinMs: 100,
	baseTimeoutInitialMs: 500,
	baseTimeoutMaxMs: 2000,
	roundTimeoutMaxMs: 30_000,
	idleIntervalMs: 2000,
	clockAheadMs: 500,
	clockBehindMs: 5000,
	maxBlockBytes: 65_536,
};

export interface SimulationOptions {
	readonly seed: number;
	readonly validators: number;
	/** Nodes beyond them that follow from outside until a change lets them in. */
	readonly joiners?: number;
	/** One-way delay of a message, ms; jitter reorders. */
	readonly latencyMinMs: number;
	readonly latencyMaxMs: number;
	readonly executionMs: number;
	/** A transaction reaches every node this often while the run lasts; 0: none. */
	readonly transactionEveryMs: number;
	readonly faults: FaultPlan;
	readonly parameters: ConsensusParameters;
	/** Encodes and decodes every message, as a real network would. */
	readonly isWireExact: boolean;
	readonly leaderOverride: LeaderOverride | null;
	/** Called with the ordinal of each effect carried out by `node`; true kills it right before that effect. */
	readonly killBefore: ((node: ValidatorIndex, effect: number) => boolean) | null;
}

export interface SimulationModules {
	readonly sha256: Sha256;
	readonly verifier: Verifier;
	/** @param key number of a node's first key; the next one is KEY_STEP higher */
	signerOf(key: number): Signer;
}

/** Between the keys of one node. */
export const KEY_STEP = 1_000;
const KEYS_PER_NODE = 2;
const GENESIS_TIME = 1_700_000_000_000;

/** A network of validators in one process, in virtual time, from one seed: equal options replay bit for bit. */
export class Simulation {
	readonly observer: RunObserver;
	/** One per validator, then joiners, then twins in the order of the fault plan. */
	readonly nodes: SimulatedNode[] = [];
	readonly #options: SimulationOptions;
	readonly #modules: SimulationModules;
	readonly #random: Random;
	readonly #queue = new EventQueue<() => void>();
	readonly #faulty: ReadonlySet<number>;
	/** Nodes without the twins. */
	readonly #size: number;
	#nowMs = 0;
	#fingerprint = 0x811c9dc5;
	#transactions = 0;

	constructor(options: SimulationOptions, modules: SimulationModules) {
		this.#options = options;
		this.#modules = modules;
		this.#random = new Random(options.seed);
		this.#faulty = faultyForGood(options.faults);
		this.observer = new RunObserver(new Set(options.faults.twins));
		const genesis = this.#genesis();
		this.#size = options.validators + (options.joiners ?? 0);
		for (let index = 0; index < this.#size; index++) this.#addNode(genesis, index);
		for (const index of options.faults.twins) this.#addNode(genesis, index);
		for (const crash of options.faults.crashes) this.#planCrash(crash);
		if (options.transactionEveryMs > 0) this.#planTransactions();
		for (const node of this.nodes) this.#queue.push(0, () => node.start());
	}

	get nowMs(): number {
		return this.#nowMs;
	}

	/** Nodes that are honest and up in the end. */
	get honest(): SimulatedNode[] {
		return this.nodes.slice(0, this.#size).filter((node) => !this.#faulty.has(node.index));
	}

	/** Changes with every message: two runs with equal fingerprints sent the same messages at the same times. */
	get fingerprint(): number {
		return this.#fingerprint >>> 0;
	}

	/** Runs until virtual time `untilMs`, or until `isDone` says so after an event. */
	run(untilMs: number, isDone: () => boolean = () => false): void {
		while (this.#queue.nextAt <= untilMs) {
			const next = this.#queue.pop();
			if (!next) break;
			this.#nowMs = next.at;
			next.item();
			if (isDone()) return;
		}
		this.#nowMs = Math.max(this.#nowMs, untilMs);
	}

	/** Hands a transaction to every node that is up. */
	submit(transaction: Uint8Array): void {
		for (const node of this.nodes) if (node.isUp) node.submit(transaction);
	}

	/** Starts a node that was killed again, after a while. */
	restart(index: ValidatorIndex, afterMs: number): void {
		const node = this.nodes[index] as SimulatedNode;
		this.#queue.push(this.#nowMs + afterMs, () => node.start());
	}

	/** What a validator enters under: to join, or to change its key. */
	identityOf(node: number, key = node): GenesisValidator {
		return {
			id: validatorId(node),
			name: `Validator ${node}`,
			operator: 'lab',
			publicKey: this.#modules.signerOf(key).publicKey,
			peerId: '',
			addresses: [],
		};
	}

	#genesis(): SimulatedGenesis {
		const { validators, parameters } = this.#options;
		const { sha256 } = this.#modules;
		const epoch: EpochDescription = {
			epoch: 0,
			startHeight: 0,
			startTime: GENESIS_TIME,
			validators: Array.from({ length: validators }, (_, index) => this.identityOf(index)),
			consensus: parameters,
			credit: DEFAULT_CREDIT,
		};
		return {
			chainId: 'lab',
			genesisId: sha256(utf8('lab genesis')),
			state: genesisOf(epoch, sha256(utf8('lab genesis state'))),
		};
	}

	#addNode(genesis: SimulatedGenesis, index: number): void {
		const { faults, leaderOverride, executionMs, killBefore } = this.#options;
		const instance = this.nodes.length;
		const skewMs = faults.clockSkewMs > 0 ? this.#random.between(-faults.clockSkewMs, faults.clockSkewMs) : 0;
		let effects = 0;
		const node: SimulatedNode = new SimulatedNode(
			{
				node: index,
				genesis,
				executionMs,
				isMute: faults.mute.includes(index),
				...(leaderOverride ? { leaderOverride } : {}),
				...(killBefore ? { killBefore: () => killBefore(index, effects++) } : {}),
			},
			{
				sha256: this.#modules.sha256,
				verifier: this.#modules.verifier,
				signers: Array.from({ length: KEYS_PER_NODE }, (_, step) => this.#modules.signerOf(index + step * KEY_STEP)),
				surroundings: {
					after: (delayMs, action) => this.#queue.push(this.#nowMs + delayMs, action),
					instant: () => ({ now: GENESIS_TIME + this.#nowMs + skewMs, wall: this.#nowMs, speed: 1 }),
					send: (to, message) => this.#send(index, instance, to, message),
					anyStore: () => this.#anyStore(index),
					observe: (effect) => this.#observe(node, effect),
					executed: (height, stateRoot) => this.observer.executed(index, height, stateRoot),
				},
			},
		);
		this.nodes.push(node);
	}

	#observe(node: SimulatedNode, effect: ConsensusEffect): void {
		this.observer.effect(node.index, this.#nowMs, effect, (validator) => node.nodeOf(validator));
		if (effect.kind === 'broadcast') this.observer.sent(node.index, effect.message);
	}

	#anyStore(asking: number): SimulatedStore | null {
		const others = this.nodes.filter((node) => node.isUp && node.index !== asking);
		return others.length > 0 ? this.#random.pick(others).store : null;
	}

	#send(from: ValidatorIndex, instance: number, to: ValidatorIndex, message: ConsensusMessage): void {
		this.#mix(`${this.#nowMs}/${instance}/${to}/${message.kind}`);
		if ('signature' in message) this.#mix(toHex(message.signature.subarray(0, 8)));
		const { faults, latencyMinMs, latencyMaxMs } = this.#options;
		const isSettled = this.#nowMs >= faults.settledMs;
		const copies = !isSettled && this.#random.chance(faults.duplicatePermille) ? 2 : 1;
		const encoded = this.#options.isWireExact ? encodeConsensusMessage(message) : null;
		for (let copy = 0; copy < copies; copy++) {
			if (!isSettled && (this.#random.chance(faults.lossPermille) || this.#isCut(from, to))) continue;
			const delayMs = this.#random.between(latencyMinMs, latencyMaxMs);
			const target = this.#targetOf(to);
			this.#queue.push(this.#nowMs + delayMs, () =>
				target.receive(from, encoded ? decodeConsensusMessage(encoded) : message),
			);
		}
	}

	/** A twin hears about half of what is sent to its validator; the other half goes to the first instance. */
	#targetOf(to: ValidatorIndex): SimulatedNode {
		const place = this.#options.faults.twins.indexOf(to);
		const isForTwin = place >= 0 && this.#random.chance(500);
		return this.nodes[isForTwin ? this.#size + place : to] as SimulatedNode;
	}

	#isCut(from: ValidatorIndex, to: ValidatorIndex): boolean {
		return this.#options.faults.partitions.some(
			({ fromMs, toMs, groups }) =>
				this.#nowMs >= fromMs &&
				this.#nowMs < toMs &&
				!groups.some((group) => group.includes(from) && group.includes(to)),
		);
	}

	#planCrash(crash: CrashFault): void {
		const node = this.nodes[crash.node] as SimulatedNode;
		this.#queue.push(crash.fromMs, () => node.crashAfter(crash.effectsBefore));
		if (crash.toMs === Number.POSITIVE_INFINITY) return;
		this.#queue.push(crash.toMs, () => {
			node.crashAfter(0);
			if (!this.#isDownForGood(crash.node)) node.start();
		});
	}

	#isDownForGood(index: ValidatorIndex): boolean {
		return this.#options.faults.crashes.some(
			(crash) => crash.node === index && crash.toMs === Number.POSITIVE_INFINITY && crash.fromMs <= this.#nowMs,
		);
	}

	#planTransactions(): void {
		const submit = () => {
			this.submit(utf8(`transaction ${this.#transactions++}`));
			this.#queue.push(this.#nowMs + this.#options.transactionEveryMs, submit);
		};
		this.#queue.push(this.#options.transactionEveryMs, submit);
	}

	/** FNV-1a. */
	#mix(text: string): void {
		for (let i = 0; i < text.length; i++)
			this.#fingerprint = Math.imul(this.#fingerprint ^ text.charCodeAt(i), 0x01000193);
	}
}
