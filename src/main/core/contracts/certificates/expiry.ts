import type { WhRange } from '../../../../shared/certificates/wh-ranges.ts';
import { bridgeAccount } from '../../../../shared/codec/accounts.ts';
import { CERTIFICATE_TERM_MS } from '../../../../shared/codec/energy-certificate.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import type { Product } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import { CERTIFICATES, endRange, findCertificate, forgetCertificate, heldBy, holderOf } from './certificate-state.ts';

/** Certificates of one page of a product's. */
const PER_PAGE = 256;
/** Steps of one block, after which the next one goes on. */
const BLOCK_STEPS = 20_000;
/** Begins the name under which what is locked for another chain is held. */
const BRIDGE_HOLDER = bridgeAccount('');

interface ExpiryRun {
	/** Place of the certificate among its product's, and of the next holder among its own. */
	readonly certificate: number;
	readonly holder: number;
}

/** End of the term of what a product's delivery generates. */
export function expiryOf({ deliveryEnd }: Pick<Product, 'deliveryEnd'>): TimeMs {
	return deliveryEnd + CERTIFICATE_TERM_MS;
}

/** Remembers the n-th certificate of a product, which is to expire with the others. */
export function noteIssued(context: CallContext, product: string, n: number, id: string): void {
	const space = context.space(CERTIFICATES);
	const key = pageKey(product, Math.floor(n / PER_PAGE));
	space.set(key, [...(space.get<readonly string[]>(key) ?? []), id]);
}

export function scheduleExpiry(context: CallContext, product: Product): void {
	context.schedule(expiryOf(product), { contract: CERTIFICATES, task: 'expire', subject: product.product });
}

/** Ends every part that somebody still holds of a product's certificates, as far as one block may go. */
export function expireCertificates(context: CallContext, product: string): void {
	const space = context.space(CERTIFICATES);
	const limit = Math.min(BLOCK_STEPS, Math.floor(context.stepsLeft / 2));
	let { certificate, holder } = space.get<ExpiryRun>(runKey(product)) ?? { certificate: 0, holder: 0 };
	while (true) {
		const page = Math.floor(certificate / PER_PAGE);
		const id = space.get<readonly string[]>(pageKey(product, page))?.[certificate % PER_PAGE];
		if (id === undefined) break;
		if (context.steps >= limit) {
			space.set(runKey(product), { certificate, holder } satisfies ExpiryRun);
			return context.continueTask();
		}
		if (expireHolder(context, id, holder)) holder += 1;
		else {
			certificate += 1;
			holder = 0;
		}
	}
	for (let page = 0; page * PER_PAGE < certificate; page++) space.delete(pageKey(product, page));
	space.delete(runKey(product));
}

/**
 * Ends what the n-th holder has. What is locked for another chain is passed over: its owners there have it.
 * @returns false when nobody is left who holds the certificate here
 */
export function expireHolder(context: CallContext, id: string, n: number): boolean {
	const certificate = findCertificate(context, id);
	if (!certificate) return false;
	if (certificate.heldWh === 0) {
		forgetCertificate(context, id, certificate);
		return false;
	}
	if (n >= certificate.holders) return false;
	const owner = holderOf(context, id, n);
	if (owner.startsWith(BRIDGE_HOLDER)) return true;
	for (const range of heldBy(context, owner, id)) expireRange(context, id, owner, range);
	return true;
}

/** A range that its owner holds can be used for nothing any more. */
export function expireRange(context: CallContext, id: string, owner: string, range: WhRange): void {
	const [fromWh, toWh] = range;
	endRange(context, id, owner, range, 'expiredWh');
	context.emit({ kind: 'certificate-expired', owner, certificate: id, fromWh, toWh });
}

function pageKey(product: string, page: number): string {
	return `issued/${product}/${page}`;
}

function runKey(product: string): string {
	return `expiring/${product}`;
}
