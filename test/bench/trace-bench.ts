import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HUB_DEGREE, searchGraph } from '../../src/main/api/read-model/graph-search.ts';
import { ProvenanceGraph } from '../../src/main/api/read-model/provenance-graph.ts';
import type { ProvenanceNode } from '../../src/shared/codec/provenance.ts';
import type { DatedProvenance } from '../../src/shared/provenance/graph.ts';
import { ascending, percentile, round } from './statistics.ts';
import { threadCpuMs } from './thread-time.ts';
import { PlainGraph } from './trace-baseline.ts';
import { type TraceShape, tradedEdges } from './trace-edges.ts';

const DEPTH = 10;
const FIRST_EDGES = 1_000;
/** Edges between two looks at the clock, as the read model takes them. */
const STEP = 32;
const BLOCK_EDGES = 5_000;

interface Figures {
	readonly p50Ms: number;
	readonly p99Ms: number;
	readonly maxMs: number;
	/** Of this thread's own processor time: the load of others does not count. */
	readonly threadP99Ms: number;
}

export interface TraceResult extends TraceShape {
	readonly nodes: number;
	readonly foci: number;
	/** Depth 10, both directions, first 1,000 edges, hubs not followed; nodes with their balances. */
	readonly query: Figures & { readonly meanEdges: number };
	/** The same halfway back through the chain's blocks, from as many nodes that were known by then. */
	readonly queryAsOfHalf: Figures;
	/** Plain Map<string, object[]> adjacency, without balances. */
	readonly baselineQuery: Figures;
	readonly bytesPerEdge: number;
	readonly baselineBytesPerEdge: number;
	readonly edgesPerSecond: number;
	readonly baselineEdgesPerSecond: number;
	/** Thread time of steps of 32 edges over the whole build, and of blocks of 5,000 edges in one go. */
	readonly longestStepMs: number;
	readonly stepsOver8: number;
	readonly longestBlockMs: number;
}

/** The provenance index at a million edges, beside the plainest one. */
export function benchTrace({ homes = 50, edges = 1_000_000, foci = 2_000 } = {}): TraceResult {
	const shape = { homes, edges };
	const empty = memory();
	const graph = new ProvenanceGraph({ edges });
	const build = buildInSteps(shape, graph);
	const bytesPerEdge = (memory() - empty) / edges;
	const chosen = randomFoci(graph, foci);
	const wide = { direction: 'both', depth: DEPTH, limit: FIRST_EDGES, edgeLimit: FIRST_EDGES } as const;
	let found = 0;
	const query = measure(chosen, (focus) => {
		found += searchGraph({ ...wide, focus, expandHubs: false }, graph)?.edges.length ?? 0;
	});
	const half = Math.floor(build.height / 2);
	const known = randomFoci(graph, 3 * foci).filter((focus) => (graph.find(focus)?.height ?? 0) <= half);
	const queryAsOfHalf = measure(known.slice(0, foci), (focus) => {
		searchGraph({ ...wide, focus, expandHubs: false, asOf: half }, graph);
	});
	const beforePlain = memory();
	const plain = new PlainGraph();
	const plainBegan = performance.now();
	for (const entry of tradedEdges(shape)) plain.add(entry);
	const plainMs = performance.now() - plainBegan;
	const baselineBytesPerEdge = (memory() - beforePlain) / edges;
	const baselineQuery = measure(chosen, (focus) => {
		plain.search(focus, { depth: DEPTH, limit: FIRST_EDGES, hubDegree: HUB_DEGREE });
	});
	return {
		...shape,
		nodes: graph.nodeCount,
		foci: chosen.length,
		query: { ...query, meanEdges: round(found / chosen.length, 0) },
		queryAsOfHalf,
		baselineQuery,
		bytesPerEdge: round(bytesPerEdge, 0),
		baselineBytesPerEdge: round(baselineBytesPerEdge, 0),
		edgesPerSecond: round((edges / build.ms) * 1_000, 0),
		baselineEdgesPerSecond: round((edges / plainMs) * 1_000, 0),
		longestStepMs: round(build.longestStepMs),
		stepsOver8: build.stepsOver8,
		longestBlockMs: round(build.longestBlockMs),
	};
}

function buildInSteps(shape: TraceShape, graph: ProvenanceGraph) {
	let ms = 0;
	let longestStepMs = 0;
	let longestBlockMs = 0;
	let stepsOver8 = 0;
	let height = 0;
	let block: DatedProvenance[] = [];
	const addBlock = (): void => {
		const began = performance.now();
		const blockCpu = threadCpuMs();
		for (let from = 0; from < block.length; from += STEP) {
			const stepCpu = threadCpuMs();
			for (const { event, height: at, time } of block.slice(from, from + STEP))
				graph.add({ kind: 'provenance', ...event }, { height: at, time, transactionId: null });
			const stepMs = threadCpuMs() - stepCpu;
			longestStepMs = Math.max(longestStepMs, stepMs);
			if (stepMs > 8) stepsOver8 += 1;
		}
		longestBlockMs = Math.max(longestBlockMs, threadCpuMs() - blockCpu);
		ms += performance.now() - began;
		block = [];
	};
	for (const entry of tradedEdges(shape)) {
		height = entry.height;
		if (block.push(entry) === BLOCK_EDGES) addBlock();
	}
	addBlock();
	return { ms, longestStepMs, longestBlockMs, stepsOver8, height };
}

/** Every node as likely as any other; the same in every run. */
function randomFoci(graph: ProvenanceGraph, count: number): ProvenanceNode[] {
	const indices = [...graph.newestFirst()];
	let seed = 1;
	return Array.from({ length: count }, () => {
		seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
		const { type, id } = graph.view(indices[Math.floor((seed / 2 ** 32) * indices.length)] as number);
		return { type, id };
	});
}

function measure(foci: readonly ProvenanceNode[], ask: (focus: ProvenanceNode) => void): Figures {
	const own: number[] = [];
	const samples = foci.map((focus) => {
		const cpu = threadCpuMs();
		const began = performance.now();
		ask(focus);
		const ms = performance.now() - began;
		own.push(threadCpuMs() - cpu);
		return ms;
	});
	const sorted = ascending(samples);
	return {
		p50Ms: round(percentile(sorted, 0.5), 3),
		p99Ms: round(percentile(sorted, 0.99), 3),
		maxMs: round(sorted.at(-1) ?? Number.NaN, 3),
		threadP99Ms: round(percentile(ascending(own), 0.99), 3),
	};
}

/** Bytes in use after a full collection. */
function memory(): number {
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as () => void)();
	const { heapUsed, arrayBuffers } = process.memoryUsage();
	return heapUsed + arrayBuffers;
}
