import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { writeFileAtomic } from '../../node/files/atomic-file.ts';
import type { ScryptCost } from '../../node/keys/key-file.ts';
import { createTestnet } from '../../node/testnet.ts';
import { bundledWeek } from '../bundled-week.ts';
import { marketParties } from '../market/market-genesis.ts';
import { createMarketPlan, type MarketPlan } from '../market/market-plan.ts';
import { DEFAULT_FEED_IN } from '../market/terms.ts';
import { readNeighbourhood } from '../neighbourhood/read-neighbourhood.ts';
import type { NeighbourhoodFiles } from '../neighbourhood/types.ts';
import { demoPaths } from './demo-home.ts';
import { checkSameDemo, type DemoSettings, digestOfFiles, settingsFromJson, settingsToJson } from './demo-settings.ts';
import { freePorts } from './free-ports.ts';
import { repairPorts } from './listening-ports.ts';
import { validatorNames } from './validator-names.ts';

const DEFAULT_VALIDATORS = 4;

/** The demo's keys lie under random passphrases of 192 bits: stretching those adds no security, only waiting. */
const SCRYPT: ScryptCost = { n: 1_024, r: 8, p: 1 };

/**
 * The host moves all clocks forward together; a proposal that was on its way meanwhile is not late by that jump. Jumps
 * are hours at most, so a day leaves nobody's honest proposal out.
 */
const CLOCK_BEHIND_MS = 86_400_000;

/** Undefined asks for nothing: what the directory holds is taken, or the default for a new one. */
export interface DemoHomeOptions {
	readonly home: string;
	/** Folder that holds `demo/fontana-summer-week`. */
	readonly resources: string;
	readonly files?: NeighbourhoodFiles | undefined;
	readonly from?: string | undefined;
	readonly hours?: number | undefined;
	/** Hours of a new directory when none are asked for; null takes all that follow without a hole. */
	readonly defaultHours: number | null;
	readonly validators?: number | undefined;
	/** Micro-money per kWh. */
	readonly feedIn?: number | undefined;
	/** For all key stores instead of random ones; validators' processes must get it by their environment. */
	readonly passphrase?: string | undefined;
}

export interface DemoHome {
	readonly settings: DemoSettings;
	readonly plan: MarketPlan;
	/** Data directory of each validator. */
	readonly directories: readonly string[];
}

/**
 * Opens a demo directory or makes one. All input is validated before anything is written, and a new directory appears
 * whole or not at all.
 * @throws CodedError IMPORT_* | DEMO_HOME_OTHER | DEMO_HOME_FOREIGN | DEMO_HOME_UNUSABLE | DATA_DIRECTORY_LOCKED
 */
export async function prepareDemoHome(options: DemoHomeOptions): Promise<DemoHome> {
	const home = resolve(options.home);
	const made = await readSettings(home);
	return made === null ? createHome(home, options) : reopenHome(home, made, options);
}

async function reopenHome(home: string, settings: DemoSettings, options: DemoHomeOptions): Promise<DemoHome> {
	const { files } = demoPaths(home);
	const { validators, feedIn, from, hours } = options;
	const neighbourhood = options.files && (await digestOfFiles(options.files));
	checkSameDemo(home, settings, { validators, feedIn, from, hours, neighbourhood });
	const data = await readNeighbourhood(files, settings);
	const reopened = describe(home, settings, createMarketPlan(data, settings));
	await repairPorts(reopened.directories);
	return reopened;
}

async function createHome(home: string, options: DemoHomeOptions): Promise<DemoHome> {
	const source = options.files ?? bundledWeek(options.resources);
	const feedIn = options.feedIn ?? DEFAULT_FEED_IN;
	const hours = options.hours ?? options.defaultHours;
	const data = await readNeighbourhood(source, { from: options.from ?? null, hours });
	const plan = createMarketPlan(data, { feedIn });
	await requireEmpty(home);
	const partial = `${home}.${randomUUID()}.partial`;
	const paths = demoPaths(partial);
	try {
		await mkdir(dirname(home), { recursive: true });
		await mkdir(partial, { mode: 0o700 });
		await mkdir(dirname(paths.files.homes), { mode: 0o700 });
		for (const name of ['homes', 'meters', 'tariff'] as const) await copyFile(source[name], paths.files[name]);
		const settings: DemoSettings = {
			version: 1,
			market: options.files === undefined ? 'Fontana' : 'Neighbourhood',
			validators: options.validators ?? DEFAULT_VALIDATORS,
			feedIn,
			from: plan.hours[0]?.day ?? '',
			hours,
			neighbourhood: await digestOfFiles(paths.files),
		};
		await createTestnet({
			...marketParties(plan),
			directory: paths.validators,
			ports: await freePorts(settings.validators),
			names: validatorNames(settings.validators),
			logLevel: 'info',
			scrypt: SCRYPT,
			consensus: { clockBehindMs: CLOCK_BEHIND_MS },
			...(options.passphrase === undefined ? {} : { passphrase: options.passphrase }),
		});
		await writeFileAtomic(paths.settings, settingsToJson(settings));
		await rmdir(home).catch(() => undefined);
		await rename(partial, home);
		return describe(home, settings, plan);
	} catch (error) {
		await rm(partial, { recursive: true, force: true }).catch(() => undefined);
		throw unusable(home, error);
	}
}

/** What the system says of a directory that somebody chose is for that person to mend, like any other option. */
function unusable(directory: string, error: unknown): unknown {
	const { code, syscall } = error as NodeJS.ErrnoException;
	if (code === undefined || syscall === undefined) return error;
	return new CodedError('DEMO_HOME_UNUSABLE', { directory, reason: `${syscall} says ${code}` });
}

function describe(home: string, settings: DemoSettings, plan: MarketPlan): DemoHome {
	const { validator } = demoPaths(home);
	return { settings, plan, directories: Array.from({ length: settings.validators }, (_, index) => validator(index)) };
}

async function readSettings(home: string): Promise<DemoSettings | null> {
	try {
		return settingsFromJson(home, await readFile(demoPaths(home).settings, 'utf8'));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw unusable(home, error);
	}
}

async function requireEmpty(home: string): Promise<void> {
	try {
		if ((await readdir(home)).length > 0) throw new CodedError('DEMO_HOME_FOREIGN', { directory: home });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
		throw unusable(home, error);
	}
}
