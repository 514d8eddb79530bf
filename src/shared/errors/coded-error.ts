import type { ErrorCode } from './catalogue.ts';

export type ErrorDetails = { readonly [key: string]: string | number | boolean | null | readonly (string | number)[] };

let sentenceOf: ((code: ErrorCode) => string) | null = null;

/** From now on, errors of this program or worker have their sentence as message; before, code and details alone. */
export function speakErrors(sentence: (code: ErrorCode) => string): void {
	sentenceOf = sentence;
}

/** An error that a person or a program can act on: a code of the catalogue and the facts that belong to it. */
export class CodedError extends Error {
	override readonly name = 'CodedError';
	readonly code: ErrorCode;
	readonly details: ErrorDetails;

	constructor(code: ErrorCode, details: ErrorDetails = {}) {
		super(sentenceOf ? render(sentenceOf(code), details) : `${code} ${JSON.stringify(details)}`);
		this.code = code;
		this.details = details;
	}
}

/**
 * Replaces {name} by the detail of that name; a missing detail stays visible as {name}. A detail that is a sentence, such
 * as another error's message, ends it where the template does.
 */
export function render(template: string, details: ErrorDetails): string {
	return template.replace(/\{(\w+)\}(\.?)/g, (whole, key: string, stop: string) => {
		if (!(key in details)) return whole;
		const text = String(details[key]);
		return /[^.]\.$/.test(text) ? text : text + stop;
	});
}

export function codeOf(error: unknown): ErrorCode | null {
	return error instanceof CodedError ? error.code : null;
}
