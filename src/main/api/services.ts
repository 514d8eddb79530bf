import type { ProofModules } from '../../shared/proofs/certificates.ts';
import type { GridquorumNode } from '../node/types.ts';
import type { AlarmService } from './alarms/types.ts';
import type { DesktopDesk } from './desktop/types.ts';
import type { HostDesk } from './host/host-desk.ts';
import type { LabDesk } from './lab/lab-desk.ts';
import type { LiveHub } from './live-hub.ts';
import type { ConsoleLog } from './log.ts';
import type { NodeDesk } from './node-desk/node-desk.ts';
import type { ReadModel } from './read-model/read-model.ts';
import type { RoundSummaries } from './read-model/round-summaries.ts';

/** What the procedures stand on. */
export interface ConsoleServices {
	readonly node: GridquorumNode;
	readonly model: ReadModel;
	readonly rounds: RoundSummaries;
	readonly live: LiveHub;
	readonly lab: LabDesk;
	readonly alarms: AlarmService;
	readonly host: HostDesk;
	readonly nodeDesk: NodeDesk;
	/** Absent where the console is served to a browser. */
	readonly desktop?: DesktopDesk | undefined;
	readonly proofs: ProofModules;
	readonly log: ConsoleLog;
	/** Version of the product, as the status shows it. */
	readonly version: string;
	/** Display name of the market. */
	readonly market: string;
	readonly utcOffsetMinutes: number;
	/** @throws CodedError CONSOLE_STARTING while the read model replays, CONSOLE_REPLAY_GAP when it cannot */
	requireReady(): void;
	/** Resolves when the read model contains the height, or after a bounded wait. */
	reached(height: number): Promise<void>;
}

export function isMine({ node }: Pick<ConsoleServices, 'node'>, participant: string): boolean {
	return node.identities.some((identity) => identity.participant === participant);
}
