import type { Decision, LabPayload, ReplicaPort } from '../../../../src/main/lab/protocols/replica.ts';

export interface Sent<M> {
	/** Null: to all others. */
	readonly to: number | null;
	readonly message: M;
}

/** Surroundings of one replica that write down what it does; time stands still until `atMs` is set. */
export class RecordingPort<M> implements ReplicaPort<M> {
	readonly self: number;
	readonly size: number;
	readonly sent: Sent<M>[] = [];
	readonly decisions: Decision[] = [];
	/** Timers that are set, with their durations in ms. */
	readonly timers = new Map<string, number>();
	readonly withheld = new Set<number>();
	payload: LabPayload = { transactions: 10, bytes: 1_000 };
	atMs = 0;

	constructor(self: number, size: number) {
		this.self = self;
		this.size = size;
	}

	nowMs(): number {
		return this.atMs;
	}

	clockMs(): number {
		return this.atMs;
	}

	send(to: number, message: M): void {
		this.sent.push({ to, message });
	}

	broadcast(message: M): void {
		this.sent.push({ to: null, message });
	}

	setTimer(name: string, afterMs: number): void {
		this.timers.set(name, afterMs);
	}

	cancelTimer(name: string): void {
		this.timers.delete(name);
	}

	takePayload(): LabPayload {
		return this.payload;
	}

	withholds(round: number): boolean {
		return this.withheld.has(round);
	}

	decided(decision: Decision): void {
		this.decisions.push(decision);
	}

	die(): void {
		throw new Error('no replica of these tests dies by itself');
	}

	/** What was sent since the last call. */
	take(): Sent<M>[] {
		return this.sent.splice(0);
	}
}
