import { computed, onScopeDispose, shallowRef } from 'vue';
import type { LabEvent, LabResult } from '../../../shared/contract/index.ts';
import { LAB_PROTOCOLS } from '../../../shared/contract/lab-terms.ts';
import { useClient } from '../../rpc/client.ts';
import { type Experiment, experimentKey } from './experiment.ts';
import { type KeptRun, keep, readKept } from './kept-runs.ts';

type LabProgress = Extract<LabEvent, { kind: 'progress' }>;
export type LabPhase = 'idle' | 'running' | 'cancelled' | 'failed';

/** As the comparison prints them, C-LBFT first, in whatever order they arrive. */
function inOrder(results: readonly LabResult[]): LabResult[] {
	return LAB_PROTOCOLS.flatMap((name) => results.filter(({ protocol }) => protocol === name));
}

/** One experiment at a time on the node's lab; results arrive protocol by protocol, and finished runs are kept. */
export function useLab() {
	const client = useClient();
	const phase = shallowRef<LabPhase>('idle');
	const progress = shallowRef<LabProgress | null>(null);
	const failure = shallowRef<unknown>(null);
	const shown = shallowRef<{ readonly run: Experiment; readonly results: readonly LabResult[] } | null>(null);
	const kept = shallowRef<readonly KeptRun[]>(readKept());
	let abort: AbortController | null = null;

	async function start(run: Experiment): Promise<void> {
		if (phase.value === 'running') return;
		const controller = new AbortController();
		abort = controller;
		phase.value = 'running';
		failure.value = null;
		progress.value = null;
		shown.value = { run, results: [] };
		try {
			for await (const event of await client.lab.run(run, { signal: controller.signal })) {
				if (event.kind === 'progress') progress.value = event;
				if (event.kind === 'result') shown.value = { run, results: inOrder([...shown.value.results, event.result]) };
			}
			phase.value = 'idle';
			kept.value = keep(kept.value, { run, results: shown.value.results, at: Date.now() });
		} catch (error) {
			if (controller.signal.aborted) phase.value = 'cancelled';
			else {
				failure.value = error;
				phase.value = 'failed';
			}
		} finally {
			abort = null;
		}
	}

	function cancel(): void {
		abort?.abort();
	}

	/** Shows a kept run again; the same experiment would give the same numbers. */
	function recall(run: Experiment): boolean {
		if (phase.value === 'running') return false;
		const key = experimentKey(run);
		const found = kept.value.find((each) => experimentKey(each.run) === key);
		if (found) shown.value = found;
		return found !== undefined;
	}

	onScopeDispose(cancel);
	return {
		phase,
		progress,
		failure,
		shown,
		kept,
		isRunning: computed(() => phase.value === 'running'),
		start,
		cancel,
		recall,
	};
}
