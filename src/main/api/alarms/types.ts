import type { AlarmPriority } from '../../../shared/alarms/entry.ts';
import type { AlarmDesk } from './alarm-desk.ts';

/** The alarms of a running node: judged once a second until closed. */
export interface AlarmService {
	/** Resolves when the log of earlier runs is read. */
	readonly desk: Promise<AlarmDesk>;
	/** Highest priority of an alarm that stands and is not held back; null when none does. */
	worst(): AlarmPriority | null;
	/** Ends the judging; resolves when the log is on disk. */
	close(): Promise<void>;
}
