import { bridgePaths } from '../../../../shared/codec/bridge-state.ts';
import { QUARTER_MS } from '../../../../shared/codec/product-terms.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { expireHolder } from '../certificates/expiry.ts';
import type { CallContext } from '../engine/call-context.ts';
import { BRIDGE, deleteLeaf, readLeaf, writeLeaf } from './bridge-leaves.ts';

/** Certificates of one page. */
const PER_PAGE = 64;
/** Steps of one block, after which the next one goes on. */
const BLOCK_STEPS = 20_000;

/** How far a quarter-hour's certificates have expired: the next of them, and the next of its holders. */
interface ExpiryRun {
	readonly certificate: number;
	readonly holder: number;
}

/**
 * Remembers that a certificate of another chain expires. Terms end with a quarter-hour, as deliveries do; one task for all
 * that do so together, so that however many a chain tells of, they do not crowd out what else is due.
 */
export function noteForeign(context: CallContext, chain: string, id: string, expiresAt: TimeMs): void {
	const quarterEnd = Math.ceil(expiresAt / QUARTER_MS) * QUARTER_MS;
	const subject = `${chain}/${quarterEnd}`;
	const count = readLeaf<number>(context, bridgePaths.expiryCount(subject)) ?? 0;
	if (count === 0) context.schedule(quarterEnd, { contract: BRIDGE, task: 'expire-certificates', subject });
	const path = bridgePaths.expiryPage(subject, pageOf(count));
	writeLeaf(context, path, [...(readLeaf<readonly string[]>(context, path) ?? []), id]);
	writeLeaf(context, bridgePaths.expiryCount(subject), count + 1);
}

/** Ends what is held of the certificates of a quarter-hour, as far as one block may go, and forgets them. */
export function expireForeign(context: CallContext, subject: string): void {
	const progress = bridgePaths.expiring(subject);
	const count = readLeaf<number>(context, bridgePaths.expiryCount(subject)) ?? 0;
	const limit = Math.min(BLOCK_STEPS, Math.floor(context.stepsLeft / 2));
	let { certificate, holder } = readLeaf<ExpiryRun>(context, progress) ?? { certificate: 0, holder: 0 };
	while (certificate < count) {
		if (context.steps >= limit) {
			writeLeaf(context, progress, { certificate, holder } satisfies ExpiryRun);
			return context.continueTask();
		}
		const id = certificateAt(context, subject, certificate);
		if (expireHolder(context, id, holder)) {
			holder += 1;
			continue;
		}
		deleteLeaf(context, bridgePaths.foreign(id));
		certificate += 1;
		holder = 0;
		const isPageDone = certificate % PER_PAGE === 0 || certificate === count;
		if (isPageDone) deleteLeaf(context, bridgePaths.expiryPage(subject, pageOf(certificate - 1)));
	}
	deleteLeaf(context, bridgePaths.expiryCount(subject));
	deleteLeaf(context, progress);
}

function certificateAt(context: CallContext, subject: string, n: number): string {
	const page = readLeaf<readonly string[]>(context, bridgePaths.expiryPage(subject, pageOf(n)));
	return page?.[n % PER_PAGE] as string;
}

function pageOf(certificate: number): number {
	return Math.floor(certificate / PER_PAGE);
}
