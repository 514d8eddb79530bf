import { createI18n } from 'vue-i18n';

export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

type Messages = { [namespace: string]: unknown };

const files = import.meta.glob<{ default: unknown }>('../locales/*/*.json', { eager: true });

/** One file per feature: locales/<language>/<feature>.json is reached as `<feature>.…`. */
function messagesOf(language: Language): Messages {
	const messages: Messages = {};
	for (const [path, file] of Object.entries(files)) {
		const [folder, name] = path.split('/').slice(-2) as [string, string];
		if (folder === language) messages[name.replace('.json', '')] = file.default;
	}
	return messages;
}

export const i18n = createI18n({
	legacy: false,
	locale: 'en',
	fallbackLocale: false,
	messages: { en: messagesOf('en'), 'zh-CN': messagesOf('zh-CN') } as Record<Language, Record<string, never>>,
});
