import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { useAlarmWords } from './alarm-words.ts';
import { useAlarms } from './alarms.ts';

const STORAGE_KEY = 'gridquorum.alarm-notices';
/** Priority 3 waits in the list; nobody is called for it. */
const CALLING_PRIORITY = 2;
const TONE_HZ = { 1: 880, 2: 587 } as const;
const TONE_SECONDS = 0.28;

/** How this machine calls for new alarms. Both are off until a person turns them on. */
export const useAlarmCalls = defineStore('alarm-calls', () => {
	const stored = load();
	const notices = ref(stored.notices && canNotify() && Notification.permission === 'granted');
	const sound = ref(stored.sound);

	function keep(): void {
		localStorage.setItem(STORAGE_KEY, JSON.stringify({ notices: notices.value, sound: sound.value }));
	}

	/** @returns false where the system does not permit notices */
	async function setNotices(wanted: boolean): Promise<boolean> {
		notices.value = wanted && canNotify() && (await Notification.requestPermission()) === 'granted';
		keep();
		return notices.value === wanted;
	}

	function setSound(wanted: boolean): void {
		sound.value = wanted;
		keep();
		if (wanted) playTone(2);
	}

	return { notices, sound, setNotices, setSound };
});

/** Calls for alarms of priority 1 and 2 as they are raised, once each; those of before the console opened are not news. */
export function useAlarmNotices(): void {
	const { t } = useI18n();
	const router = useRouter();
	const alarms = useAlarms();
	const calls = useAlarmCalls();
	const words = useAlarmWords();
	let known: Set<string> | null = null;

	watch(
		() => alarms.data,
		(list) => {
			if (!list) return;
			const calling = list.alarms.filter(
				({ state, priority }) => state === 'unacknowledged' && priority <= CALLING_PRIORITY,
			);
			const keyOf = ({ id, raisedAt }: { id: string; raisedAt: number | null }) => `${id} ${raisedAt}`;
			const fresh = known === null ? [] : calling.filter((alarm) => !known?.has(keyOf(alarm)));
			known = new Set(calling.map(keyOf));
			const [first] = fresh;
			if (!first) return;
			if (calls.sound) playTone(first.priority === 1 ? 1 : 2);
			if (!calls.notices) return;
			const more = fresh.length - 1;
			const notice = new Notification(
				t('alarms.notice.title', { priority: first.priority, name: words.titleOf(first) }),
				{
					body: more > 0 ? t('alarms.notice.more', { n: more }, more) : words.textOf(first.kind, 'action'),
					tag: 'gridquorum-alarm',
				},
			);
			notice.onclick = () => {
				window.focus();
				void router.push({ name: 'alarms', query: { alarm: first.id } });
			};
		},
	);
}

function canNotify(): boolean {
	return 'Notification' in window;
}

function load(): { notices: boolean; sound: boolean } {
	try {
		const stored = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') as Record<string, unknown>;
		return { notices: stored.notices === true, sound: stored.sound === true };
	} catch {
		return { notices: false, sound: false };
	}
}

/** One short tone; priority 1 is the higher one. */
function playTone(priority: keyof typeof TONE_HZ): void {
	const audio = new AudioContext();
	const tone = audio.createOscillator();
	const volume = audio.createGain();
	tone.frequency.value = TONE_HZ[priority];
	volume.gain.setValueAtTime(0.15, audio.currentTime);
	volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + TONE_SECONDS);
	tone.connect(volume).connect(audio.destination);
	tone.onended = () => void audio.close();
	tone.start();
	tone.stop(audio.currentTime + TONE_SECONDS);
}
