import type { DesktopState } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { DesktopLog, HostSight } from '../node/host.ts';
import { decideInstall, isNeeded } from './policy.ts';

/** Between two questions to the feed. */
const askEveryMs = 24 * 3_600_000;

/** What fetches and installs; it verifies the publisher's signature of what it downloads. */
export interface UpdateSource {
	/** The newer version that the feed offers, or null. */
	check(): Promise<string | null>;
	/** Resolves when the offered version is on disk and its signature holds. Null where the system installs, not we. */
	readonly download: (() => Promise<void>) | null;
	/** Runs the installer once this process has ended; with `restart` the new version starts then. */
	install(restart: boolean): void;
}

export type UpdateState = DesktopState['update'];

/** Fetches newer versions in the background, and never installs one while the validator is needed unless told to. */
export class Updates {
	readonly #source: UpdateSource | null;
	readonly #modules: { readonly log: DesktopLog; state(): HostSight };
	#state: Omit<UpdateState, 'needed'>;
	#busy: Promise<void> | null = null;
	#restart = false;

	/** @param source null where no feed is configured: then nothing is ever asked for. */
	constructor(source: UpdateSource | null, modules: { readonly log: DesktopLog; state(): HostSight }) {
		this.#source = source;
		this.#modules = modules;
		this.#state = { stage: source === null ? 'unconfigured' : 'idle', version: null, failure: null };
	}

	get state(): UpdateState {
		return { ...this.#state, needed: isNeeded(this.#modules.state()) };
	}

	/** Asks at once and then daily. */
	follow(): void {
		if (this.#source === null) return;
		void this.check();
		setInterval(() => void this.check(), askEveryMs).unref();
	}

	/** One question at a time; never rejects. */
	check(): Promise<void> {
		const source = this.#source;
		if (source === null || this.#state.stage === 'downloaded') return Promise.resolve();
		this.#busy ??= this.#fetch(source).finally(() => {
			this.#busy = null;
		});
		return this.#busy;
	}

	/**
	 * Allows the installation of what was downloaded, which happens when the program ends.
	 * @throws CodedError DESKTOP_UPDATE_ABSENT | DESKTOP_UPDATE_NEEDS_VALIDATOR
	 */
	ask(evenIfNeeded: boolean): void {
		if (this.#state.stage !== 'downloaded') throw new CodedError('DESKTOP_UPDATE_ABSENT', {});
		const sight = this.#modules.state();
		if (decideInstall('asked', sight, evenIfNeeded) === 'refuse') {
			const { connected, needed } = sight.quorum ?? { connected: 0, needed: 0 };
			throw new CodedError('DESKTOP_UPDATE_NEEDS_VALIDATOR', { connected, needed });
		}
		this.#restart = true;
	}

	/** At the end of the program, after the node has stopped. */
	installAtEnd(): void {
		if (this.#state.stage === 'downloaded') this.#source?.install(this.#restart);
	}

	async #fetch(source: UpdateSource): Promise<void> {
		try {
			this.#state = { stage: 'checking', version: null, failure: null };
			const version = await source.check();
			if (version === null) {
				this.#state = { stage: 'idle', version: null, failure: null };
				return;
			}
			if (source.download === null) {
				this.#state = { stage: 'available', version, failure: null };
				return;
			}
			this.#state = { stage: 'downloading', version, failure: null };
			await source.download();
			this.#state = { stage: 'downloaded', version, failure: null };
		} catch (error) {
			this.#modules.log.warn({ err: error }, 'no update could be fetched');
			const reason = error instanceof Error ? error.message : String(error);
			const failure = { code: 'DESKTOP_UPDATE_FAILED', details: { reason } };
			this.#state = { stage: 'failed', version: this.#state.version, failure };
		}
	}
}
