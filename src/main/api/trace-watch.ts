import type { TraceEdge, TraceThing } from '../../shared/contract/index.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import { type GraphAnswer, type GraphQuery, HUB_DEGREE, searchGraph } from './read-model/graph-search.ts';
import type { EdgeOfIndices } from './read-model/provenance-graph.ts';
import type { ReadModel } from './read-model/read-model.ts';
import { traceEdgeOf, traceThingAt } from './trace-node-view.ts';

/** New edges of one message, at most. */
const MAX_EDGES = 500;
/** New edges that one message looks through, at most: bounds its time whatever came. */
const MAX_LOOKS = 20_000;

export interface TraceNews {
	readonly height: number;
	readonly nodes: TraceThing[];
	readonly edges: TraceEdge[];
	readonly truncated: boolean;
}

/** New edges at the neighbourhood of a focus, from one whole block to the next. */
export class TraceWatch {
	readonly #query: GraphQuery;
	readonly #model: ReadModel;
	/** Number of the first edge that was not told yet, and the block up to which all was. */
	#told: number;
	#height: number;

	/** @throws CodedError CONSOLE_TRACE_UNKNOWN for a focus without edges */
	constructor(query: GraphQuery, model: ReadModel) {
		this.#query = query;
		this.#model = model;
		this.#height = model.asOfHeight;
		this.#told = firstAfter(model.asOfHeight, model);
		this.#search(model.asOfHeight);
	}

	/** What came since the last call; null when no block did, or none that concerns the neighbourhood. */
	take(): TraceNews | null {
		const { graph, asOfHeight } = this.#model;
		if (asOfHeight === this.#height) return null;
		const near = this.#neighbourhood();
		const fresh: EdgeOfIndices[] = [];
		let looks = 0;
		let truncated = this.#told < graph.edges.count - graph.edges.size;
		for (const slot of graph.edges.since(this.#told)) {
			// The block after is still being taken.
			if (graph.edges.heightAt(slot) > asOfHeight) break;
			if (fresh.length === MAX_EDGES || ++looks > MAX_LOOKS) {
				truncated = true;
				break;
			}
			const edge = graph.edgeAt(slot);
			if (!near.has(edge.from) && !near.has(edge.to)) continue;
			fresh.push(edge);
			for (const end of [edge.from, edge.to]) if (!this.#isLeftAside(end)) near.add(end);
		}
		this.#told = firstAfter(asOfHeight, this.#model);
		this.#height = asOfHeight;
		if (fresh.length === 0 && !truncated) return null;
		const ends = new Set(fresh.flatMap(({ from, to }) => [from, to]));
		return {
			height: asOfHeight,
			nodes: [...ends].map((index) => traceThingAt(index, asOfHeight, this.#model)),
			edges: fresh.map(({ from, to, ...edge }) => traceEdgeOf({ from: graph.view(from), to: graph.view(to), ...edge })),
			truncated,
		};
	}

	/** As of the block told last, so that what is new joins it edge by edge. */
	#neighbourhood(): Set<number> {
		const { nodes } = this.#search(this.#height);
		return new Set(
			nodes
				.filter(({ node, distance }) => distance === 0 || !this.#isLeftAside(node.index))
				.map(({ node }) => node.index),
		);
	}

	#isLeftAside(node: number): boolean {
		return !this.#query.expandHubs && this.#model.graph.nodes.degreeOf(node) > HUB_DEGREE;
	}

	#search(asOf: number): GraphAnswer {
		const answer = searchGraph({ ...this.#query, asOf }, this.#model.graph);
		if (!answer) throw new CodedError('CONSOLE_TRACE_UNKNOWN', { ...this.#query.focus });
		return answer;
	}
}

/** Number of the first edge of a later block: those of a block that is still being taken are the newest. */
function firstAfter(height: number, { graph: { edges } }: ReadModel): number {
	let number = edges.count;
	const oldest = edges.count - edges.size;
	while (number > oldest && edges.heightAt(edges.slotOf(number - 1)) > height) number--;
	return number;
}
