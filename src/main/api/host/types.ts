import type { GenesisPreview, HostChoice, HostedNetwork, HostState } from '../../../shared/contract/index.ts';
import type { NodeSnapshot } from '../../node/types.ts';
import type { Port } from '../port.ts';
import type { ServeConsoleOptions } from '../serve-console.ts';

/** What the `host` procedures stand on; a session's permission is checked before. */
export interface HostDesk {
	state(): HostState;
	/** @throws CodedError GENESIS_INVALID */
	preview(genesis: string): GenesisPreview;
	/** Resolves once the start is under way. @throws CodedError HOST_NETWORK_FIXED | HOST_STAGE_WRONG | GENESIS_INVALID | HOST_GENESIS_NOT_CONFIRMED */
	begin(choice: HostChoice): Promise<void>;
	/** @throws CodedError HOST_STAGE_WRONG */
	retry(): Promise<void>;
	/** Resolves once the stop is under way. @throws CodedError HOST_NETWORK_FIXED | HOST_STAGE_WRONG */
	leave(): Promise<void>;
	/** @throws CodedError HOST_STAGE_WRONG | HOST_NOT_A_DEMO | HOST_PLAYER_UNKNOWN */
	play(played: readonly string[]): Promise<HostedNetwork>;
}

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
	/** What the window, the tray or the terminal shows of the node; null where none is up. */
	snapshot(): NodeSnapshot | null;
	/** Prometheus text; empty where no node is up. */
	metrics(): Promise<string>;
	/** Called after every change of stage and of a step's state, with the new state. @returns ends it */
	onChange(listener: (state: HostState) => void): () => void;
	/** Stops the network, or its start, and ends every connection. Safe to call twice. */
	stop(): Promise<void>;
}
