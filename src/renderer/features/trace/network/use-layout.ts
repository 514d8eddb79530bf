import { onScopeDispose, type Ref, shallowRef, watch } from 'vue';
import type { Layout } from '../../../workers/trace-layout.ts';
import { openTraceLayoutDesk } from '../../../workers/trace-layout-desk.ts';
import type { NetworkGraph } from './network-graph.ts';

export interface LaidOut {
	readonly graph: NetworkGraph;
	readonly layout: Layout;
}

/**
 * The graph laid out beside the page's thread: shown after each sweep, overtaken by the next graph, left as it stands by
 * `stop`. While `pressed` is true nothing moves; what has come by then is shown after it.
 */
export function useLayout(graph: () => NetworkGraph, pressed: Readonly<Ref<boolean>>) {
	const desk = openTraceLayoutDesk();
	const laidOut = shallowRef<LaidOut | null>(null);
	const isBusy = shallowRef(false);
	const failure = shallowRef<string | null>(null);
	let waiting: LaidOut | null = null;

	function show(next: LaidOut): void {
		if (pressed.value) waiting = next;
		else laidOut.value = next;
	}

	async function begin(of: NetworkGraph): Promise<void> {
		isBusy.value = true;
		failure.value = null;
		const { stage, from, to } = of;
		try {
			await desk.layout({ stage, from, to }, (layout) => {
				if (graph() === of) show({ graph: of, layout });
			});
		} catch (error) {
			if (graph() === of) failure.value = error instanceof Error ? error.message : String(error);
		}
		if (graph() === of) isBusy.value = false;
	}

	watch(graph, begin, { immediate: true });
	watch(pressed, (isPressed) => {
		if (isPressed || !waiting) return;
		laidOut.value = waiting;
		waiting = null;
	});
	onScopeDispose(desk.close);
	return {
		laidOut,
		isBusy,
		failure,
		stop: () => {
			desk.stop();
			isBusy.value = false;
		},
	};
}
