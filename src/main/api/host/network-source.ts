import type { HostChoice, HostedNetwork } from '../../../shared/contract/index.ts';
import type { GridquorumNode } from '../../node/types.ts';
import type { StartSteps } from './step-board.ts';

export interface StartModules {
	readonly steps: StartSteps;
	/** Ends the start; what is up by then is stopped by whoever started it. */
	readonly signal: AbortSignal;
}

/** A network that is up. */
export interface RunningNetwork {
	/** As the console sees it. */
	readonly node: GridquorumNode;
	/** Display name of the market. */
	readonly market: string;
	readonly utcOffsetMinutes: number;
	/** Rejects when what runs beside the node, such as a demo's market, cannot go on; else never settles or resolves. */
	readonly ended: Promise<void>;
	/**
	 * Others to play from now on; null where nobody can be played.
	 * @throws CodedError HOST_PLAYER_UNKNOWN, and nothing has changed
	 */
	readonly play: ((played: readonly string[]) => void) | null;
	/** Stops all of it; the data is kept. Safe to call twice. */
	stop(): Promise<void>;
}

/** A chosen network: it can be started, and started again after it stopped or failed. */
export interface NetworkSource {
	readonly network: HostedNetwork;
	/** What a later start of this network needs, without any secret. */
	readonly remembered: RememberedNetwork;
	/** @throws whatever keeps the network from running; nothing of it runs then */
	start(modules: StartModules): Promise<RunningNetwork>;
}

/** By kind of choice. @throws CodedError for a choice that can be refused without touching a disk */
export type Starters = {
	readonly [K in HostChoice['kind']]: (choice: Extract<HostChoice, { kind: K }>) => NetworkSource;
};

/** The network that a program goes on with when it starts again. */
export type RememberedNetwork =
	| { readonly kind: 'demo'; readonly directory: string; readonly speed: number; readonly played: readonly string[] }
	| { readonly kind: 'node'; readonly directory: string };

/** @throws CodedError as the choice's starter */
export function sourceOf(starters: Starters, choice: HostChoice): NetworkSource {
	switch (choice.kind) {
		case 'demo':
			return starters.demo(choice);
		case 'join':
			return starters.join(choice);
		case 'open':
			return starters.open(choice);
	}
}
