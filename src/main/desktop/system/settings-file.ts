import { readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import type { DesktopSettings } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { writeFileAtomic } from '../../node/files/atomic-file.ts';
import type { DesktopLog } from '../node/host.ts';

/** Longest feed address. */
const maxFeedCharacters = 500;
const https = z.url({ protocol: /^https$/ }).max(maxFeedCharacters);

const form = z.object({
	startAtLogin: z.boolean(),
	startMinimised: z.boolean(),
	keepInTray: z.boolean(),
	notifications: z.boolean(),
	/** True once the person was told that closing the window does not stop the node. */
	toldOfTray: z.boolean(),
	/** Where newer versions are looked for; written by whoever administers this computer, never by the console. */
	updateFeed: https.nullable(),
});

export type KeptSettings = z.infer<typeof form>;

const defaults: KeptSettings = {
	startAtLogin: false,
	startMinimised: false,
	keepInTray: true,
	notifications: true,
	toldOfTray: false,
	updateFeed: null,
};

/** The desktop program's settings: one small file, replaced in one step. */
export class SettingsFile {
	readonly #file: string;
	#kept: KeptSettings;
	#writing: Promise<void> = Promise.resolve();

	/** A file that cannot be understood is set aside, and the program starts with the defaults. */
	constructor(file: string, modules: { readonly log: DesktopLog }) {
		this.#file = file;
		this.#kept = read(file, modules.log);
	}

	get kept(): KeptSettings {
		return this.#kept;
	}

	get shown(): DesktopSettings {
		const { startAtLogin, startMinimised, keepInTray, notifications } = this.#kept;
		return { startAtLogin, startMinimised, keepInTray, notifications };
	}

	/** Changes one after the other; what cannot be written does not hold. @throws CodedError DESKTOP_SETTINGS_UNWRITABLE */
	change(change: Partial<KeptSettings>): Promise<void> {
		const write = async (): Promise<void> => {
			const next = { ...this.#kept, ...change };
			await writeFileAtomic(this.#file, `${JSON.stringify(next, null, '\t')}\n`, 0o600).catch((error: unknown) => {
				const reason = error instanceof Error ? error.message : String(error);
				throw new CodedError('DESKTOP_SETTINGS_UNWRITABLE', { file: this.#file, reason });
			});
			this.#kept = next;
		};
		const written = this.#writing.then(write);
		this.#writing = written.catch(() => undefined);
		return written;
	}
}

function read(file: string, log: DesktopLog): KeptSettings {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch {
		return defaults;
	}
	try {
		// A setting that a later version added has its default.
		return form.parse({ ...defaults, ...(JSON.parse(text) as object) });
	} catch (error) {
		log.warn({ err: error, file }, 'the settings could not be understood: the defaults hold, the file is set aside');
		try {
			renameSync(file, `${file}.damaged`);
		} catch (failure) {
			log.warn({ err: failure, file }, 'the damaged settings could not be set aside');
		}
		return defaults;
	}
}
