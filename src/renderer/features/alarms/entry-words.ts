import { useI18n } from 'vue-i18n';
import { alarmCatalogue, parseAlarmId } from '../../../shared/alarms/catalogue.ts';
import type { AlarmLogEntry } from '../../../shared/contract/index.ts';
import { useAlarmWords } from '../../app/alarm-words.ts';
import { useWallClock } from './wall-clock.ts';

/** Entries of the alarm log in words. */
export function useEntryWords() {
	const { t } = useI18n();
	const words = useAlarmWords();
	const clock = useWallClock();

	function figureOf(entry: AlarmLogEntry, value: number | null): string {
		const kind = parseAlarmId(entry.alarm)?.kind;
		return kind ? words.figure(value, alarmCatalogue[kind].unit) : '·';
	}

	/** Who, with which figure, and why; empty where there is nothing to add. */
	function detailOf(entry: AlarmLogEntry): string {
		switch (entry.what) {
			case 'raised':
				return t('alarms.entry.raised', {
					value: figureOf(entry, entry.value),
					limit: figureOf(entry, entry.limit),
				});
			case 'returned':
				return entry.value === null ? '' : t('alarms.entry.returned', { value: figureOf(entry, entry.value) });
			case 'acknowledged':
				return [words.actorOf(entry.by), entry.comment].filter((part) => part !== '').join(': ');
			case 'shelved':
				return t('alarms.entry.shelved', {
					by: words.actorOf(entry.by),
					until: clock.time(entry.until),
					reason: entry.reason,
				});
			case 'unshelved':
				return entry.by === null ? t('alarms.entry.timeOver') : words.actorOf(entry.by);
			case 'taken-out':
				return `${words.actorOf(entry.by)}: ${entry.reason}`;
			case 'put-back':
				return words.actorOf(entry.by);
			case 'limit-set':
				return t('alarms.entry.limit', {
					by: words.actorOf(entry.by),
					limit: entry.limit === null ? t('alarms.limits.standard') : figureOf(entry, entry.limit),
					reason: entry.reason,
				});
		}
	}

	return { detailOf };
}
