import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import type { PeerState } from '../types.ts';
import { encodeFrame, FrameReader } from './frame.ts';
import type { Channel, Transport, TransportHandlers } from './types.ts';

/** A network within one process: the same framing and the same rules, without sockets. */
export class MemoryNetwork {
	readonly #ports = new Map<ValidatorIndex, MemoryTransport>();
	readonly #validators: number;

	constructor(options: { validators: number }) {
		this.#validators = options.validators;
	}

	transport(self: ValidatorIndex): Transport {
		const port = new MemoryTransport({ self, validators: this.#validators }, { network: this });
		this.#ports.set(self, port);
		return port;
	}

	portOf(validator: ValidatorIndex): MemoryTransport | undefined {
		return this.#ports.get(validator);
	}
}

export class MemoryTransport implements Transport {
	readonly #self: ValidatorIndex;
	readonly #validators: number;
	readonly #network: MemoryNetwork;
	readonly #penalised = new Set<ValidatorIndex>();
	#handlers: TransportHandlers | null = null;

	constructor(options: { self: ValidatorIndex; validators: number }, modules: { network: MemoryNetwork }) {
		this.#self = options.self;
		this.#validators = options.validators;
		this.#network = modules.network;
	}

	get isRunning(): boolean {
		return this.#handlers !== null;
	}

	/** Nothing waits here, so nothing is lost. */
	get dropped(): number {
		return 0;
	}

	async start(handlers: TransportHandlers): Promise<void> {
		this.#handlers = handlers;
		for (const peer of this.#others()) {
			const port = this.#network.portOf(peer);
			if (!port?.isRunning) continue;
			handlers.onPeerChange?.(peer, true);
			port.announce(this.#self, true);
		}
	}

	async stop(): Promise<void> {
		if (!this.#handlers) return;
		this.#handlers = null;
		for (const peer of this.#others()) this.#network.portOf(peer)?.announce(this.#self, false);
	}

	send(to: ValidatorIndex, channel: Channel, payload: Uint8Array): void {
		this.#deliver(to, encodeFrame(channel, payload));
	}

	broadcast(channel: Channel, payload: Uint8Array): void {
		const frame = encodeFrame(channel, payload);
		for (const peer of this.#others()) this.#deliver(peer, frame);
	}

	/** Peers keep their places here: networks of this kind live for one epoch. */
	setValidators(): void {}

	penalise(peer: ValidatorIndex): void {
		this.#penalised.add(peer);
	}

	peers(): readonly PeerState[] {
		return this.#others().map((validator) => {
			const connected =
				this.isRunning && this.#network.portOf(validator)?.isRunning === true && !this.#penalised.has(validator);
			return { validator, connected, roundTripMs: connected ? 0 : null };
		});
	}

	announce(peer: ValidatorIndex, connected: boolean): void {
		this.#handlers?.onPeerChange?.(peer, connected);
	}

	receive(from: ValidatorIndex, channel: Channel, payload: Uint8Array): void {
		if (!this.#penalised.has(from)) this.#handlers?.onFrame(from, channel, payload);
	}

	#deliver(to: ValidatorIndex, frame: Uint8Array): void {
		const port = this.#network.portOf(to);
		if (!this.#handlers || !port || this.#penalised.has(to)) return;
		setImmediate(() => {
			for (const { kind, payload } of new FrameReader().push(frame))
				if (kind === 'consensus' || kind === 'transactions') port.receive(this.#self, kind, payload);
		});
	}

	#others(): ValidatorIndex[] {
		return Array.from({ length: this.#validators }, (_, index) => index).filter((index) => index !== this.#self);
	}
}
