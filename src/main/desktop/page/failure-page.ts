import { catalogue } from '../../../shared/errors/catalogue.ts';
import { CodedError, render } from '../../../shared/errors/coded-error.ts';

const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

function escapeMarkup(text: string): string {
	return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Any error as one of the catalogue, so that a failure always has a cause and an action to show. */
export function coded(error: unknown): CodedError {
	if (error instanceof CodedError) return error;
	return new CodedError('DESKTOP_UNEXPECTED', { reason: error instanceof Error ? error.message : String(error) });
}

/** A page without script or style, in both languages, for when the console itself cannot be shown. */
export function renderFailure(error: CodedError): string {
	const entry = catalogue[error.code];
	const section = (language: 'en' | 'zh'): string => {
		const lines = [entry[language], entry.cause[language], entry.action[language]];
		const paragraphs = lines.map((line) => `<p>${escapeMarkup(render(line, error.details))}</p>`).join('');
		return `<section lang="${language === 'en' ? 'en' : 'zh-CN'}">${paragraphs}</section>`;
	};
	return [
		'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Gridquorum</title></head><body>',
		`<h1>${error.code}</h1>${section('en')}${section('zh')}`,
		'<p><a href="/">Load the console again · 重新载入控制台</a></p>',
		'</body></html>',
	].join('');
}
