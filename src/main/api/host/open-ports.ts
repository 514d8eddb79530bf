import type { Port } from '../port.ts';

/** Time for answers that are on their way when the stage changes, wall ms. */
const GRACE_MS = 100;

/** The consoles' open connections of one stage. */
export class OpenPorts {
	readonly #ports = new Set<Port>();

	get size(): number {
		return this.#ports.size;
	}

	add(port: Port): void {
		this.#ports.add(port);
		port.onClose(() => this.#ports.delete(port));
	}

	/** Closes those that are open now, once the answers that they wait for had time to leave. */
	closeSoon(): void {
		const old = [...this.#ports];
		setTimeout(() => {
			for (const port of old) port.close();
		}, GRACE_MS).unref();
	}

	closeAll(): void {
		for (const port of this.#ports) port.close();
	}
}
