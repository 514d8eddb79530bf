import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue';
import type { TraceEdge, TraceReference } from '../../../shared/contract/index.ts';
import { useClient } from '../../rpc/client.ts';
import { connectionEpoch } from '../../rpc/connection.ts';
import { edgeKey, keyOf } from './reference.ts';

export interface WatchedPart {
	readonly focus: TraceReference;
	readonly direction: 'back' | 'forward' | 'both';
	readonly depth: number;
	readonly limit: number;
	readonly expandHubs: boolean;
}

/** What blocks have added since the watch began, or since it was taken note of. */
export interface TraceNews {
	/** Block before the first news. */
	readonly since: number;
	/** Newest block that is told. */
	readonly height: number;
	/** Keys of the new edges, and of the nodes that they name for the first time. */
	readonly edges: ReadonlySet<string>;
	readonly nodes: ReadonlySet<string>;
	/** Keys of all nodes at which an edge is new. */
	readonly touched: ReadonlySet<string>;
	/** More was new than is kept here. */
	readonly truncated: boolean;
}

export interface TraceWatch {
	/** Null before the node has answered. */
	readonly news: Readonly<ShallowRef<TraceNews | null>>;
	readonly state: Readonly<ShallowRef<'off' | 'live' | 'lost'>>;
	/** Takes note of all that is new: nothing is marked any more. */
	readonly clear: () => void;
}

/** New edges that stay marked, at most. */
const NEWS_MAX = 1_000;
const RETRY_MS = 5_000;

/**
 * New edges around a focus, told by the node block by block; one subscription at a time, none while `part` is null.
 * `onNews` is called for each message after the first. Lives as long as the calling scope.
 */
export function useTraceWatch(part: () => WatchedPart | null, onNews: () => void): TraceWatch {
	const client = useClient();
	const news = shallowRef<TraceNews | null>(null);
	const state = shallowRef<'off' | 'live' | 'lost'>('off');
	let running: AbortController | null = null;
	let retry: ReturnType<typeof setTimeout> | undefined;

	function take(
		edges: readonly TraceEdge[],
		heights: ReadonlyMap<string, number>,
		message: { height: number; truncated: boolean },
	): void {
		const known = news.value;
		if (!known) return;
		const all = [...known.edges, ...edges.map(edgeKey)];
		const fresh = [...heights].filter(([, height]) => height > known.since).map(([key]) => key);
		news.value = {
			since: known.since,
			height: message.height,
			edges: new Set(all.slice(-NEWS_MAX)),
			nodes: new Set([...known.nodes, ...fresh].slice(-NEWS_MAX)),
			touched: new Set([...known.touched, ...heights.keys()].slice(-NEWS_MAX)),
			truncated: known.truncated || message.truncated || all.length > NEWS_MAX,
		};
	}

	async function follow(watched: WatchedPart, signal: AbortSignal): Promise<void> {
		try {
			for await (const message of await client.trace.watch(watched, { signal })) {
				if (signal.aborted) return;
				if (state.value !== 'live') {
					state.value = 'live';
					news.value = emptyNews(message.height);
				} else {
					const heights = new Map(message.nodes.map((node) => [keyOf(node), node.height]));
					take(message.edges, heights, message);
					onNews();
				}
			}
		} catch {
			// The state says it; the next attempt or the next connection begins anew.
		}
		if (signal.aborted) return;
		state.value = 'lost';
		retry = setTimeout(begin, RETRY_MS);
	}

	function begin(): void {
		stop();
		const watched = part();
		if (!watched) return;
		running = new AbortController();
		void follow(watched, running.signal);
	}

	function stop(): void {
		clearTimeout(retry);
		running?.abort();
		running = null;
		state.value = 'off';
		news.value = null;
	}

	watch([() => JSON.stringify(part()), connectionEpoch], begin, { immediate: true });
	onScopeDispose(stop);
	return {
		news,
		state,
		clear: () => {
			if (news.value) news.value = emptyNews(news.value.height);
		},
	};
}

function emptyNews(height: number): TraceNews {
	return { since: height, height, edges: new Set(), nodes: new Set(), touched: new Set(), truncated: false };
}
