import type { HostState } from '../../../shared/contract/index.ts';
import type { CodedError } from '../../../shared/errors/coded-error.ts';
import type { GridquorumNode } from '../../node/types.ts';
import type { ConsoleApi } from '../console-api.ts';
import type { Port } from '../port.ts';
import type { ServeConsoleOptions } from '../serve-console.ts';
import type { HostDesk } from './host-desk.ts';

/**
 * The program around the node, from its start to its end: owns no or one running network, answers consoles in every
 * stage, and closes their connections when a network comes up or goes down, so that each meets the new stage when it
 * connects again. The desktop and the headless program each hold one, made by `openProgram` (src/main/demo/host).
 */
export interface ProgramHost extends HostDesk {
	/** Serves one console until its port closes, or until a change of stage to or from `running` closes it. */
	serve(port: Port, options: ServeConsoleOptions): void;
	/** Open connections of consoles. */
	readonly connections: number;
	/** The running node as the console sees it, and what answers for it; null where none is up. */
	readonly running: { readonly node: GridquorumNode; readonly api: ConsoleApi } | null;
	/** Why the stage is `failed`; null in every other. */
	readonly failure: CodedError | null;
	/** Prometheus text; empty where no node is up. */
	metrics(): Promise<string>;
	/** Called after every change of stage and of a step's state, with the new state. @returns ends it */
	onChange(listener: (state: HostState) => void): () => void;
	/** Stops the network, or its start, and ends every connection. Safe to call twice. */
	stop(): Promise<void>;
}
