import type { Port } from '../api/port.ts';
import type { NodeSnapshot } from '../node/types.ts';

/** What the shell needs of the node that this process hosts. */
export interface ConsoleHost {
	state(): { readonly phase: NodeSnapshot['phase']; readonly height: number };
	/** Serves the console contract on one port until that port closes. */
	serve(port: Port): void;
	/** Stops voting first, then all the rest. Safe to call twice. */
	stop(): Promise<void>;
}

/** The part of a logger that the shell uses; pino fits. */
export interface DesktopLog {
	info(facts: object, message: string): void;
	warn(facts: object, message: string): void;
	error(facts: object, message: string): void;
}
