import { createI18n } from 'vue-i18n';
import type { Messages } from '../locales/messages.ts';

export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

export const i18n = createI18n({
	legacy: false,
	locale: 'en',
	fallbackLocale: false,
	messages: {} as Record<Language, Record<string, never>>,
});

const sources: { readonly [language in Language]: () => Promise<{ readonly messages: Messages }> } = {
	en: () => import('../locales/english.ts'),
	'zh-CN': () => import('../locales/chinese.ts'),
};

/** Fetches the words of a language, and its faces, unless they are here. Resolves when it can be shown. */
export async function loadLanguage(language: Language): Promise<void> {
	if (i18n.global.availableLocales.includes(language)) return;
	const { messages } = await sources[language]();
	i18n.global.setLocaleMessage(language, messages as Record<string, never>);
}
