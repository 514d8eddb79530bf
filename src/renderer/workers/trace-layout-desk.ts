import { openQuestionPort } from './question-port.ts';
import type { Layout, LayoutGraph } from './trace-layout.ts';
import type { LayoutAnswer, LayoutQuestion } from './trace-layout-messages.ts';

export interface TraceLayoutDesk {
	/** Tells the picture after each sweep; the last one, or null where another graph or `stop` came first. */
	layout(graph: LayoutGraph, onLayout: (layout: Layout) => void): Promise<Layout | null>;
	/** Leaves the picture as it stands. */
	stop(): void;
	close(): void;
}

/** Lays graphs out beside the page's own thread. */
export function openTraceLayoutDesk(): TraceLayoutDesk {
	const worker = new Worker(new URL('./trace-layout.worker.ts', import.meta.url), { type: 'module' });
	const { ask, close } = openQuestionPort<LayoutQuestion, LayoutAnswer, Layout>(worker);
	return {
		layout: (graph, onLayout) => ask({ kind: 'layout', graph }, onLayout),
		stop: () => void ask({ kind: 'stop' }).catch(() => undefined),
		close,
	};
}
