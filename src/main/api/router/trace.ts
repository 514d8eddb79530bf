import { CodedError } from '../../../shared/errors/coded-error.ts';
import { auctionFlowOf } from '../read-model/auction-flow.ts';
import { searchGraph } from '../read-model/graph-search.ts';
import type { ConsoleServices } from '../services.ts';
import { traceEdgeOf, traceNodeOf, traceThingAt } from '../trace-node-view.ts';
import { searchTrace, traceStart } from '../trace-search.ts';
import { type TraceNews, TraceWatch } from '../trace-watch.ts';
import { contract } from './procedure.ts';
import { heldSubscription } from './subscription.ts';

export function traceProcedures({ node, model, live, requireReady }: ConsoleServices) {
	return {
		graph: contract.trace.graph.handler(({ input }) => {
			requireReady();
			const began = performance.now();
			// While a block is being taken, the graph holds a part of it already.
			const asOf = Math.min(input.asOf ?? model.asOfHeight, model.asOfHeight);
			const oldest = model.graph.oldestHeight;
			if (asOf < oldest) throw new CodedError('CONSOLE_TRACE_FORGOTTEN', { height: asOf, oldest });
			const answer = searchGraph({ ...input, asOf }, model.graph);
			if (!answer) throw new CodedError('CONSOLE_TRACE_UNKNOWN', input.focus);
			const focus = input.context ? model.graph.find(input.focus) : undefined;
			const flow = focus ? auctionFlowOf(focus, model.graph, asOf) : null;
			return {
				focus: input.focus,
				chainId: node.chainId,
				nodes: answer.nodes.map((found) => traceNodeOf(found, model)),
				edges: answer.edges.map(traceEdgeOf),
				context: flow && {
					auction: flow.auction.id,
					nodes: flow.nodes.map(({ index }) => traceThingAt(index, asOf, model)),
					edges: flow.edges.map(traceEdgeOf),
					truncated: flow.truncated,
				},
				truncated: answer.truncated,
				wholeFrom: model.graph.wholeFrom,
				asOfHeight: asOf,
				milliseconds: performance.now() - began,
			};
		}),
		watch: contract.trace.watch.handler(({ input, context, signal }) => {
			requireReady();
			const watch = new TraceWatch(input, model);
			const first: TraceNews = { height: model.asOfHeight, nodes: [], edges: [], truncated: false };
			return heldSubscription(context, news(), signal);

			async function* news(): AsyncGenerator<TraceNews, void, undefined> {
				yield first;
				for await (const { sequence, topics } of live.subscribe(signal)) {
					// What came before the hub knew of this subscriber is in none of its notices.
					const fresh = sequence === 0 || topics.includes('trace') ? watch.take() : null;
					if (fresh) yield fresh;
				}
			}
		}),
		search: contract.trace.search.handler(({ input, signal }) => {
			requireReady();
			return searchTrace(input, model, signal);
		}),
		start: contract.trace.start.handler(() => {
			requireReady();
			return traceStart(model);
		}),
	};
}
