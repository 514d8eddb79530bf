import { bridgePaths } from '../../../shared/codec/bridge-state.ts';
import type { Sha256 } from '../../../shared/codec/bytes.ts';
import { type Call, calls } from '../../../shared/codec/calls.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import { codeOf } from '../../../shared/errors/coded-error.ts';
import type { ExecutedBlock, TransactionOutcome } from '../types.ts';
import type { ChainEnd } from './chain-end.ts';
import { givenAnswers, hashChain, sentPackets } from './channel-state.ts';
import { epochOf } from './client-update.ts';
import type { ForkWatch } from './fork-watch.ts';
import { acknowledgeBatch, receiveBatch } from './relay-batches.ts';
import type { RelayEvent } from './relay-events.ts';
import { findWork, isStanding, type RelayWork, relayedLeaf } from './relay-pass.ts';
import { type RelayTask, RelayTurns } from './relay-turns.ts';
import { RelayWatch, type Rest } from './relay-watch.ts';

/** Refusals of what another relayer, or another state of the chains, was quicker with. */
const OVERTAKEN = new Set([
	'BRIDGE_NOTHING_NEW',
	'BRIDGE_STALE',
	'BRIDGE_EPOCH',
	'BRIDGE_ORDER',
	'BRIDGE_ROOT_UNKNOWN',
	'TX_NONCE',
	'TRANSACTION_NONCE_AHEAD',
	'MEMPOOL_NONCE_TAKEN',
	'TRANSACTION_EXPIRED',
]);

/** `moved`: look again at once. `overtaken`: after the next block. */
export type PassResult = 'idle' | 'moved' | 'overtaken';

/** A call was refused; the states of both chains say what is to be done next. */
export class Refused extends Error {
	readonly code: string;

	constructor(code: string) {
		super(code);
		this.code = code;
	}
}

/**
 * Brings what one chain certifies to the other: keeps its client there up to date, and receives, acknowledges and times
 * out packets. Holds no state of the channel: every pass reads both chains.
 */
export class RelayLane {
	readonly #anchorEveryMs: TimeMs | null;
	readonly #from: ChainEnd;
	readonly #to: ChainEnd;
	readonly #sha256: Sha256;
	readonly #forkWatch: ForkWatch;
	readonly #tell: (event: RelayEvent) => void;
	readonly #watch: RelayWatch;
	readonly #turns: RelayTurns;
	#standing: string | null = null;

	/** @param options.anchorEveryMs chain time of `to`; null: a third of the trust period */
	constructor(
		options: { readonly anchorEveryMs: TimeMs | null },
		modules: {
			readonly from: ChainEnd;
			readonly to: ChainEnd;
			readonly sha256: Sha256;
			readonly forkWatch: ForkWatch;
			readonly tell: (event: RelayEvent) => void;
		},
	) {
		this.#anchorEveryMs = options.anchorEveryMs;
		this.#from = modules.from;
		this.#to = modules.to;
		this.#sha256 = modules.sha256;
		this.#forkWatch = modules.forkWatch;
		this.#tell = modules.tell;
		this.#watch = new RelayWatch(modules);
		const { participant } = modules.to;
		this.#turns = new RelayTurns({ participant, of: modules.from.chainId, overtaken: OVERTAKEN }, modules);
	}

	/** Every block of both chains is to be heard here, or `isDue` and turns know nothing of it. */
	hear(end: ChainEnd, block: ExecutedBlock): void {
		this.#watch.hear(end, block);
		if (end !== this.#to) return;
		this.#turns.hear(block);
		this.#forkWatch.hear(block);
	}

	/** Something may be there to be done: otherwise a pass would ask both chains for nothing. */
	get isDue(): boolean {
		return this.#watch.isDue;
	}

	/** @throws CodedError whatever keeps it from going on, such as TRANSACTION_UNAFFORDABLE or BRIDGE_PROOF */
	async pass(): Promise<PassResult> {
		try {
			return await this.#pass();
		} catch (error) {
			const code = error instanceof Refused ? error.code : codeOf(error);
			if (code === null || !OVERTAKEN.has(code)) throw error;
			this.#turns.overtaken();
			this.#tell({ kind: 'overtaken', code, ...this.place });
			return 'overtaken';
		}
	}

	async #pass(): Promise<PassResult> {
		this.#watch.begin();
		const fork = await this.#forkWatch.look();
		if (fork) {
			const { outcome, bytes } = await this.#send(calls.bridge.freeze(fork));
			const forkHeight = fork.second.headers[0]?.height ?? 0;
			this.#tell({ kind: 'froze', forkHeight, height: outcome.height, bytes, ...this.place });
			return 'moved';
		}
		const found = await findWork(this.#from, this.#to, this.#anchorEveryMs);
		if (found && isStanding(found)) {
			this.#stand(found.standing);
			this.#watch.restUntil(this.#whileStanding());
			return 'idle';
		}
		this.#standing = null;
		if (!found) return 'idle';
		if ('rest' in found) {
			const { untilBlock } = found.rest;
			this.#watch.restUntil({ ...found.rest, untilBlock: untilBlock || !this.#forkWatch.isComplete });
			return 'idle';
		}
		const task = taskOf(found);
		if (task === null || !this.#turns.mayTry(task, workOf(task, found))) return 'idle';
		const carrying = new Carrying(found);
		if (found.update?.headers.length === 0) {
			await this.#update(carrying);
			return 'moved';
		}
		await this.#receive(found, carrying);
		await this.#acknowledge(found, carrying);
		if (found.hasTimedOut) await this.#timeOut(found, carrying);
		if (carrying.calls === 0 && found.isUpdateDue) await this.#update(carrying);
		return carrying.calls > 0 ? 'moved' : 'idle';
	}

	async #receive({ here, sent, certified }: RelayWork, carrying: Carrying): Promise<void> {
		const { chainId: of } = this.#from;
		const start = here.arrived.count;
		const stored = await sentPackets(this.#from, this.#to.chainId, start, sent.count);
		const packets = stored.map(({ packet }) => packet);
		// Acknowledged meanwhile: so they have arrived.
		if (packets.length < sent.count - start) return;
		for (let first = start; first < sent.count; ) {
			const leaf = relayedLeaf(of, certified, bridgePaths.sent(this.#to.chainId), carrying.update);
			const batch = receiveBatch(leaf, sent, packets.slice(first - start), { sha256: this.#sha256 });
			const final = await this.#carry(calls.bridge.receive(batch), carrying);
			const arrived = await countAt(this.#to, bridgePaths.arrived(of));
			this.#tell({ kind: 'received', first, count: arrived - first, ...final, ...this.place });
			if (arrived <= first) return;
			first = arrived;
		}
	}

	async #acknowledge({ here, received, certified }: RelayWork, carrying: Carrying): Promise<void> {
		const { chainId: of } = this.#from;
		const start = here.acknowledged.count;
		const answers = await givenAnswers(this.#from, this.#to.chainId, start, received.count);
		// Not kept any more: others have brought them back, and a window's worth has followed.
		if (answers.length < received.count - start) return;
		for (let first = start; first < received.count; ) {
			const leaf = relayedLeaf(of, certified, bridgePaths.received(this.#to.chainId), carrying.update);
			const batch = acknowledgeBatch(leaf, received, answers.slice(first - start), { first }, { sha256: this.#sha256 });
			const final = await this.#carry(calls.bridge.acknowledge(batch), carrying);
			const acknowledged = await countAt(this.#to, bridgePaths.acknowledged(of));
			this.#tell({ kind: 'acknowledged', first, count: acknowledged - first, ...final, ...this.place });
			if (acknowledged <= first) return;
			first = acknowledged;
		}
	}

	async #timeOut({ received, certified }: RelayWork, carrying: Carrying): Promise<void> {
		const path = bridgePaths.received(this.#to.chainId);
		const leaf = relayedLeaf(this.#from.chainId, certified, path, carrying.update);
		const final = await this.#carry(calls.bridge.timeOut({ ...leaf, received }), carrying);
		this.#tell({ kind: 'timed-out', ...final, ...this.place });
	}

	async #update(carrying: Carrying): Promise<void> {
		const { update } = carrying;
		if (update) await this.#carry(calls.bridge.update({ chain: this.#from.chainId, update }), carrying);
	}

	async #carry(call: Call, carrying: Carrying): Promise<{ height: number; bytes: number }> {
		const { outcome, bytes } = await this.#send(call);
		const { height } = outcome;
		if (carrying.update) {
			const { certified } = carrying.work;
			const rootHeight = carrying.update.headers.length === 0 ? null : certified.height;
			this.#tell({ kind: 'updated', epoch: epochOf(certified), rootHeight, height, bytes, ...this.place });
		}
		carrying.done();
		this.#turns.done();
		return { height, bytes };
	}

	async #send(call: Call): Promise<{ outcome: TransactionOutcome; bytes: number }> {
		const outcome = await this.#to.call(call);
		if (!outcome.receipt.ok) throw new Refused(outcome.receipt.code ?? 'CALL_FAULT');
		return { outcome, bytes: call.arguments.length };
	}

	/** Only governance ends it; a root that was not compared yet may still be of a fork. */
	#whileStanding(): Rest {
		const never = Number.POSITIVE_INFINITY;
		return { epoch: never, dueAt: never, timeoutAt: never, untilBlock: !this.#forkWatch.isComplete };
	}

	/** Said once, until it is otherwise. */
	#stand(why: 'unconnected' | 'frozen' | 'expired'): void {
		if (why !== 'unconnected' && this.#standing !== why) this.#tell({ kind: 'standing', why, ...this.place });
		this.#standing = why;
	}

	get place(): { readonly on: string; readonly of: string } {
		return { on: this.#to.chainId, of: this.#from.chainId };
	}
}

/** The first call of a pass brings the update; the others rest on the root that it left. */
class Carrying {
	readonly work: RelayWork;
	update: RelayWork['update'];
	calls = 0;

	constructor(work: RelayWork) {
		this.work = work;
		this.update = work.update;
	}

	done(): void {
		this.update = null;
		this.calls++;
	}
}

/** Null where nothing can be sent yet. */
function taskOf({ here, sent, received, hasTimedOut, isUpdateDue, update }: RelayWork): RelayTask | null {
	const waits = sent.count > here.arrived.count || received.count > here.acknowledged.count;
	if (update?.headers.length === 0) return 'update';
	if (waits || hasTimedOut) return 'packets';
	return isUpdateDue ? 'update' : null;
}

/** Names a piece of work as every relayer sees it. */
function workOf(task: RelayTask, { here: { arrived, acknowledged, client } }: RelayWork): string {
	return task === 'update' ? `${client?.epoch} ${client?.height}` : `${arrived.count} ${acknowledged.count}`;
}

async function countAt(end: ChainEnd, path: string): Promise<number> {
	const [value] = await end.values([path]);
	return hashChain(value).count;
}
