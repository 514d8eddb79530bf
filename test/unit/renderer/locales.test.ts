import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../../src/renderer/locales');
const languages = ['en', 'zh-CN'] as const;

function messages(language: string, file: string): Map<string, string> {
	const found = new Map<string, string>();
	const walk = (value: unknown, path: string): void => {
		if (typeof value === 'string') found.set(path, value);
		else for (const [key, inner] of Object.entries(value as object)) walk(inner, path === '' ? key : `${path}.${key}`);
	};
	walk(JSON.parse(readFileSync(join(folder, language, file), 'utf8')), '');
	return found;
}

const files = readdirSync(join(folder, 'en')).sort();
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

describe('locales', () => {
	it('has the same files in both languages', () => {
		expect(readdirSync(join(folder, 'zh-CN')).sort()).toEqual(files);
	});

	it.each(files)('%s has the same keys in both languages', (file) => {
		const [english, chinese] = languages.map((language) => [...messages(language, file).keys()].sort());
		expect(chinese).toEqual(english);
	});

	it.each(files)('%s names no placeholder in Chinese that English does not fill', (file) => {
		const english = messages('en', file);
		for (const [key, text] of messages('zh-CN', file))
			expect(placeholders(english.get(key) ?? ''), key).toEqual(expect.arrayContaining(placeholders(text)));
	});

	it.each(files)('%s leaves no message empty', (file) => {
		for (const language of languages)
			for (const [key, text] of messages(language, file)) expect(text.trim(), `${language} ${key}`).not.toBe('');
	});
});
