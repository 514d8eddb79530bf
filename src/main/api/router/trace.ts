import type { TraceEdge } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { auctionFlowOf } from '../read-model/auction-flow.ts';
import type { GraphEdge, GraphNode } from '../read-model/graph-search.ts';
import type { ConsoleServices } from '../services.ts';
import { traceNodeOf, traceThingOf } from '../trace-node-view.ts';
import { searchTrace, traceStart } from '../trace-search.ts';
import { contract } from './procedure.ts';

export function traceProcedures({ model, requireReady }: ConsoleServices) {
	return {
		graph: contract.trace.graph.handler(({ input }) => {
			requireReady();
			const began = performance.now();
			const answer = model.graph.search(input);
			if (!answer) throw new CodedError('CONSOLE_TRACE_UNKNOWN', input.focus);
			const focus = input.context ? model.graph.find(input.focus) : undefined;
			const flow = focus ? auctionFlowOf(focus, model.graph) : null;
			return {
				focus: input.focus,
				nodes: answer.nodes.map(({ node, distance }) => traceNodeOf(node, distance, model)),
				edges: answer.edges.map(edgeOf),
				context: flow && {
					auction: flow.auction.id,
					nodes: flow.nodes.map((node) => traceThingOf(node, model)),
					edges: flow.edges.map(edgeOf),
					truncated: flow.truncated,
				},
				truncated: answer.truncated,
				asOfHeight: model.asOfHeight,
				milliseconds: performance.now() - began,
			};
		}),
		search: contract.trace.search.handler(({ input, signal }) => {
			requireReady();
			return searchTrace(input.text, input.limit, model, signal);
		}),
		start: contract.trace.start.handler(() => {
			requireReady();
			return traceStart(model);
		}),
	};
}

function edgeOf({ from, to, relation, energyWh, height }: GraphEdge): TraceEdge {
	return { from: referenceOf(from), to: referenceOf(to), relation, energyWh, height };
}

function referenceOf({ type, id }: GraphNode): Pick<GraphNode, 'type' | 'id'> {
	return { type, id };
}
