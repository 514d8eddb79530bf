import type { Block, CommitProof } from '../../../../shared/codec/block.ts';
import type { Digest, Sha256 } from '../../../../shared/codec/bytes.ts';
import type { ConsensusMessage } from '../../../../shared/codec/consensus-messages.ts';
import { createBlocksResponse } from '../../../core/consensus/blocks-response.ts';
import { type Consensus, createConsensus } from '../../../core/consensus/consensus.ts';
import type { ConsensusModules, ConsensusOptions } from '../../../core/consensus/create-core.ts';
import { applyCredit } from '../../../core/consensus/credit.ts';
import { encodeCreditLedger } from '../../../core/consensus/credit-codec.ts';
import type { ConsensusEffect, ConsensusEvent, ConsensusTimer, Recovery } from '../../../core/consensus/types.ts';
import type { Replica, ReplicaPort } from '../replica.ts';
import { CoreRecords, committedHeader } from './core-driver.ts';
import type { PayloadRequest, ReplicaExecution } from './execution.ts';
import type { LabBlocks } from './lab-block.ts';
import { LAB_GENESIS_TIME } from './lab-epoch.ts';

interface Kept {
	readonly block: Block;
	readonly blockId: Digest;
	readonly proof: CommitProof;
	readonly stateRoot: Digest;
}

export interface CLbftModules extends ConsensusModules {
	readonly sha256: Sha256;
	readonly blocks: LabBlocks;
	readonly execution: ReplicaExecution;
	/** Told each root once. */
	readonly executed: (height: number, stateRoot: Digest) => void;
}

/** The real core on a disk of its own, which survives outages; every block is executed as soon as it is final. */
export class CLbftReplica implements Replica<ConsensusMessage> {
	readonly #options: ConsensusOptions;
	readonly #modules: CLbftModules;
	readonly #port: ReplicaPort<ConsensusMessage>;
	readonly #records = new CoreRecords();
	readonly #chain: Kept[] = [];
	readonly #pending: ConsensusEvent[] = [];
	#consensus: Consensus;
	#isStepping = false;

	constructor(options: ConsensusOptions, modules: CLbftModules, port: ReplicaPort<ConsensusMessage>) {
		this.#options = options;
		this.#modules = modules;
		this.#port = port;
		this.#consensus = createConsensus(options, modules, this.#recovery());
	}

	start(): void {
		this.#handle({ kind: 'start' });
		this.#handle({ kind: 'work-available' });
	}

	restart(): void {
		this.#pending.length = 0;
		this.#consensus = createConsensus(this.#options, this.#modules, this.#recovery());
		this.start();
	}

	receive(from: number, message: ConsensusMessage): void {
		this.#handle({ kind: 'message', from, message });
	}

	timer(name: string): void {
		this.#handle({ kind: 'timer', timer: name as ConsensusTimer });
	}

	/** Steps until nothing follows; what an effect gives rise to is handled after all effects of its step. */
	#handle(first: ConsensusEvent): void {
		if (this.#isStepping) {
			this.#pending.push(first);
			return;
		}
		this.#isStepping = true;
		const clockMs = Math.floor(this.#port.clockMs());
		const at = { now: LAB_GENESIS_TIME + clockMs, wall: Math.floor(this.#port.nowMs()), speed: 1 };
		let event: ConsensusEvent | undefined = first;
		while (event) {
			const effects = this.#consensus.step(event, at);
			for (let i = 0; i < effects.length; i++) this.#carryOut(effects[i] as ConsensusEffect);
			event = this.#pending.shift();
		}
		this.#isStepping = false;
	}

	#carryOut(effect: ConsensusEffect): void {
		switch (effect.kind) {
			case 'persist':
				this.#records.write(effect.records);
				break;
			case 'send':
				this.#port.send(effect.to, effect.message);
				break;
			case 'broadcast':
				if (effect.message.kind === 'proposal') this.#modules.blocks.sent(effect.message.block, this.#port.nowMs());
				this.#port.broadcast(effect.message);
				break;
			case 'set-timer':
				this.#port.setTimer(effect.timer, effect.afterMs);
				break;
			case 'cancel-timer':
				this.#port.cancelTimer(effect.timer);
				break;
			case 'request-payload':
				this.#propose(effect);
				break;
			case 'commit':
				this.#commit(effect);
				break;
			case 'serve-blocks':
				this.#serve(effect);
				break;
			default:
				break;
		}
	}

	#propose(request: PayloadRequest): void {
		if (this.#port.withholds(request.round)) return;
		const transactions = this.#modules.execution.propose(request, this.#port.takePayload());
		this.#pending.push({ kind: 'payload', round: request.round, transactions });
	}

	#commit({ block, blockId, proof }: Extract<ConsensusEffect, { kind: 'commit' }>): void {
		const stateRoot = this.#modules.execution.execute(block, blockId);
		this.#chain.push({ block, blockId, proof: this.#modules.blocks.proof(block, proof), stateRoot });
		this.#modules.executed(block.header.height, stateRoot);
		this.#port.decided(this.#modules.blocks.decision(block, blockId));
		this.#pending.push(
			{ kind: 'executed', height: block.header.height, stateRoot, epochEndsAt: null },
			{ kind: 'work-available' },
		);
	}

	#serve(request: Extract<ConsensusEffect, { kind: 'serve-blocks' }>): void {
		const response = createBlocksResponse(request.count, request.pending, this.#modules.sha256);
		for (const kept of this.#chain.slice(request.fromHeight - 1)) if (!response.add(kept)) break;
		this.#port.send(request.to, response.message(this.#consensus.syncInfo()));
	}

	/** As a node's disk gives it back: the newest blocks and the credit before them. */
	#recovery(): Recovery {
		const { startCredit, credit } = this.#options.epoch;
		const first = Math.max(0, this.#chain.length - (8 * startCredit.validators.length + 64));
		let ledger = startCredit;
		for (const { block } of this.#chain.slice(0, first))
			ledger = applyCredit(ledger, block.header, block.transactions.length, credit).ledger;
		return {
			records: this.#records.list(),
			committed: this.#chain.slice(first).map(committedHeader),
			credit: first === 0 ? null : encodeCreditLedger(ledger),
			epochEndsAt: null,
			tipProof: this.#chain.at(-1)?.proof ?? null,
		};
	}
}
