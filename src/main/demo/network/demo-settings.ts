import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { NeighbourhoodFiles } from '../neighbourhood/types.ts';

export const REGIONS_MIN = 2;
export const REGIONS_MAX = 4;

/** What a demo directory was made with. Its network and data stay so for as long as it lives. */
const form = z.strictObject({
	version: z.literal(1),
	/** Display name. */
	market: z.string().min(1).max(120),
	/** Of each network. */
	validators: z.int().min(1).max(16),
	/** Regional networks beside a main chain; absent in a demo of one network. */
	regions: z.int().min(REGIONS_MIN).max(REGIONS_MAX).optional(),
	/** Micro-money per kWh. */
	feedIn: z.int(),
	/** Local day that the market begins with. */
	from: z.string(),
	/** Delivery hours that the market was made for; null for all that its data holds. */
	hours: z.int().min(1).nullable(),
	/** SHA-256 over the three CSV files. */
	neighbourhood: z.string().length(64),
});

export type DemoSettings = z.infer<typeof form>;

export function settingsToJson(settings: DemoSettings): string {
	return `${JSON.stringify(settings, null, '\t')}\n`;
}

/** @throws CodedError DEMO_HOME_FOREIGN when the file is not a demo's */
export function settingsFromJson(directory: string, source: string): DemoSettings {
	try {
		return form.parse(JSON.parse(source));
	} catch {
		throw new CodedError('DEMO_HOME_FOREIGN', { directory });
	}
}

export async function digestOfFiles(files: NeighbourhoodFiles): Promise<string> {
	const hash = createHash('sha256');
	for (const path of [files.homes, files.meters, files.tariff]) {
		hash.update(
			createHash('sha256')
				.update(await readFile(path))
				.digest(),
		);
	}
	return hash.digest('hex');
}

/** Refuses to go on in a directory that was made with something else than what is asked for now; undefined asks for nothing. */
export function checkSameDemo(
	directory: string,
	made: DemoSettings,
	asked: { [K in keyof DemoSettings]?: DemoSettings[K] | undefined },
): void {
	const names = {
		hours: '--hours',
		validators: '--validators',
		feedIn: '--feed-in',
		from: '--from',
		neighbourhood: '--homes, --meters or --tariff',
	};
	for (const [key, what] of Object.entries(names) as [keyof typeof names, string][]) {
		if (asked[key] !== undefined && asked[key] !== made[key])
			throw new CodedError('DEMO_HOME_OTHER', { directory, what });
	}
}
