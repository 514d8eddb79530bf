import '../../../shared/errors/sentences.ts';
import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { studied } from './lab-study.ts';
import { runJob } from './run-job.ts';
import type { LabAnswer, LabTask } from './worker-pool.ts';

/** Entry of a lab thread: one task at a time, as it is told. */
const port = parentPort;
if (!port) throw new Error('lab-worker.ts runs in a worker thread only');

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const say = (answer: LabAnswer): void => port.postMessage(answer);

/** Shortest time between two words on progress. */
const TELL_EVERY_MS = 100;

port.on('message', (task: LabTask) => {
	let toldAtMs = performance.now();
	say({ kind: 'progress', round: 0 });
	try {
		if (task.kind === 'study') return say({ kind: 'studied', answer: studied(task.study, sha256) });
		const figures = runJob(task.job, sha256, (round) => {
			if (performance.now() - toldAtMs < TELL_EVERY_MS) return;
			toldAtMs = performance.now();
			say({ kind: 'progress', round });
		});
		say({ kind: 'done', figures });
	} catch (error) {
		const reason = error instanceof CodedError && error.code === 'LAB_FAILED' ? error.details['reason'] : error;
		say({ kind: 'failed', reason: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason) });
	}
});
