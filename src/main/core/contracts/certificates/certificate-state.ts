import {
	energyOf,
	holdsRange,
	type WhRange,
	type WhRanges,
	withoutRange,
	withRange,
} from '../../../../shared/certificates/wh-ranges.ts';
import type { DeviceTechnology } from '../../../../shared/codec/device.ts';
import { ENERGY_CERTIFICATE_LIMITS } from '../../../../shared/codec/energy-certificate.ts';
import type { EnergyWh, TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';

export const CERTIFICATES = 'certificates';

/** Holders of one page: as many names as a leaf may hold at ease. */
const HOLDERS_PER_PAGE = 256;
/** A used-up certificate with more holders waits for its expiry to be forgotten: the last to cancel pays for few. */
const FORGET_HOLDERS = 16;

/** A granular certificate while somebody holds a part of it; what is used up altogether stays in the events. */
export interface Certificate {
	readonly product: string;
	readonly meter: string;
	/** Whose meter it is. */
	readonly producer: string;
	readonly technology: DeviceTechnology;
	readonly start: TimeMs;
	readonly end: TimeMs;
	readonly reading: string;
	readonly expiresAt: TimeMs;
	readonly quantityWh: EnergyWh;
	/** Together `quantityWh`, at every height. */
	readonly heldWh: EnergyWh;
	readonly cancelledWh: EnergyWh;
	readonly expiredWh: EnergyWh;
	/** Who holds, or held, a part of it: so many names in its pages of holders. */
	readonly holders: number;
}

export function findCertificate(context: CallContext, id: string): Certificate | undefined {
	return context.space(CERTIFICATES).get<Certificate>(`certificate/${id}`);
}

/** What one participant holds of one certificate; its leaf proves ownership. */
export function heldBy(context: CallContext, owner: string, id: string): WhRanges {
	return context.space(CERTIFICATES).get<WhRanges>(heldKey(owner, id)) ?? [];
}

/** Enters a new certificate, all of it in its producer's hand. */
export function enterCertificate(
	context: CallContext,
	id: string,
	terms: Omit<Certificate, 'heldWh' | 'cancelledWh' | 'expiredWh' | 'holders'>,
): void {
	const { quantityWh, producer } = terms;
	const certificate = { ...terms, heldWh: quantityWh, cancelledWh: 0, expiredWh: 0, holders: 0 };
	give(context, id, certificate, producer, [0, quantityWh]);
}

/** Moves a range from one hand to another; false, and nothing moved, where the receiver holds too many ranges of it. */
export function moveRange(context: CallContext, id: string, from: string, to: string, range: WhRange): boolean {
	const certificate = take(context, id, from, range);
	if (withRange(heldBy(context, to, id), range).length > ENERGY_CERTIFICATE_LIMITS.rangesOfHolder) {
		give(context, id, certificate, from, range);
		return false;
	}
	give(context, id, certificate, to, range);
	return true;
}

/**
 * Moves a range however many ranges its receiver holds then: for what comes back to it, which nothing may hinder.
 */
export function returnRange(context: CallContext, id: string, from: string, to: string, range: WhRange): void {
	give(context, id, take(context, id, from, range), to, range);
}

/** Enters a range of another chain's certificate, or one more of it: it is in nobody's hand here. */
export function admitRange(
	context: CallContext,
	id: string,
	terms: Omit<Certificate, 'quantityWh' | 'heldWh' | 'cancelledWh' | 'expiredWh' | 'holders'>,
	owner: string,
	range: WhRange,
): void {
	const nothing = { ...terms, quantityWh: 0, heldWh: 0, cancelledWh: 0, expiredWh: 0, holders: 0 };
	const known = findCertificate(context, id) ?? nothing;
	const moreWh = range[1] - range[0];
	const { quantityWh, heldWh } = known;
	give(context, id, { ...known, quantityWh: quantityWh + moreWh, heldWh: heldWh + moreWh }, owner, range);
}

/** Takes a range of another chain's certificate out of its owner's hand: it leaves this chain. */
export function releaseRange(context: CallContext, id: string, owner: string, range: WhRange): void {
	const { quantityWh, heldWh, ...rest } = take(context, id, owner, range);
	const lessWh = range[1] - range[0];
	write(context, id, { ...rest, quantityWh: quantityWh - lessWh, heldWh: heldWh - lessWh });
}

/** Uses up, or lets expire, a range that the owner holds; with its last Wh the certificate is forgotten. */
export function endRange(
	context: CallContext,
	id: string,
	owner: string,
	range: WhRange,
	end: 'cancelledWh' | 'expiredWh',
): void {
	const certificate = take(context, id, owner, range);
	const energyWh = range[1] - range[0];
	write(context, id, { ...certificate, heldWh: certificate.heldWh - energyWh, [end]: certificate[end] + energyWh });
}

/** The n-th participant that ever held a part of it. */
export function holderOf(context: CallContext, id: string, n: number): string {
	const page = context.space(CERTIFICATES).get<readonly string[]>(holdersKey(id, Math.floor(n / HOLDERS_PER_PAGE)));
	return page?.[n % HOLDERS_PER_PAGE] as string;
}

/** @throws CodedError ENGINE_CONSERVATION when the range is not the owner's: callers have looked */
function take(context: CallContext, id: string, owner: string, range: WhRange): Certificate {
	const certificate = findCertificate(context, id);
	const ranges = heldBy(context, owner, id);
	if (!certificate || !holdsRange(ranges, range))
		throw new CodedError('ENGINE_CONSERVATION', { total: range[1] - range[0] });
	// An empty hand stays in the state: its owner is among the holders already.
	context.space(CERTIFICATES).set(heldKey(owner, id), withoutRange(ranges, range));
	return certificate;
}

function give(context: CallContext, id: string, certificate: Certificate, to: string, range: WhRange): void {
	const space = context.space(CERTIFICATES);
	const ranges = space.get<WhRanges>(heldKey(to, id));
	const after = withRange(ranges ?? [], range);
	if (energyOf(after) !== energyOf(ranges ?? []) + range[1] - range[0])
		throw new CodedError('ENGINE_CONSERVATION', { total: range[1] - range[0] });
	space.set(heldKey(to, id), after);
	const holders = certificate.holders + (ranges ? 0 : 1);
	if (!ranges) addHolder(context, id, certificate.holders, to);
	requireBalance(certificate);
	space.set(certificateKey(id), { ...certificate, holders });
}

/** With its last Wh in somebody's hand a certificate is forgotten. */
function write(context: CallContext, id: string, certificate: Certificate): void {
	requireBalance(certificate);
	if (certificate.heldWh === 0 && certificate.holders <= FORGET_HOLDERS) forgetCertificate(context, id, certificate);
	else context.space(CERTIFICATES).set(certificateKey(id), certificate);
}

function addHolder(context: CallContext, id: string, n: number, holder: string): void {
	const space = context.space(CERTIFICATES);
	const key = holdersKey(id, Math.floor(n / HOLDERS_PER_PAGE));
	space.set(key, [...(space.get<readonly string[]>(key) ?? []), holder]);
}

/** Removes what tells of a certificate in nobody's hand; its story stays in the events. */
export function forgetCertificate(context: CallContext, id: string, { holders }: Certificate): void {
	const space = context.space(CERTIFICATES);
	for (let n = 0; n < holders; n++) space.delete(heldKey(holderOf(context, id, n), id));
	for (let page = 0; page * HOLDERS_PER_PAGE < holders; page++) space.delete(holdersKey(id, page));
	space.delete(certificateKey(id));
}

function requireBalance({ quantityWh, heldWh, cancelledWh, expiredWh }: Certificate): void {
	const total = heldWh + cancelledWh + expiredWh - quantityWh;
	if (total !== 0 || heldWh < 0) throw new CodedError('ENGINE_CONSERVATION', { total });
}

function certificateKey(id: string): string {
	return `certificate/${id}`;
}

function heldKey(owner: string, id: string): string {
	return `held/${owner}/${id}`;
}

function holdersKey(id: string, page: number): string {
	return `holders/${id}/${page}`;
}
