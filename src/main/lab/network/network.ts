import type { Decision, LabPayload, MessageCost, Protocol } from '../protocols/replica.ts';
import { Random } from '../random.ts';
import { type CostModel, receiveCostUs, sendCostUs } from './cost-model.ts';
import { EVENT, EventPool, type NetworkEvent } from './event-pool.ts';
import { FaultEffects } from './fault-effects.ts';
import type { Latency } from './latency.ts';
import type { NetworkFaults } from './network-faults.ts';
import { ReplicaHost } from './replica-host.ts';
import { TimeHeap } from './time-heap.ts';

export interface NetworkOptions {
	readonly size: number;
	readonly seed: number;
	readonly latency: Latency;
	readonly faults: NetworkFaults;
	/** What every proposal carries: leaders never wait for work. */
	readonly load: LabPayload;
	/** Told to the replicas: what an operator would set timeouts by. */
	readonly expectedDelayMs: number;
}

/** Told what happens; twins' doings are told too. */
export interface NetworkWatch<M> {
	/** A replica hands a message to its link; `to` null: to all others. */
	sent?(replica: number, isTwin: boolean, atUs: number, to: number | null, message: M): void;
	/** A message reaches a running replica. */
	arrived?(replica: number, atUs: number, from: number, message: M): void;
	decided?(replica: number, isTwin: boolean, atUs: number, decision: Decision): void;
}

/** Delays that a held-up message waits longer. */
const HELD_UP_DELAYS = 4;

/** A network of replicas of one protocol in virtual time, from one seed: equal options replay bit for bit. */
export class Network<M> {
	readonly messagesSent: Float64Array;
	readonly bytesSent: Float64Array;
	/** Messages that reached a running replica. */
	delivered = 0;
	readonly #options: NetworkOptions;
	readonly #costModel: CostModel;
	readonly #watch: NetworkWatch<M>;
	readonly #random: Random;
	readonly #heap = new TimeHeap();
	readonly #events = new EventPool<M>();
	readonly #hosts: ReplicaHost<M>[] = [];
	readonly #effects: FaultEffects<M>;
	/** A broadcast reaches everybody at the same moment. */
	readonly #isUniform: boolean;
	#nowUs = 0;
	#fingerprint = 0x811c9dc5;

	constructor(
		options: NetworkOptions,
		modules: { readonly protocol: Protocol<M>; readonly costModel: CostModel; readonly watch: NetworkWatch<M> },
	) {
		const { size, faults, latency, seed } = options;
		this.#options = options;
		this.#costModel = modules.costModel;
		this.#watch = modules.watch;
		this.#random = new Random(seed);
		this.messagesSent = new Float64Array(size);
		this.bytesSent = new Float64Array(size);
		this.#effects = new FaultEffects(options, this.#random);
		this.#isUniform =
			latency.constantUs !== null &&
			latency.linkBitsPerSecond === null &&
			!latency.hasCpuCost &&
			this.#effects.leavesMessagesAlone;
		this.#createHosts(modules.protocol);
		for (const { replica, fromMs, toMs, effectsBefore = 0 } of faults.outages) {
			const begins = this.#events.take(EVENT.outageBegins, replica);
			this.#events.at(begins).token = effectsBefore;
			this.#heap.push(fromMs * 1000, begins);
			if (toMs < Number.POSITIVE_INFINITY) this.#heap.push(toMs * 1000, this.#events.take(EVENT.outageEnds, replica));
		}
	}

	get nowMs(): number {
		return this.#nowUs / 1000;
	}

	/** Changes with every message sent and every decision. */
	get fingerprint(): number {
		return this.#fingerprint >>> 0;
	}

	/** Replicas whose outage begins at 0 are not started. */
	start(): void {
		for (const { replica, fromMs, effectsBefore = 0 } of this.#options.faults.outages)
			if (fromMs <= 0 && effectsBefore === 0) this.#hosts[replica]?.die();
		for (const host of this.#hosts) if (host.isUp) host.start();
	}

	/** Runs until virtual time `untilMs`, or until `isDone` says so after an event. */
	run(untilMs: number, isDone: () => boolean): void {
		const untilUs = untilMs * 1000;
		while (this.#heap.nextAt <= untilUs) {
			this.#nowUs = this.#heap.nextAt;
			const number = this.#heap.pop();
			this.#happen(this.#events.at(number));
			this.#events.release(number);
			if (isDone()) return;
		}
		this.#nowUs = Math.max(this.#nowUs, untilUs);
	}

	/** Does something to the network after a while: what an experiment has planned. */
	after(delayMs: number, action: () => void): void {
		const number = this.#events.take(EVENT.action, 0);
		this.#events.at(number).action = action;
		this.#heap.push(this.#nowUs + delayMs * 1000, number);
	}

	/** Ends an outage that no fault has planned; twins stand behind all replicas. */
	comeBack(host: number): void {
		this.#hosts[host]?.comeBack();
	}

	#createHosts(protocol: Protocol<M>): void {
		const { size, faults, latency, expectedDelayMs } = this.#options;
		const skewMs = faults.clockSkewMs;
		const identities = [...Array.from({ length: size }, (_, index) => index), ...faults.twins];
		identities.forEach((replica, host) => {
			this.#hosts.push(
				new ReplicaHost<M>(
					{
						host,
						replica,
						hasCpuCost: latency.hasCpuCost,
						clockSkewMs: skewMs > 0 ? this.#random.between(-skewMs, skewMs) : 0,
					},
					{
						protocol,
						surroundings: {
							nowUs: () => this.#nowUs,
							transmit: (from, to, message, cost) => this.#transmit(from, to, message, cost),
							setTimer: (at, name, token, afterUs) => this.#setTimer(at, name, token, afterUs),
							work: (at, receiveUs) => this.#work(at, receiveUs),
							sendCostUs: (cost) => (latency.hasCpuCost ? sendCostUs(this.#costModel, cost) : 0),
							receiveCostUs: (cost) => receiveCostUs(this.#costModel, cost),
							takePayload: () => this.#options.load,
							withholds: (replica, round) => this.#effects.withholds(replica, round),
							decided: (at, decision) => this.#decided(at, decision),
						},
					},
					{ size, expectedDelayMs },
				),
			);
		});
	}

	#happen(event: NetworkEvent<M>): void {
		const host = this.#hosts[event.host] as ReplicaHost<M>;
		switch (event.kind) {
			case EVENT.deliver:
				this.#deliver(host, event.from, event.message as M, event.cost as MessageCost);
				break;
			case EVENT.deliverAll:
				for (const other of this.#hosts)
					if (other !== host) this.#deliver(other, event.from, event.message as M, event.cost as MessageCost);
				break;
			case EVENT.processed:
				if (event.token === host.life) host.processed();
				break;
			case EVENT.timer:
				if (host.isUp) host.timerFired(event.name, event.token);
				break;
			case EVENT.outageBegins:
				host.crashAfter(event.token);
				break;
			case EVENT.outageEnds:
				if (!this.#effects.isDownForGood(event.host, this.#nowUs)) host.comeBack();
				break;
			case EVENT.action:
				event.action?.();
				break;
		}
	}

	#deliver(host: ReplicaHost<M>, from: number, message: M, cost: MessageCost): void {
		if (!host.isUp) return;
		this.delivered += 1;
		this.#watch.arrived?.(host.options.replica, this.#nowUs, from, message);
		host.deliver(from, message, cost);
	}

	/** @param to null: to all others */
	#transmit(from: ReplicaHost<M>, to: number | null, message: M, cost: MessageCost): void {
		const { size } = this.#options;
		const { replica, host } = from.options;
		const copies = to === null ? size - 1 : 1;
		this.messagesSent[replica] = (this.messagesSent[replica] as number) + copies;
		this.bytesSent[replica] = (this.bytesSent[replica] as number) + copies * cost.bytes;
		this.#mix(this.#nowUs);
		this.#mix(host * 256 + (to ?? size));
		this.#mix(cost.bytes);
		this.#watch.sent?.(replica, this.#effects.isTwin(replica), this.#nowUs, to, message);
		if (to !== null) this.#post(from, to, message, cost);
		else if (this.#isUniform) {
			const number = this.#events.take(EVENT.deliverAll, host);
			const event = this.#events.at(number);
			event.from = replica;
			event.message = message;
			event.cost = cost;
			this.#heap.push(this.#nowUs + (this.#options.latency.constantUs as number), number);
		} else for (let step = 1; step < size; step++) this.#post(from, (replica + step) % size, message, cost);
	}

	/** One copy over the sender's link and the way, with whatever the faults do to it. */
	#post(from: ReplicaHost<M>, to: number, message: M, cost: MessageCost): void {
		const { faults, latency } = this.#options;
		const { replica } = from.options;
		let departUs = latency.hasCpuCost ? Math.max(this.#nowUs, from.busyUntilUs) : this.#nowUs;
		if (latency.linkBitsPerSecond !== null) {
			const carriedUs = Math.ceil((cost.bytes * 8_000_000) / latency.linkBitsPerSecond);
			from.linkFreeUs = Math.max(from.linkFreeUs, departUs) + carriedUs;
			departUs = from.linkFreeUs;
		}
		const isDisturbed = this.#effects.isDisturbed(this.#nowUs);
		if (isDisturbed && this.#random.chance(faults.lossPermille)) return;
		if (this.#effects.isCut(replica, to, this.#nowUs)) return;
		const times = isDisturbed && this.#random.chance(faults.duplicatePermille) ? 2 : 1;
		for (let copy = 0; copy < times; copy++) {
			let delayUs = latency.delayUs(replica, to, this.#random) + this.#effects.lateByUs(replica, message);
			if (isDisturbed && this.#random.chance(faults.reorderPermille))
				delayUs += Math.round(HELD_UP_DELAYS * latency.meanUs);
			const number = this.#events.take(EVENT.deliver, this.#effects.hostOf(to));
			const event = this.#events.at(number);
			event.from = replica;
			event.message = message;
			event.cost = cost;
			this.#heap.push(departUs + delayUs, number);
		}
	}

	#setTimer(host: ReplicaHost<M>, name: string, token: number, afterUs: number): void {
		const number = this.#events.take(EVENT.timer, host.options.host);
		const event = this.#events.at(number);
		event.name = name;
		event.token = token;
		this.#heap.push(this.#nowUs + afterUs, number);
	}

	#work(host: ReplicaHost<M>, receiveUs: number): void {
		host.busyUntilUs = Math.max(this.#nowUs, host.busyUntilUs) + receiveUs;
		const number = this.#events.take(EVENT.processed, host.options.host);
		this.#events.at(number).token = host.life;
		this.#heap.push(host.busyUntilUs, number);
	}

	#decided(host: ReplicaHost<M>, decision: Decision): void {
		const { replica } = host.options;
		this.#mix(decision.height);
		for (let i = 0; i < Math.min(16, decision.id.length); i++) this.#mix(decision.id.charCodeAt(i));
		this.#watch.decided?.(replica, this.#effects.isTwin(replica), this.#nowUs, decision);
	}

	/** FNV-1a over whole words. */
	#mix(word: number): void {
		this.#fingerprint = Math.imul(this.#fingerprint ^ (word | 0), 0x01000193);
		this.#fingerprint ^= this.#fingerprint >>> 15;
	}
}
