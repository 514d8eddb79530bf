import type { MachineFacts, Measurements } from '../facts.ts';

const DAY_MS = 86_400_000;
const HUNDRED = 100;
/** Days that stand for "not within sight". */
const FAR_DAYS = 3_650;

/** Conditions of the machine that the node runs on. */
export function machineMeasurements(facts: MachineFacts): Measurements {
	const { clockOffsetMs, eventLoopDelayP99Ms, disk, backup, wallNow } = facts;
	const one = (value: number) => [{ subject: null, value }];
	return {
		...(clockOffsetMs !== null && { 'clock-off': one(Math.abs(clockOffsetMs)) }),
		...(eventLoopDelayP99Ms !== null && { 'event-loop-overloaded': one(eventLoopDelayP99Ms) }),
		...(disk && disk.totalBytes > 0 && { 'disk-nearly-full': one((disk.freeBytes / disk.totalBytes) * HUNDRED) }),
		...(disk && { 'disk-filling': one(disk.daysUntilFull ?? FAR_DAYS) }),
		...(backup && { 'backup-old': one(Math.max(0, Math.floor((wallNow - backup.newestAt) / DAY_MS))) }),
	};
}
