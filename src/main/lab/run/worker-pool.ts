import { Worker } from 'node:worker_threads';
import type { LabEvent, LabResult, LabRun } from '../../../shared/contract/lab.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { jobsOf, type LabJob, type MessageBounds } from './lab-job.ts';
import { labResultOf } from './lab-result.ts';
import type { LabStudy, StudyFigures } from './lab-study.ts';
import type { JobFigures } from './run-job.ts';

/** Named once: a build makes one file of each place that names it. */
const THREAD = new URL('./lab-worker.ts', import.meta.url);

/** What a lab thread is told to do. */
export type LabTask =
	| { readonly kind: 'job'; readonly job: LabJob }
	| { readonly kind: 'study'; readonly study: LabStudy };

/** What a lab thread says of the task that it was given last. */
export type LabAnswer =
	| { readonly kind: 'progress'; readonly round: number }
	| { readonly kind: 'done'; readonly figures: JobFigures }
	| { readonly kind: 'studied'; readonly answer: StudyFigures }
	| { readonly kind: 'failed'; readonly reason: string };

export interface LabRunOptions {
	/** Default `DEFAULT_BOUNDS`. */
	readonly bounds?: MessageBounds;
	/** Worker threads, at least 1. */
	readonly threads: number;
	readonly signal?: AbortSignal | undefined;
	/** Told all but the end. */
	readonly onEvent?: (event: Exclude<LabEvent, { kind: 'end' }>) => void;
}

interface Thread {
	readonly worker: Worker;
	job: LabJob | null;
}

/**
 * Runs the lab in worker threads; their simulations never yield, so an abort ends the threads themselves.
 *
 * @returns one result per protocol, in the order asked for
 * @throws CodedError LAB_STOPPED on abort, LAB_FAILED when a simulation fails
 */
export function runLab(run: LabRun, options: LabRunOptions): Promise<LabResult[]> {
	const jobs = jobsOf(run, options.bounds);
	const progress = new RunProgress(run, jobs, options.onEvent ?? (() => undefined));
	const waiting = [...jobs];
	const threads: Thread[] = [];
	return new Promise<LabResult[]>((resolve, reject) => {
		const { signal } = options;
		let isOver = false;
		const finish = (settle: () => void): void => {
			if (isOver) return;
			isOver = true;
			signal?.removeEventListener('abort', abort);
			void Promise.all(threads.map(({ worker }) => worker.terminate())).then(settle, reject);
		};
		const fail = (job: LabJob | null, reason: string): void => {
			const { protocol, seed } = job ?? (jobs[0] as LabJob);
			finish(() => reject(new CodedError('LAB_FAILED', { protocol, seed, reason })));
		};
		const abort = (): void => finish(() => reject(new CodedError('LAB_STOPPED')));
		const takeJob = (thread: Thread): void => {
			thread.job = waiting.shift() ?? null;
			if (thread.job) thread.worker.postMessage({ kind: 'job', job: thread.job } satisfies LabTask);
			else if (threads.every(({ job }) => job === null)) finish(() => resolve(progress.results()));
		};
		const hear = (thread: Thread, answer: LabAnswer): void => {
			if (isOver || !thread.job) return;
			if (answer.kind === 'failed') return fail(thread.job, answer.reason);
			if (answer.kind === 'progress') return progress.reached(thread.job, answer.round);
			if (answer.kind !== 'done') return;
			progress.done(thread.job, answer.figures);
			takeJob(thread);
		};
		if (signal?.aborted) return abort();
		signal?.addEventListener('abort', abort, { once: true });
		for (let i = 0; i < Math.min(Math.max(1, options.threads), jobs.length); i++) {
			const thread: Thread = { worker: new Worker(THREAD), job: null };
			thread.worker.on('message', (answer: LabAnswer) => hear(thread, answer));
			thread.worker.on('error', (error) => fail(thread.job, String(error)));
			thread.worker.on('exit', (code) => fail(thread.job, `its thread ended with exit code ${code}`));
			threads.push(thread);
		}
		for (const thread of threads) takeJob(thread);
	});
}

/**
 * Answers a study in a thread of its own.
 *
 * @throws CodedError LAB_STOPPED on abort, LAB_FAILED when the study fails
 */
export function runStudy(study: LabStudy, options: Pick<LabRunOptions, 'signal'> = {}): Promise<StudyFigures> {
	const { signal } = options;
	return new Promise<StudyFigures>((resolve, reject) => {
		if (signal?.aborted) return reject(new CodedError('LAB_STOPPED'));
		const worker = new Worker(THREAD);
		let isOver = false;
		const finish = (settle: () => void): void => {
			if (isOver) return;
			isOver = true;
			signal?.removeEventListener('abort', abort);
			void worker.terminate().then(settle, reject);
		};
		const fail = (reason: string): void => {
			const [seed = 0] = study.seeds;
			finish(() => reject(new CodedError('LAB_FAILED', { protocol: study.kind, seed, reason })));
		};
		const abort = (): void => finish(() => reject(new CodedError('LAB_STOPPED')));
		signal?.addEventListener('abort', abort, { once: true });
		worker.on('error', (error) => fail(String(error)));
		worker.on('exit', (code) => fail(`its thread ended with exit code ${code}`));
		worker.on('message', (answer: LabAnswer) => {
			if (answer.kind === 'failed') fail(answer.reason);
			else if (answer.kind === 'studied') finish(() => resolve(answer.answer));
		});
		worker.postMessage({ kind: 'study', study } satisfies LabTask);
	});
}

/** Counts rounds and gathers figures until each protocol has its result. */
class RunProgress {
	readonly #run: LabRun;
	readonly #jobs: readonly LabJob[];
	readonly #tell: NonNullable<LabRunOptions['onEvent']>;
	readonly #rounds = new Map<LabJob, number>();
	readonly #figures = new Map<LabJob, JobFigures>();
	readonly #results = new Map<string, LabResult>();
	readonly #total: number;

	constructor(run: LabRun, jobs: readonly LabJob[], tell: NonNullable<LabRunOptions['onEvent']>) {
		this.#run = run;
		this.#jobs = jobs;
		this.#tell = tell;
		this.#total = jobs.reduce((sum, { rounds }) => sum + rounds, 0);
	}

	reached(job: LabJob, round: number): void {
		this.#rounds.set(job, Math.min(round, job.rounds));
		let done = 0;
		for (const rounds of this.#rounds.values()) done += rounds;
		this.#tell({ kind: 'progress', done, total: this.#total, protocol: job.protocol, seed: job.seed });
	}

	done(job: LabJob, figures: JobFigures): void {
		this.#figures.set(job, figures);
		this.reached(job, job.rounds);
		const jobs = this.#jobs.filter(({ protocol }) => protocol === job.protocol);
		const done = jobs.flatMap((each) => {
			const found = this.#figures.get(each);
			return found ? [{ job: each, figures: found }] : [];
		});
		if (done.length < jobs.length) return;
		const result = labResultOf(done);
		this.#results.set(job.protocol, result);
		this.#tell({ kind: 'result', result });
	}

	results(): LabResult[] {
		return this.#run.protocols.map((protocol) => this.#results.get(protocol) as LabResult);
	}
}
