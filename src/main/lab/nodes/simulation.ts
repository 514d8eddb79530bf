import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import { utf8 } from '../../../shared/codec/bytes.ts';
import type { Plain } from '../../../shared/codec/cbor.ts';
import {
	type ConsensusMessage,
	decodeConsensusMessage,
	encodeConsensusMessage,
} from '../../../shared/codec/consensus-messages.ts';
import { DEFAULT_CREDIT } from '../../../shared/codec/credit-parameters.ts';
import type { EpochDescription } from '../../../shared/codec/epoch.ts';
import type { ConsensusParameters, GenesisValidator } from '../../../shared/codec/genesis-document.ts';
import type { LeaderOverride } from '../../core/consensus/leaders.ts';
import { maxFaulty, quorumOf } from '../../core/consensus/quorum.ts';
import type { ConsensusEffect } from '../../core/consensus/types.ts';
import { RunObserver } from '../checks/run-observer.ts';
import { MEASURED_COSTS } from '../network/cost-model.ts';
import { spreadLatency } from '../network/latency.ts';
import { Network } from '../network/network.ts';
import { lastingFaults, type NetworkFaults } from '../network/network-faults.ts';
import { LAB_GENESIS_TIME, labGenesisId, labGenesisState } from '../protocols/c-lbft/lab-epoch.ts';
import { encodedLength } from '../protocols/c-lbft/message-cost.ts';
import type { Protocol, ReplicaPort } from '../protocols/replica.ts';
import { Random } from '../random.ts';
import type { LabModules } from '../signatures/stand-in-signatures.ts';
import { SimulatedNode, validatorId } from './simulated-node.ts';
import { genesisOf } from './simulated-state.ts';
import type { SimulatedGenesis, SimulatedStore } from './simulated-store.ts';

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
	readonly faults: NetworkFaults;
	readonly parameters: ConsensusParameters;
	/** Encodes and decodes every message, as a real network would. */
	readonly isWireExact: boolean;
	readonly leaderOverride: LeaderOverride | null;
	/** Called with the ordinal of each effect carried out by `node`; true kills it right before that effect. */
	readonly killBefore: ((node: ValidatorIndex, effect: number) => boolean) | null;
}

/** Between the numbers of one node's keys. */
export const KEY_STEP = 1_000;
const KEYS_PER_NODE = 2;
/** Keeps the simulation's own draws apart from the network's. */
const DRAWS = 0x2545_f491;

/** Whole validators on the lab's network, in virtual time, from one seed: equal options replay bit for bit. */
export class Simulation {
	readonly observer: RunObserver;
	/** One per validator, then joiners, then twins in the order of the faults. */
	readonly nodes: SimulatedNode[] = [];
	readonly #options: SimulationOptions;
	readonly #modules: LabModules;
	readonly #random: Random;
	readonly #network: Network<ConsensusMessage>;
	readonly #faulty: ReadonlySet<number>;
	/** Nodes without the twins. */
	readonly #size: number;
	#hasStarted = false;
	#transactions = 0;

	constructor(options: SimulationOptions, modules: LabModules) {
		const { seed, faults, latencyMinMs, latencyMaxMs } = options;
		this.#options = options;
		this.#modules = modules;
		this.#random = new Random(seed ^ DRAWS);
		this.#faulty = new Set(lastingFaults(faults));
		this.observer = new RunObserver(new Set(faults.twins));
		this.#size = options.validators + (options.joiners ?? 0);
		this.#network = new Network(
			{
				size: this.#size,
				seed,
				faults,
				latency: spreadLatency(latencyMinMs, latencyMaxMs),
				load: { transactions: 0, bytes: 0 },
				expectedDelayMs: latencyMaxMs,
			},
			{ protocol: this.#protocol(), costModel: MEASURED_COSTS, watch: {} },
		);
		if (options.transactionEveryMs > 0) this.#planTransactions();
	}

	get nowMs(): number {
		return this.#network.nowMs;
	}

	/** Nodes that are honest and up in the end. */
	get honest(): SimulatedNode[] {
		return this.nodes.slice(0, this.#size).filter((node) => !this.#faulty.has(node.index));
	}

	/** Changes with every message: two runs with equal fingerprints sent the same messages at the same times. */
	get fingerprint(): number {
		return this.#network.fingerprint;
	}

	/** Runs until virtual time `untilMs`, or until `isDone` says so after an event. */
	run(untilMs: number, isDone: () => boolean = () => false): void {
		if (!this.#hasStarted) this.#network.start();
		this.#hasStarted = true;
		this.#network.run(untilMs, isDone);
	}

	/** Hands a transaction to every node that is up. */
	submit(transaction: Uint8Array): void {
		for (const node of this.nodes) if (node.isUp) node.submit(transaction);
	}

	/** Starts a node that was killed again, after a while. */
	restart(index: number, afterMs: number): void {
		this.#network.after(afterMs, () => this.#network.comeBack(index));
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
			startTime: LAB_GENESIS_TIME,
			validators: Array.from({ length: validators }, (_, index) => this.identityOf(index)),
			consensus: parameters,
			credit: DEFAULT_CREDIT,
		};
		return {
			chainId: 'lab',
			genesisId: labGenesisId(sha256),
			state: genesisOf(epoch, labGenesisState(sha256)),
		};
	}

	/** C-LBFT as whole nodes: their sets, quorums and keys change from epoch to epoch. */
	#protocol(): Protocol<ConsensusMessage> {
		const genesis = this.#genesis();
		return {
			name: 'c-lbft',
			quorum: quorumOf,
			faulty: maxFaulty,
			costOf: (message) => ({
				bytes: encodedLength(message as unknown as Plain),
				signatures: 0,
				verifications: 0,
				transactions: 0,
			}),
			create: (_options, port) => this.#createNode(genesis, port),
		};
	}

	#createNode(genesis: SimulatedGenesis, port: ReplicaPort<ConsensusMessage>): SimulatedNode {
		const { leaderOverride, executionMs, killBefore, isWireExact } = this.#options;
		const { sha256, verifier, signerOf } = this.#modules;
		const index = port.self;
		let effects = 0;
		const node: SimulatedNode = new SimulatedNode(
			{
				node: index,
				genesis,
				executionMs,
				...(leaderOverride ? { leaderOverride } : {}),
				...(killBefore ? { killBefore: () => killBefore(index, effects++) } : {}),
			},
			{
				sha256,
				verifier,
				port: isWireExact ? wireExact(port) : port,
				signers: Array.from({ length: KEYS_PER_NODE }, (_, step) => signerOf(index + step * KEY_STEP)),
				surroundings: {
					anyStore: () => this.#anyStore(index),
					observe: (effect) => this.#observe(node, effect),
					executed: (height, stateRoot) => this.observer.executed(index, height, stateRoot),
				},
			},
		);
		this.nodes.push(node);
		return node;
	}

	#observe(node: SimulatedNode, effect: ConsensusEffect): void {
		this.observer.effect(node.index, this.nowMs, effect, (validator) => node.nodeOf(validator));
		if (effect.kind === 'broadcast') this.observer.sent(node.index, effect.message);
	}

	#anyStore(asking: number): SimulatedStore | null {
		const others = this.nodes.filter((node) => node.isUp && node.index !== asking);
		return others.length > 0 ? this.#random.pick(others).store : null;
	}

	#planTransactions(): void {
		const submit = () => {
			this.submit(utf8(`transaction ${this.#transactions++}`));
			this.#network.after(this.#options.transactionEveryMs, submit);
		};
		this.#network.after(this.#options.transactionEveryMs, submit);
	}
}

/** A port over which every message is encoded, and heard as it was decoded. */
function wireExact(port: ReplicaPort<ConsensusMessage>): ReplicaPort<ConsensusMessage> {
	return { ...port, send: (to, message) => port.send(to, decodeConsensusMessage(encodeConsensusMessage(message))) };
}
