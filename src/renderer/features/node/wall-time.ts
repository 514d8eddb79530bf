import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { usePreferences } from '../../app/preferences.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Instants of this machine's clock, which is not the chain's: in the reader's own zone, or in UTC where that is chosen. */
export function useWallTime() {
	const { t, locale } = useI18n();
	const preferences = usePreferences();
	const formats = computed(() => {
		const language = locale.value === 'en' ? 'en-GB' : locale.value;
		const zone = preferences.timeDisplay === 'utc' ? { timeZone: 'UTC' } : {};
		const format = (options: Intl.DateTimeFormatOptions) =>
			new Intl.DateTimeFormat(language, { ...options, ...zone, hourCycle: 'h23' });
		const clock = { hour: '2-digit', minute: '2-digit' } as const;
		return {
			clock: format(clock),
			seconds: format({ ...clock, second: '2-digit' }),
			day: format({ day: 'numeric', month: 'short', ...clock }),
			whole: format({ day: 'numeric', month: 'short', year: 'numeric', ...clock }),
		};
	});
	return {
		/** The time alone within a day of now, else with the date, else with the year. */
		when(at: number, now: number): string {
			const age = Math.abs(now - at);
			const { clock, day, whole } = formats.value;
			return (age < DAY_MS ? clock : age < 180 * DAY_MS ? day : whole).format(at);
		},
		seconds: (at: number) => formats.value.seconds.format(at),
		whole: (at: number) => formats.value.whole.format(at),
		/** One unit: the largest that fits. */
		duration(ms: number): string {
			if (ms < HOUR_MS) return t('node.duration.minutes', { n: Math.floor(ms / MINUTE_MS) });
			if (ms < 2 * DAY_MS) return t('node.duration.hours', { n: Math.floor(ms / HOUR_MS) });
			return t('node.duration.days', { n: Math.floor(ms / DAY_MS) });
		},
	};
}
