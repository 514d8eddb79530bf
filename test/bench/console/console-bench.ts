import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BundleResult, benchBundle } from './bundle-bench.ts';
import { benchGrid, type GridResult } from './grid-bench.ts';
import { benchLoad, type LoadResult } from './load-bench.ts';
import { benchStart, type StartResult } from './start-bench.ts';
import { benchTraceGraph, type TraceGraphResult } from './trace-graph-bench.ts';

const built = fileURLToPath(new URL('../../../out/renderer', import.meta.url));
/** Addresses of the section bar and its tabs; the first is what `npm start` opens. */
const ROUTES = [
	...['', 'auctions', 'auctions/desk', 'bids', 'bids/positions', 'bids/statements', 'bids/certificates', 'signatures'],
	...['signatures/documents', 'signatures/access', 'standings', 'trace', 'trace/audit', 'consensus', 'ledger'],
	...['lab', 'node', 'node/alarms', 'governance', 'settings'],
] as const;

export interface ConsoleResult {
	/** Frames and paints are of headless Chromium, which draws in software. */
	readonly browser: 'headless Chromium';
	readonly bundle: BundleResult;
	readonly grid: GridResult;
	readonly traceGraph: TraceGraphResult;
	readonly start: StartResult;
	readonly load: LoadResult;
}

/** The built console in a real browser. @throws where it is not built: `npm run build` */
export async function benchConsole(): Promise<ConsoleResult> {
	if (!existsSync(built)) throw new Error('the console is not built: npm run build');
	return {
		browser: 'headless Chromium',
		bundle: await benchBundle(built, ROUTES),
		grid: await benchGrid(),
		traceGraph: await benchTraceGraph(),
		start: await benchStart(),
		load: await benchLoad(built),
	};
}
