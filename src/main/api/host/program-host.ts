import type { HostChoice, HostedNetwork, HostStage, HostState } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ProofModules } from '../../../shared/proofs/certificates.ts';
import { type ConsoleApi, createConsoleApi } from '../console-api.ts';
import type { DesktopDesk } from '../desktop/types.ts';
import type { ConsoleLog } from '../log.ts';
import type { Port } from '../port.ts';
import type { ServeConsoleOptions } from '../serve-console.ts';
import { failureCode } from './failure-code.ts';
import { genesisOf, previewOf } from './genesis-preview.ts';
import {
	type NetworkSource,
	type RememberedNetwork,
	type RunningNetwork,
	type Starters,
	sourceOf,
} from './network-source.ts';
import { OpenPorts } from './open-ports.ts';
import type { ProgramHost } from './program-types.ts';
import { StepBoard } from './step-board.ts';
import { createWaitingConsole, type WaitingConsole } from './waiting-console.ts';

/** How often steps and the node's phase are looked at, wall ms. */
const LOOK_MS = 200;

export interface ProgramHostOptions {
	readonly version: string;
	readonly door: HostState['door'];
	/** False where the network was fixed from outside: it can then be neither chosen nor left. */
	readonly canChoose: boolean;
}

export interface ProgramHostModules {
	readonly starters: Starters;
	readonly proofs: ProofModules;
	readonly log: ConsoleLog;
	readonly desktop?: DesktopDesk | undefined;
	readonly proposed: () => HostState['proposed'];
	/** Keeps the network that runs for the program's next start; null forgets it. Never rejects. */
	readonly remember: (network: RememberedNetwork | null) => Promise<void>;
	/** Unix wall ms. */
	readonly wallNow?: () => number;
}

interface Up {
	readonly network: RunningNetwork;
	readonly api: ConsoleApi;
	readonly node: RunningNetwork['node'];
}

/** A host in `setup`, or at the start of the given network. */
export function createProgramHost(
	options: ProgramHostOptions,
	modules: ProgramHostModules,
	first: NetworkSource | null,
): ProgramHost {
	return new Program(options, modules, first);
}

class Program implements ProgramHost {
	readonly #options: ProgramHostOptions;
	readonly #modules: ProgramHostModules;
	readonly #wallNow: () => number;
	readonly #ports = new OpenPorts();
	readonly #waiting: WaitingConsole;
	readonly #listeners = new Set<(state: HostState) => void>();
	readonly #looking: NodeJS.Timeout;
	#stage: HostStage = 'setup';
	#since: number;
	#source: NetworkSource | null = null;
	#steps = new StepBoard(() => performance.now());
	#shownSteps = '';
	#failure: CodedError | null = null;
	#up: Up | null = null;
	#ending = new AbortController();
	/** The last start, failure or stop that was begun; the next one waits for it. */
	#work: Promise<void> = Promise.resolve();
	#stopped: Promise<void> | null = null;

	constructor(options: ProgramHostOptions, modules: ProgramHostModules, first: NetworkSource | null) {
		this.#options = options;
		this.#modules = modules;
		this.#wallNow = modules.wallNow ?? Date.now;
		this.#since = this.#wallNow();
		const { log, desktop } = modules;
		this.#waiting = createWaitingConsole({ host: this, desktop, log, absence: () => this.#absence() });
		this.#looking = setInterval(() => this.#look(), LOOK_MS).unref();
		if (first !== null) this.#launch(first);
	}

	get connections(): number {
		return this.#ports.size;
	}

	get running(): { readonly node: RunningNetwork['node']; readonly api: ConsoleApi } | null {
		return this.#up;
	}

	get failure(): CodedError | null {
		return this.#failure;
	}

	state(): HostState {
		const { version, door, canChoose } = this.#options;
		return {
			stage: this.#stage,
			version,
			door,
			network: this.#source?.network ?? null,
			steps: this.#steps.steps,
			failure: this.#failure && { code: this.#failure.code, details: { ...this.#failure.details } },
			canChoose,
			proposed: this.#modules.proposed(),
			since: this.#since,
		};
	}

	preview(genesis: string) {
		return previewOf(genesisOf(genesis));
	}

	async begin(choice: HostChoice): Promise<void> {
		this.#requireChoice();
		this.#require('host.begin', 'setup', 'failed');
		this.#launch(sourceOf(this.#modules.starters, choice));
	}

	async retry(): Promise<void> {
		this.#require('host.retry', 'failed');
		if (this.#source) this.#launch(this.#source);
	}

	async leave(): Promise<void> {
		this.#requireChoice();
		this.#require('host.leave', 'starting', 'running', 'failed');
		const takenDown = this.#takeDown('stopping');
		this.#work = takenDown.then(async () => {
			if (this.#stopped) return;
			await this.#modules.remember(null);
			this.#source = null;
			this.#failure = null;
			this.#steps = new StepBoard(() => performance.now());
			this.#enter('setup');
		});
	}

	async play(played: readonly string[]): Promise<HostedNetwork> {
		this.#require('host.play', 'running');
		if (!this.#up?.network.play || !this.#source) throw new CodedError('HOST_NOT_A_DEMO');
		this.#up.network.play(played);
		this.#up.api.changed(['status']);
		await this.#modules.remember(this.#source.remembered);
		return this.#source.network;
	}

	serve(port: Port, options: ServeConsoleOptions): void {
		this.#ports.add(port);
		if (this.#stopped) port.close();
		else (this.#up?.api ?? this.#waiting).serve(port, options);
	}

	async metrics(): Promise<string> {
		return this.#up ? this.#up.node.metrics() : '';
	}

	onChange(listener: (state: HostState) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	stop(): Promise<void> {
		this.#stopped ??= this.#stopAll();
		return this.#stopped;
	}

	async #stopAll(): Promise<void> {
		// Set before anything is awaited: a start that ends meanwhile must not come up.
		await Promise.resolve();
		clearInterval(this.#looking);
		await this.#takeDown('stopping');
		this.#waiting.close();
		this.#ports.closeAll();
		this.#listeners.clear();
	}

	#launch(source: NetworkSource): void {
		const before = this.#work;
		const ending = new AbortController();
		this.#source = source;
		this.#failure = null;
		this.#ending = ending;
		this.#steps = new StepBoard(() => performance.now());
		this.#enter('starting');
		this.#work = before.then(() => this.#start(source, ending.signal));
	}

	async #start(source: NetworkSource, signal: AbortSignal): Promise<void> {
		const steps = this.#steps;
		let network: RunningNetwork | null = null;
		let api: ConsoleApi | null = null;
		try {
			signal.throwIfAborted();
			network = await source.start({ steps, signal });
			// Heard below, once it is up; until then it must not be taken for a fault that nobody handles.
			network.ended.catch(() => undefined);
			api = this.#serveApi(network);
			// A node whose console lacks history validates all the same; each request then says CONSOLE_REPLAY_GAP.
			await steps.run('console', () => endedBy(signal, api?.ready)).catch(() => undefined);
			signal.throwIfAborted();
		} catch (error) {
			api?.close();
			await network?.stop().catch((fault: unknown) => this.#untidy(fault));
			if (!signal.aborted) this.#fail(error);
			return;
		}
		const up: Up = { network, api, node: network.node };
		this.#up = up;
		this.#enter('running');
		this.#ports.closeSoon();
		network.ended.catch((error: unknown) => {
			// A node that stopped voting is why the market beside it cannot go on, whichever is seen first.
			if (this.#up === up) this.#fall(up.node.snapshot().failure ?? error);
		});
		await this.#modules.remember(source.remembered);
	}

	#serveApi({ node, market, utcOffsetMinutes }: RunningNetwork): ConsoleApi {
		const { proofs, log, desktop } = this.#modules;
		return createConsoleApi(
			{ version: this.#options.version, market, utcOffsetMinutes },
			{ node, proofs, log, host: this, ...(desktop && { desktop }) },
		);
	}

	/** What runs cannot go on: consoles hear why at once, then all of it stops. */
	#fall(error: unknown): void {
		this.#fail(error);
		this.#work = this.#takeDown('failed');
	}

	#fail(error: unknown): void {
		this.#failure = failureCode(error, this.#source?.network.directory ?? '');
		const { code } = this.#failure;
		// What the system or the program itself threw is told whole; a code says all that a person needs.
		this.#modules.log.error(error instanceof CodedError ? { code } : { code, err: error }, 'the network failed');
		this.#enter('failed');
	}

	/** Ends what is starting or running. Resolves when nothing of it is left. */
	#takeDown(stage: HostStage): Promise<void> {
		const up = this.#up;
		this.#up = null;
		this.#ending.abort(new CodedError('NODE_STOPPED'));
		this.#enter(stage);
		if (up) this.#ports.closeSoon();
		up?.api.close();
		return Promise.all([this.#work, up?.network.stop()]).then(
			() => undefined,
			(error: unknown) => this.#untidy(error),
		);
	}

	#untidy(error: unknown): void {
		this.#modules.log.error({ err: error }, 'the network did not stop in good order');
	}

	#enter(stage: HostStage): void {
		if (this.#stage !== stage) this.#since = this.#wallNow();
		this.#stage = stage;
		this.#tell();
	}

	#look(): void {
		if (this.#up) {
			const { phase, failure } = this.#up.node.snapshot();
			if (phase === 'failed') return this.#fall(failure ?? new CodedError('NODE_FAILED', { reason: 'see its log' }));
		}
		const shown = this.#steps.steps.map(({ name, state }) => `${name} ${state}`).join();
		if (shown !== this.#shownSteps) this.#tell();
		this.#shownSteps = shown;
	}

	#tell(): void {
		const state = this.state();
		for (const listener of this.#listeners) listener(state);
	}

	#absence(): CodedError {
		if (this.#stage === 'failed' && this.#failure) return this.#failure;
		return new CodedError('NODE_NOT_RUNNING', { stage: this.#stage });
	}

	#requireChoice(): void {
		if (!this.#options.canChoose) throw new CodedError('HOST_NETWORK_FIXED');
	}

	#require(asked: string, ...stages: readonly HostStage[]): void {
		if (this.#stopped || !stages.includes(this.#stage))
			throw new CodedError('HOST_STAGE_WRONG', { asked, stage: this.#stage });
	}
}

/** Resolves with the work, or when the signal aborts. */
async function endedBy(signal: AbortSignal, work: Promise<void> | undefined): Promise<void> {
	const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
	await Promise.race([work, aborted]);
}
