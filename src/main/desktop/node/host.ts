import type { AlarmPriority } from '../../../shared/alarms/entry.ts';
import type { DesktopDesk } from '../../api/desktop/types.ts';
import type { Port } from '../../api/port.ts';
import type { NodeSnapshot } from '../../node/types.ts';

/** Votes of validators that this node can reach, its own included. */
export interface QuorumSight {
	readonly connected: number;
	/** Votes that make a block final. */
	readonly needed: number;
}

/** What the shell shows of the node that this process hosts. */
export interface HostSight {
	/** `setup`: no network was chosen yet. */
	readonly phase: NodeSnapshot['phase'] | 'setup';
	readonly height: number;
	/** Null while there is no node, and for a node without a vote. */
	readonly quorum: QuorumSight | null;
	/** Priority of the worst alarm that stands, 1 being the highest (ISA-18.2). */
	readonly alarm: AlarmPriority | null;
}

/** What the shell needs of the program around the node. */
export interface ConsoleHost {
	state(): HostSight;
	/**
	 * Serves the console contract on one port until that port closes. The host closes it when what it serves changes, and
	 * the console is given a new one.
	 */
	serve(port: Port): void;
	/** A file for whoever helps, without secrets; null before there is a network to tell of. */
	diagnostics(): Promise<{ readonly name: string; readonly text: string } | null>;
	/** Stops voting first, then all the rest. Safe to call twice. */
	stop(): Promise<void>;
}

/** Starts the program around the node; `desktop` answers the console's questions about the program around the window. */
export type StartHost = (signal: AbortSignal, desktop: DesktopDesk) => Promise<ConsoleHost>;

export type { ConsoleLog as DesktopLog } from '../../api/log.ts';
