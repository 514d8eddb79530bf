import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { GraphNode } from '../read-model/graph-search.ts';
import type { ConsoleServices } from '../services.ts';
import { traceNodeOf } from '../trace-node-view.ts';
import { searchTrace, traceStart } from '../trace-search.ts';
import { contract } from './procedure.ts';

export function traceProcedures({ model, requireReady }: ConsoleServices) {
	return {
		graph: contract.trace.graph.handler(({ input }) => {
			requireReady();
			const began = performance.now();
			const answer = model.graph.search(input);
			if (!answer) throw new CodedError('CONSOLE_TRACE_UNKNOWN', input.focus);
			return {
				focus: input.focus,
				nodes: answer.nodes.map(({ node, distance }) => traceNodeOf(node, distance, model)),
				edges: answer.edges.map(({ from, to, relation, energyWh, height }) => ({
					from: referenceOf(from),
					to: referenceOf(to),
					relation,
					energyWh,
					height,
				})),
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

function referenceOf({ type, id }: GraphNode): Pick<GraphNode, 'type' | 'id'> {
	return { type, id };
}
