import { feature as auctions } from '../features/auctions/index.ts';
import { feature as bids } from '../features/bids/index.ts';
import { feature as consensus } from '../features/consensus/index.ts';
import { feature as governance } from '../features/governance/index.ts';
import { feature as lab } from '../features/lab/index.ts';
import { feature as overview } from '../features/overview/index.ts';
import { feature as signatures } from '../features/signatures/index.ts';
import { feature as standings } from '../features/standings/index.ts';
import { feature as trace } from '../features/trace/index.ts';
import type { Feature } from './feature.ts';

/** The views that exist, in the order of the section bar. */
export const features: readonly Feature[] = [
	overview,
	auctions,
	bids,
	signatures,
	standings,
	trace,
	consensus,
	governance,
	lab,
].toSorted((a, b) => a.nav.order - b.nav.order);
