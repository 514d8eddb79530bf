import { feature as access } from '../features/access/index.ts';
import { feature as alarms } from '../features/alarms/index.ts';
import { feature as auctions } from '../features/auctions/index.ts';
import { feature as audit } from '../features/audit/index.ts';
import { feature as bids } from '../features/bids/index.ts';
import { feature as certificates } from '../features/certificates/index.ts';
import { feature as consensus } from '../features/consensus/index.ts';
import { feature as documents } from '../features/documents/index.ts';
import { feature as governance } from '../features/governance/index.ts';
import { feature as lab } from '../features/lab/index.ts';
import { feature as ledger } from '../features/ledger/index.ts';
import { feature as marketDesk } from '../features/market-desk/index.ts';
import { feature as node } from '../features/node/index.ts';
import { feature as overview } from '../features/overview/index.ts';
import { feature as positions } from '../features/positions/index.ts';
import { feature as regions } from '../features/regions/index.ts';
import { feature as settings } from '../features/settings/index.ts';
import { feature as signatures } from '../features/signatures/index.ts';
import { feature as standings } from '../features/standings/index.ts';
import { feature as statements } from '../features/statements/index.ts';
import { feature as trace } from '../features/trace/index.ts';
import type { Feature } from './feature.ts';

/** The views that exist, in the order of the section bar. */
export const features: readonly Feature[] = [
	overview,
	alarms,
	auctions,
	marketDesk,
	audit,
	bids,
	positions,
	statements,
	certificates,
	signatures,
	documents,
	access,
	standings,
	trace,
	regions,
	consensus,
	governance,
	lab,
	node,
	settings,
	ledger,
].toSorted((a, b) => a.nav.order - b.nav.order);

/** Features with a word of their own in the section bar. */
export const sections: readonly Feature[] = features.filter(({ nav }) => nav.under === undefined);

/** The feature that a route belongs to. */
export function featureOf(route: unknown): Feature | undefined {
	return features.find(({ routes }) => routes.some(({ name }) => name === route));
}

/** All features of the section that a route belongs to, the section's own first. */
export function sectionOf(route: unknown): readonly Feature[] {
	const own = featureOf(route);
	if (!own) return [];
	const head = own.nav.under ?? own.nav.route;
	return features
		.filter(({ nav }) => nav.route === head || nav.under === head)
		.toSorted((a, b) => Number(a.nav.under !== undefined) - Number(b.nav.under !== undefined));
}
