import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConsoleLog } from '../log.ts';
import { presentValidators } from '../present-validators.ts';
import type { ConsoleServices } from '../services.ts';
import { AlarmDesk } from './alarm-desk.ts';
import { ClockWatch } from './clock-watch.ts';
import { bridgeFacts, machineFacts, marketFacts, networkFacts } from './collect-facts.ts';
import { DiskWatch } from './disk-watch.ts';
import type { BackupFacts } from './facts.ts';
import type { AlarmService } from './types.ts';

const JUDGED_EVERY_MS = 1_000;
const BACKUP_EVERY_MS = 60_000;
/** Written once, when the data directory was begun. */
const FIRST_FILE = 'schema.json';

export interface AlarmServiceModules extends Pick<ConsoleServices, 'node' | 'model' | 'rounds'> {
	readonly log: ConsoleLog;
	/** Unix wall ms. */
	readonly wallNow: () => number;
	/** Whether the read model has replayed what is on disk. */
	readonly isReady: () => boolean;
	/** Unix wall ms of the newest backup of the keys; null when there is none. */
	readonly lastBackup: () => Promise<number | null>;
	readonly onChange: () => void;
}

export function createAlarmService(modules: AlarmServiceModules): AlarmService {
	const { node, model, log, wallNow, onChange } = modules;
	const disk = new DiskWatch(node.dataDirectory);
	const clock = new ClockWatch({ node });
	const backup = backupWatch(node.dataDirectory, modules.lastBackup);
	let opened: AlarmDesk | null = null;
	let timer: NodeJS.Timeout | undefined;
	let isClosed = false;

	const judge = async (desk: AlarmDesk): Promise<void> => {
		const now = wallNow();
		const facts = {
			market: marketFacts(modules, modules.isReady()),
			bridge: bridgeFacts(modules, modules.isReady()),
			network: await networkFacts(modules, now),
			machine: machineFacts(modules, {
				disk: await disk.read(now),
				backup: await backup(now),
				clockOffsetMs: clock.offsetMs(now),
				wallNow: now,
			}),
		};
		if (!isClosed) desk.judge(facts);
	};
	const goOn = (desk: AlarmDesk): void => {
		if (isClosed) return;
		timer = setTimeout(() => {
			judge(desk)
				.catch((error: unknown) => log.error({ err: error }, 'the alarms could not be judged'))
				.finally(() => goOn(desk));
		}, JUDGED_EVERY_MS);
		timer.unref();
	};
	const desk = AlarmDesk.open(
		{ directory: node.dataDirectory },
		{
			log,
			wallNow,
			onChange,
			nameOf: ({ subject }) =>
				subject === null
					? null
					: (presentValidators(node).find(({ id }) => id === subject)?.name ?? model.directory.nameOf(subject)),
		},
	).then((ready) => {
		opened = ready;
		goOn(ready);
		return ready;
	});
	return {
		desk,
		worst: () => opened?.worst() ?? null,
		close: async () => {
			isClosed = true;
			clearTimeout(timer);
			clock.close();
			await (await desk).close();
		},
	};
}

/** Looks for a backup once a minute; without one, the age of the data directory counts. */
function backupWatch(
	directory: string,
	lastBackup: () => Promise<number | null>,
): (now: number) => Promise<BackupFacts | null> {
	let known: BackupFacts | null = null;
	let lookedAt = Number.NEGATIVE_INFINITY;
	return async (now) => {
		if (now - lookedAt < BACKUP_EVERY_MS) return known;
		lookedAt = now;
		const newestAt = (await lastBackup().catch(() => null)) ?? (await beginningOf(directory));
		known = newestAt === null ? null : { newestAt };
		return known;
	};
}

async function beginningOf(directory: string): Promise<number | null> {
	try {
		return (await stat(join(directory, FIRST_FILE))).mtimeMs;
	} catch {
		return null;
	}
}
