import type { LabPayload, MessageCost, Protocol, Replica, ReplicaOptions, ReplicaPort } from '../protocols/replica.ts';

/** What a host needs of the network around it. */
export interface HostSurroundings<M> {
	nowUs(): number;
	/** Sends at once, after the sender's own work: `departUs`. */
	transmit(host: ReplicaHost<M>, to: number | null, message: M, cost: MessageCost): void;
	setTimer(host: ReplicaHost<M>, name: string, token: number, afterUs: number): void;
	/** The processor takes up its next piece of work. */
	work(host: ReplicaHost<M>, receiveUs: number): void;
	sendCostUs(cost: MessageCost): number;
	receiveCostUs(cost: MessageCost): number;
	takePayload(): LabPayload;
	withholds(replica: number, round: number): boolean;
	decided(host: ReplicaHost<M>, decision: Parameters<ReplicaPort<M>['decided']>[0]): void;
}

export interface HostOptions {
	/** Place among the hosts: the replica's index, twins behind all replicas. */
	readonly host: number;
	readonly replica: number;
	readonly hasCpuCost: boolean;
	readonly clockSkewMs: number;
}

type Work<M> =
	| { readonly kind: 'message'; readonly from: number; readonly message: M; readonly cost: MessageCost }
	| { readonly kind: 'timer'; readonly name: string; readonly token: number };

/** One replica's machine: a processor that does one thing after the other, timers, and a replica that may die. */
export class ReplicaHost<M> {
	readonly options: HostOptions;
	/** When the processor has done all it was given so far, sending included. */
	busyUntilUs = 0;
	/** When the link has carried away all it was given so far. */
	linkFreeUs = 0;
	/** Counts deaths: what was begun in an earlier life is void. */
	life = 0;
	isUp = true;
	/** An outage has begun, and the replica has not done the step that it dies in. */
	#isCrashing = false;
	readonly #surroundings: HostSurroundings<M>;
	readonly #protocol: Protocol<M>;
	readonly #replica: Replica<M>;
	readonly #timers = new Map<string, number>();
	#timerCount = 0;
	#inbox: Work<M>[] = [];
	#inboxAt = 0;
	#isWorking = false;
	#hasStarted = false;
	#toSelf: M[] = [];
	#lastCosted: M | null = null;
	#lastCost: MessageCost | null = null;

	constructor(
		options: HostOptions,
		modules: { readonly protocol: Protocol<M>; readonly surroundings: HostSurroundings<M> },
		replica: ReplicaOptions,
	) {
		this.options = options;
		this.#protocol = modules.protocol;
		this.#surroundings = modules.surroundings;
		this.#replica = modules.protocol.create(replica, this.#port(replica.size));
	}

	start(): void {
		this.#hasStarted = true;
		this.#replica.start();
		this.#hearSelf();
	}

	/** Dies at once or, where the replica can, in the midst of its next step. */
	crashAfter(effects: number): void {
		if (!this.isUp) return;
		if (effects === 0 || !this.#replica.crashAfter) this.die();
		else {
			this.#isCrashing = true;
			this.#replica.crashAfter(effects);
		}
	}

	die(): void {
		this.life += 1;
		this.isUp = false;
		this.#isCrashing = false;
		this.#timers.clear();
		this.#inbox = [];
		this.#inboxAt = 0;
		this.#isWorking = false;
		this.#toSelf = [];
		this.#replica.stop?.();
	}

	comeBack(): void {
		if (this.#isCrashing) this.die();
		if (this.isUp) return;
		this.isUp = true;
		this.busyUntilUs = this.#surroundings.nowUs();
		if (!this.#hasStarted || !this.#replica.restart) {
			this.start();
			return;
		}
		this.#replica.restart();
		this.#hearSelf();
	}

	deliver(from: number, message: M, cost: MessageCost): void {
		if (this.options.hasCpuCost) this.#enqueue({ kind: 'message', from, message, cost });
		else {
			this.#replica.receive(from, message);
			if (this.#toSelf.length > 0) this.#hearSelf();
		}
	}

	timerFired(name: string, token: number): void {
		if (this.#timers.get(name) !== token) return;
		if (this.options.hasCpuCost) this.#enqueue({ kind: 'timer', name, token });
		else this.#ring(name, token);
	}

	/** The processor is done with the first piece of work: what follows from it happens now. */
	processed(): void {
		const work = this.#inbox[this.#inboxAt] as Work<M>;
		this.#inboxAt += 1;
		if (this.#inboxAt > 64 && 2 * this.#inboxAt > this.#inbox.length) {
			this.#inbox = this.#inbox.slice(this.#inboxAt);
			this.#inboxAt = 0;
		}
		if (work.kind === 'timer') this.#ring(work.name, work.token);
		else this.#replica.receive(work.from, work.message);
		this.#hearSelf();
		this.#isWorking = false;
		this.#takeUp();
	}

	#enqueue(work: Work<M>): void {
		this.#inbox.push(work);
		this.#takeUp();
	}

	#takeUp(): void {
		const work = this.#inbox[this.#inboxAt];
		if (this.#isWorking || !work || !this.isUp) return;
		this.#isWorking = true;
		this.#surroundings.work(this, work.kind === 'message' ? this.#surroundings.receiveCostUs(work.cost) : 0);
	}

	#ring(name: string, token: number): void {
		if (this.#timers.get(name) !== token) return;
		this.#timers.delete(name);
		this.#replica.timer(name);
		if (this.#toSelf.length > 0) this.#hearSelf();
	}

	#hearSelf(): void {
		for (let i = 0; i < this.#toSelf.length; i++) this.#replica.receive(this.options.replica, this.#toSelf[i] as M);
		if (this.#toSelf.length > 0) this.#toSelf = [];
	}

	/** A message is signed and encoded once, however often it is sent in a row. */
	#costOf(message: M): MessageCost {
		if (this.#lastCosted === message) return this.#lastCost as MessageCost;
		const cost = this.#protocol.costOf(message);
		this.#lastCosted = message;
		this.#lastCost = cost;
		const nowUs = this.#surroundings.nowUs();
		this.busyUntilUs = Math.max(this.busyUntilUs, nowUs) + this.#surroundings.sendCostUs(cost);
		return cost;
	}

	#port(size: number): ReplicaPort<M> {
		const { replica, clockSkewMs } = this.options;
		const surroundings = this.#surroundings;
		return {
			self: replica,
			size,
			nowMs: () => surroundings.nowUs() / 1000,
			clockMs: () => surroundings.nowUs() / 1000 + clockSkewMs,
			send: (to, message) => {
				if (to === replica) this.#toSelf.push(message);
				else surroundings.transmit(this, to, message, this.#costOf(message));
			},
			broadcast: (message) => surroundings.transmit(this, null, message, this.#costOf(message)),
			setTimer: (name, afterMs) => {
				this.#timerCount += 1;
				this.#timers.set(name, this.#timerCount);
				surroundings.setTimer(this, name, this.#timerCount, Math.max(0, Math.round(afterMs * 1000)));
			},
			cancelTimer: (name) => {
				this.#timers.delete(name);
			},
			takePayload: () => surroundings.takePayload(),
			withholds: (round) => surroundings.withholds(replica, round),
			decided: (decision) => surroundings.decided(this, decision),
			die: () => this.die(),
		};
	}
}
