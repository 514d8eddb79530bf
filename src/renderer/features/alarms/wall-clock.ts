import { computed } from 'vue';
import { useI18n } from 'vue-i18n';

const DAY_MS = 86_400_000;

/** Times of alarms are the operator's: those of the machine's own clock and zone. */
export function useWallClock() {
	const { locale } = useI18n();
	const language = computed(() => (locale.value === 'en' ? 'en-GB' : locale.value));
	const clock = computed(
		() =>
			new Intl.DateTimeFormat(language.value, {
				hour: '2-digit',
				minute: '2-digit',
				second: '2-digit',
				hourCycle: 'h23',
			}),
	);
	const minutes = computed(
		() => new Intl.DateTimeFormat(language.value, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
	);
	const date = computed(() => new Intl.DateTimeFormat(language.value, { day: 'numeric', month: 'short' }));
	return {
		/** With its date when it is older than a day. */
		time(at: number | null): string {
			if (at === null) return '·';
			const isOld = Math.abs(Date.now() - at) > DAY_MS;
			return isOld ? `${date.value.format(at)} ${clock.value.format(at)}` : clock.value.format(at);
		},
		/** Of a slot of a chart that spans `spanMs`: the hour, or the day and the hour. */
		slot(at: number, spanMs: number): string {
			const hour = minutes.value.format(at);
			return spanMs > DAY_MS ? `${date.value.format(at)} ${hour}` : hour;
		},
		zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
	};
}
