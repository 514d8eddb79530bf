import { defineStore } from 'pinia';
import { ref, watch, watchEffect } from 'vue';
import { i18n, type Language, languages, loadLanguage } from './i18n.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Perspectives of the console, not rights: what a person may do follows from the keys of the node. */
export const roles = ['aggregator', 'operator', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** In whose zone instants of records are shown; what is traded always stands in the market's. */
export const timeDisplays = ['market', 'utc', 'local'] as const;
export type TimeDisplay = (typeof timeDisplays)[number];

const STORAGE_KEY = 'gridquorum.preferences';

interface Stored {
	readonly theme: Theme;
	readonly contrast: boolean;
	readonly language: Language;
	readonly timeDisplay: TimeDisplay;
	/** Null follows the acting identity. */
	readonly role: Role | null;
	/** Participant that the person last chose to act as. */
	readonly actingAs: string | null;
	/** Guides that were read or dismissed, by name. */
	readonly guidesDone: readonly string[];
}

const GUIDES_KEPT = 20;

function systemLanguage(): Language {
	return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

function load(): Stored {
	const standard: Stored = {
		theme: 'system',
		contrast: false,
		language: systemLanguage(),
		timeDisplay: 'market',
		role: null,
		actingAs: null,
		guidesDone: [],
	};
	try {
		const stored = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') as Partial<Stored>;
		return {
			theme: themes.find((theme) => theme === stored.theme) ?? standard.theme,
			contrast: stored.contrast === true,
			language: languages.find((language) => language === stored.language) ?? standard.language,
			timeDisplay: timeDisplays.find((display) => display === stored.timeDisplay) ?? standard.timeDisplay,
			role: roles.find((role) => role === stored.role) ?? null,
			actingAs: typeof stored.actingAs === 'string' ? stored.actingAs : null,
			guidesDone: Array.isArray(stored.guidesDone)
				? stored.guidesDone.filter((guide) => typeof guide === 'string').slice(0, GUIDES_KEPT)
				: [],
		};
	} catch {
		return standard;
	}
}

/** Theme, contrast, language and perspective: kept on this machine, applied to the document's root. */
export const usePreferences = defineStore('preferences', () => {
	const stored = load();
	const theme = ref<Theme>(stored.theme);
	const contrast = ref(stored.contrast);
	const language = ref<Language>(stored.language);
	const timeDisplay = ref<TimeDisplay>(stored.timeDisplay);
	const role = ref<Role | null>(stored.role);
	const actingAs = ref<string | null>(stored.actingAs);
	const guidesDone = ref<readonly string[]>(stored.guidesDone);
	/** The theme on screen, after the system's setting. */
	const shown = ref<'light' | 'dark'>('light');
	const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
	const systemIsDark = ref(systemDark.matches);
	systemDark.addEventListener('change', (event) => {
		systemIsDark.value = event.matches;
	});

	watchEffect(
		() => {
			shown.value = theme.value === 'system' ? (systemIsDark.value ? 'dark' : 'light') : theme.value;
			const root = document.documentElement;
			root.dataset.theme = shown.value;
			if (contrast.value) root.dataset.contrast = 'more';
			else delete root.dataset.contrast;
			const kept: Stored = {
				theme: theme.value,
				contrast: contrast.value,
				language: language.value,
				timeDisplay: timeDisplay.value,
				role: role.value,
				actingAs: actingAs.value,
				guidesDone: guidesDone.value,
			};
			localStorage.setItem(STORAGE_KEY, JSON.stringify(kept));
		},
		{ flush: 'sync' },
	);

	async function speak(next: Language): Promise<void> {
		await loadLanguage(next);
		// Asked for another one meanwhile: that one speaks.
		if (language.value !== next) return;
		i18n.global.locale.value = next;
		document.documentElement.lang = next;
	}
	watch(language, speak, { immediate: true, flush: 'sync' });

	function toggleTheme(): void {
		theme.value = shown.value === 'dark' ? 'light' : 'dark';
	}

	function toggleLanguage(): void {
		language.value = language.value === 'en' ? 'zh-CN' : 'en';
	}

	return { theme, contrast, language, timeDisplay, role, actingAs, guidesDone, shown, toggleTheme, toggleLanguage };
});
