import { parseArgs } from 'node:util';
import { z } from 'zod';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { OPERATORS } from '../../demo/market/terms.ts';
import { REGIONS_MAX, REGIONS_MIN } from '../../demo/network/demo-settings.ts';

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
	/** Regional networks beside a main chain; undefined for one network, or what the directory was made with. */
	regions: z.string().regex(/^\d$/).transform(Number).pipe(z.int().min(REGIONS_MIN).max(REGIONS_MAX)).optional(),
});

export interface StartOptions {
	readonly home: string | undefined;
	readonly speed: number;
	readonly played: readonly string[];
	readonly regions?: number | undefined;
}

/**
 * Reads `--home DIR --speed FACTOR --play IDS --regions COUNT`; Chromium's own switches stand on the same line and are left alone.
 *
 * @returns the demo to start at once; null where none of them is named
 * @throws CodedError OPTION_INVALID
 */
export function readStartOptions(commandArguments: readonly string[]): StartOptions | null {
	const text = { type: 'string' } as const;
	const options = { home: text, speed: text, play: text, regions: text };
	const { values } = parseArgs({ args: [...commandArguments], options, strict: false, allowPositionals: true });
	if (Object.keys(options).every((name) => values[name] === undefined)) return null;
	const parsed = form.safeParse(values);
	if (!parsed.success) {
		const option = String(parsed.error.issues[0]?.path[0]);
		const expected = parsed.error.issues[0]?.message ?? 'valid';
		throw new CodedError('OPTION_INVALID', { option: `--${option}`, value: String(values[option] ?? ''), expected });
	}
	const { home, speed, play, regions } = parsed.data;
	return { home, speed, played: play === 'none' ? [] : play.split(',').map((name) => name.trim()), regions };
}
