import type { Port } from '../../api/port.ts';
import type { NodeSnapshot } from '../../node/types.ts';

/** What the shell needs of the node that this process hosts. */
export interface ConsoleHost {
	state(): { readonly phase: NodeSnapshot['phase']; readonly height: number };
	/** Serves the console contract on one port until that port closes. */
	serve(port: Port): void;
	/** Stops voting first, then all the rest. Safe to call twice. */
	stop(): Promise<void>;
}

export type { ConsoleLog as DesktopLog } from '../../api/log.ts';
