import type { LabResult } from '../../../shared/contract/index.ts';
import { type Experiment, experimentKey } from './experiment.ts';

/** A finished experiment, kept on this machine. */
export interface KeptRun {
	readonly run: Experiment;
	readonly results: readonly LabResult[];
	/** Wall clock, ms since 1970. */
	readonly at: number;
}

/** Carries the version of the form: what another version wrote is never read. */
const STORAGE_KEY = 'gridquorum.lab.1';
const MAX_KEPT = 12;

/** Newest first. */
export function readKept(): readonly KeptRun[] {
	try {
		const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]');
		return Array.isArray(stored) ? (stored as KeptRun[]) : [];
	} catch {
		return [];
	}
}

/** Puts a run in front, in place of an equal one; the oldest goes. */
export function keep(kept: readonly KeptRun[], run: KeptRun): readonly KeptRun[] {
	const key = experimentKey(run.run);
	const next = [run, ...kept.filter((other) => experimentKey(other.run) !== key)].slice(0, MAX_KEPT);
	localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
	return next;
}
