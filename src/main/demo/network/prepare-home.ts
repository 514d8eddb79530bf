import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { MicroPerKwh } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { writeFileAtomic } from '../../node/files/atomic-file.ts';
import type { ScryptCost } from '../../node/keys/key-file.ts';
import { createTestnet } from '../../node/testnet.ts';
import { bundledWeek } from '../bundled-week.ts';
import { type MarketParties, marketParties } from '../market/market-genesis.ts';
import { createMarketPlan, type MarketPlan } from '../market/market-plan.ts';
import { DEFAULT_FEED_IN } from '../market/terms.ts';
import { readNeighbourhood } from '../neighbourhood/read-neighbourhood.ts';
import type { Neighbourhood, NeighbourhoodFiles } from '../neighbourhood/types.ts';
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
	/** Of each network. */
	readonly validators?: number | undefined;
	/** Regional networks beside a main chain; undefined is one network. */
	readonly regions?: number | undefined;
	/** Micro-money per kWh. */
	readonly feedIn?: number | undefined;
	/** For all key stores instead of random ones; validators' processes must get it by their environment. */
	readonly passphrase?: string | undefined;
}

/** One chain of a demo directory. */
export interface HomeChain {
	/** Under the directory; holds the validators' data directories. */
	readonly path: string;
	readonly parties: MarketParties;
}

/** What a kind of demo makes of a neighbourhood. */
export interface HomeLayout {
	/** Of the first hour; later ones of a market begin there. */
	readonly from: string;
	readonly chains: readonly HomeChain[];
}

export interface PreparedHome<L extends HomeLayout> {
	readonly settings: DemoSettings;
	readonly layout: L;
	/** Data directories of each chain's validators. */
	readonly directories: readonly (readonly string[])[];
}

export interface DemoHome {
	readonly settings: DemoSettings;
	readonly plan: MarketPlan;
	/** Data directory of each validator. */
	readonly directories: readonly string[];
}

/**
 * Opens the directory of a demo of one network, or makes one.
 * @throws CodedError IMPORT_* | DEMO_HOME_OTHER | DEMO_HOME_FOREIGN | DEMO_HOME_UNUSABLE | DATA_DIRECTORY_LOCKED
 */
export async function prepareDemoHome(options: DemoHomeOptions): Promise<DemoHome> {
	const { settings, layout, directories } = await prepareHome(options, (data, feedIn) => {
		const plan = createMarketPlan(data, { feedIn });
		return { plan, from: firstDay(plan), chains: [{ path: 'validators', parties: marketParties(plan) }] };
	});
	return { settings, plan: layout.plan, directories: directories[0] as string[] };
}

/**
 * Opens a demo directory or makes one. All input is validated before anything is written, and a new directory appears
 * whole or not at all.
 * @throws CodedError IMPORT_* | DEMO_HOME_OTHER | DEMO_HOME_FOREIGN | DEMO_HOME_UNUSABLE | DATA_DIRECTORY_LOCKED, and what
 * `layOut` throws
 */
export async function prepareHome<L extends HomeLayout>(
	options: DemoHomeOptions,
	layOut: (data: Neighbourhood, feedIn: MicroPerKwh) => L,
): Promise<PreparedHome<L>> {
	const home = resolve(options.home);
	const made = await readSettings(home);
	return made === null ? createHome(home, options, layOut) : reopenHome(home, made, options, layOut);
}

/** Regional networks of a demo directory; null for one network, or none yet. @throws CodedError DEMO_HOME_FOREIGN */
export async function regionsOfHome(home: string): Promise<number | null> {
	return (await readSettings(resolve(home)))?.regions ?? null;
}

export function firstDay({ hours }: MarketPlan): string {
	return hours[0]?.day ?? '';
}

async function reopenHome<L extends HomeLayout>(
	home: string,
	settings: DemoSettings,
	options: DemoHomeOptions,
	layOut: (data: Neighbourhood, feedIn: MicroPerKwh) => L,
): Promise<PreparedHome<L>> {
	const { files } = demoPaths(home);
	const { validators, feedIn, from, hours } = options;
	const neighbourhood = options.files && (await digestOfFiles(options.files));
	checkSameDemo(home, settings, { validators, feedIn, from, hours, neighbourhood });
	if (settings.regions !== options.regions)
		throw new CodedError('DEMO_HOME_OTHER', { directory: home, what: '--regions' });
	const layout = layOut(await readNeighbourhood(files, settings), settings.feedIn);
	const reopened = describe(home, settings, layout);
	for (const directories of reopened.directories) await repairPorts(directories);
	return reopened;
}

async function createHome<L extends HomeLayout>(
	home: string,
	options: DemoHomeOptions,
	layOut: (data: Neighbourhood, feedIn: MicroPerKwh) => L,
): Promise<PreparedHome<L>> {
	const source = options.files ?? bundledWeek(options.resources);
	const feedIn = options.feedIn ?? DEFAULT_FEED_IN;
	const hours = options.hours ?? options.defaultHours;
	const layout = layOut(await readNeighbourhood(source, { from: options.from ?? null, hours }), feedIn);
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
			...(options.regions === undefined ? {} : { regions: options.regions }),
			feedIn,
			from: layout.from,
			hours,
			neighbourhood: await digestOfFiles(paths.files),
		};
		await createChains(partial, settings, layout.chains, options.passphrase);
		await writeFileAtomic(paths.settings, settingsToJson(settings));
		await rmdir(home).catch(() => undefined);
		await rename(partial, home);
		return describe(home, settings, layout);
	} catch (error) {
		await rm(partial, { recursive: true, force: true }).catch(() => undefined);
		throw unusable(home, error);
	}
}

async function createChains(
	home: string,
	{ validators }: DemoSettings,
	chains: readonly HomeChain[],
	passphrase: string | undefined,
): Promise<void> {
	const ports = await freePorts(validators * chains.length);
	for (const [index, { path, parties }] of chains.entries())
		await createTestnet({
			...parties,
			directory: join(home, path),
			ports: ports.slice(index * validators, (index + 1) * validators),
			names: validatorNames(validators),
			logLevel: 'info',
			scrypt: SCRYPT,
			consensus: { clockBehindMs: CLOCK_BEHIND_MS },
			...(passphrase === undefined ? {} : { passphrase }),
		});
}

/** What the system says of a directory that somebody chose is for that person to mend, like any other option. */
function unusable(directory: string, error: unknown): unknown {
	const { code, syscall } = error as NodeJS.ErrnoException;
	if (code === undefined || syscall === undefined) return error;
	return new CodedError('DEMO_HOME_UNUSABLE', { directory, reason: `${syscall} says ${code}` });
}

function describe<L extends HomeLayout>(home: string, settings: DemoSettings, layout: L): PreparedHome<L> {
	const indices = Array.from({ length: settings.validators }, (_, index) => index);
	const directories = layout.chains.map(({ path }) => indices.map((index) => join(home, path, `validator-${index}`)));
	return { settings, layout, directories };
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
