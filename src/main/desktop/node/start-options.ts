import { parseArgs } from 'node:util';
import { z } from 'zod';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { OPERATORS } from '../../demo/market/terms.ts';

const form = z.object({
	/** Directory of the demo; undefined for the user's own. */
	home: z.string().min(1).optional(),
	/** Chain seconds per second. */
	speed: z
		.string()
		.regex(/^\d{1,4}$/)
		.transform(Number)
		.pipe(z.int().min(1).max(3_600))
		.default(60),
	/** Participants that the person at the console plays, by comma, or `none`. */
	play: z.string().min(1).default(OPERATORS.grid),
});

export interface StartOptions {
	readonly home: string | undefined;
	readonly speed: number;
	readonly played: readonly string[];
}

/**
 * Reads `--home DIR --speed FACTOR --play IDS`; Chromium's own switches stand on the same line and are left alone.
 *
 * @returns the demo to start at once; null where none of the three is named
 * @throws CodedError OPTION_INVALID
 */
export function readStartOptions(commandArguments: readonly string[]): StartOptions | null {
	const options = { home: { type: 'string' }, speed: { type: 'string' }, play: { type: 'string' } } as const;
	const { values } = parseArgs({ args: [...commandArguments], options, strict: false, allowPositionals: true });
	if (Object.keys(options).every((name) => values[name] === undefined)) return null;
	const parsed = form.safeParse(values);
	if (!parsed.success) {
		const option = String(parsed.error.issues[0]?.path[0]);
		const expected = parsed.error.issues[0]?.message ?? 'valid';
		throw new CodedError('OPTION_INVALID', { option: `--${option}`, value: String(values[option] ?? ''), expected });
	}
	const { home, speed, play } = parsed.data;
	return { home, speed, played: play === 'none' ? [] : play.split(',').map((name) => name.trim()) };
}
