import { energyOf } from '../../certificates/wh-ranges.ts';
import { bridgePaths, type ForeignCertificate } from '../../codec/bridge-state.ts';
import type { ContractEvent, SettlementStatement } from '../../codec/events.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { type Because, because, whatOf } from '../reasons.ts';
import { type CertificateStep, isCertificateStep } from '../selected-certificates.ts';
import { deedPath } from '../selected-people.ts';
import type { ProvenStates } from './read-block.ts';

type Recorded = Extract<ContractEvent, { kind: 'reading-recorded' }>;

/** Of a deed or document. */
interface SignedLeaf {
	readonly status: string;
	readonly signers?: readonly { readonly participant: string; readonly signature?: Uint8Array | null }[];
}

/**
 * The deed is told as far as the state says that it came; once the state has forgotten it, to its end.
 * @throws CodedError BUNDLE_INCOMPLETE
 */
export function requireDeed(deed: string, events: readonly ContractEvent[], states: ProvenStates): void {
	const told = events.find(
		(event) =>
			(event.kind === 'deed-sealed' || event.kind === 'deed-refused' || event.kind === 'deed-expired') &&
			event.deed === deed,
	)?.kind;
	const leaf = (states.get(deedPath(deed)[0] ?? '') ?? null) as SignedLeaf | null;
	const due = leaf === null ? null : `deed-${leaf.status}`;
	if (due === 'deed-pending' ? told !== undefined : told === undefined || (due !== null && told !== due))
		throw missing(because('how-stands', { deed }));
	const amended = events.findLastIndex((event) => event.kind === 'deed-amended' && event.deed === deed);
	for (const { participant, signature } of leaf?.signers ?? []) {
		const isTold = events.some(
			(event, at) =>
				at > amended && event.kind === 'deed-signed' && event.deed === deed && event.participant === participant,
		);
		if (signature && !isTold) throw missing(because('signature-of-on', { participant, deed }));
	}
}

/**
 * A document is told as far as the state says that it came.
 * @throws CodedError BUNDLE_INCOMPLETE
 */
export function requireDocument(document: string, events: readonly ContractEvent[], states: ProvenStates): void {
	const own = events.filter((event) => 'document' in event && event.document === document);
	const told = own.find(({ kind }) => ENDS.has(kind))?.kind ?? 'document-pending';
	const leaf = (states.get(`depository/document/${document}`) ?? null) as SignedLeaf | null;
	if (leaf === null || told !== `document-${leaf.status}`) throw missing(because('how-stands-document', { document }));
	for (const { participant, signature } of leaf.signers ?? []) {
		const isTold = own.some((event) => event.kind === 'document-signed' && event.participant === participant);
		if (signature && !isTold) throw missing(because('signature-of-on-document', { participant, document }));
	}
}

const ENDS: ReadonlySet<string> = new Set(['document-sealed', 'document-refused', 'document-expired']);

interface CertificateLeaf {
	readonly heldWh: number;
	readonly cancelledWh: number;
	readonly expiredWh: number;
}

/**
 * Certificates are told as far as the state says that they came; what the state has forgotten is used up.
 * @throws CodedError BUNDLE_INCOMPLETE
 */
export function requireCertificates(events: readonly ContractEvent[], states: ProvenStates): void {
	const sums = new Map<string, CertificateSums>();
	for (const step of events) if (isCertificateStep(step)) addStep(sums, step);
	for (const [certificate, sum] of sums) {
		const leaf = (states.get(`certificates/certificate/${certificate}`) ?? null) as CertificateLeaf | null;
		const foreign = (states.get(bridgePaths.foreign(certificate)) ?? null) as Pick<ForeignCertificate, 'here'> | null;
		if (!isTold(sum, leaf) || (foreign && energyOf(foreign.here) !== sum.hereWh))
			throw missing(because('what-became-of', { certificate }));
	}
}

interface CertificateSums {
	/** Issued here, or come and not gone. */
	hereWh: number;
	cancelledWh: number;
	expiredWh: number;
	isForeign: boolean;
}

/** Of another chain's certificate the state forgets what was used up each time when nobody here has more of it. */
function isTold({ hereWh, cancelledWh, expiredWh, isForeign }: CertificateSums, leaf: CertificateLeaf | null): boolean {
	const heldWh = hereWh - cancelledWh - expiredWh;
	if (!leaf) return heldWh === 0;
	if (leaf.heldWh !== heldWh) return false;
	return isForeign || (leaf.cancelledWh === cancelledWh && leaf.expiredWh === expiredWh);
}

/** What is locked for another chain is still held here; what came from another leaves when it is sent home. */
function addStep(sums: Map<string, CertificateSums>, step: CertificateStep): void {
	const sum = sums.get(step.certificate) ?? { hereWh: 0, cancelledWh: 0, expiredWh: 0, isForeign: false };
	sums.set(step.certificate, sum);
	if (step.kind === 'certificate-issued') {
		sum.hereWh += step.quantityWh;
		return;
	}
	const movedWh = step.toWh - step.fromWh;
	if (step.kind === 'certificate-admitted') {
		sum.isForeign = true;
		sum.hereWh += movedWh;
	}
	if (step.kind === 'certificate-sent' && sum.isForeign) sum.hereWh -= movedWh;
	if (step.kind === 'certificate-returned' && sum.isForeign) sum.hereWh += movedWh;
	if (step.kind === 'certificate-cancelled') sum.cancelledWh += movedWh;
	if (step.kind === 'certificate-expired') sum.expiredWh += movedWh;
}

/**
 * The newest readings come to what the statement says was metered, where every period was.
 * @param readings of the product's delivery
 * @throws CodedError BUNDLE_INCOMPLETE
 */
export function requireReadings(
	{ participant, meteredWh, substituted }: SettlementStatement,
	readings: readonly Recorded[],
): void {
	if (substituted) return;
	const newest = new Map<string, Recorded>();
	for (const reading of readings)
		if (reading.participant === participant) newest.set(`${reading.meter}/${reading.start}`, reading);
	let dueWh = 0;
	for (const { generatedWh, consumedWh } of newest.values()) dueWh += generatedWh - consumedWh;
	if (dueWh !== meteredWh) throw missing(because('readings-of', { participant }));
}

export function missing(because: Because): CodedError {
	return new CodedError('BUNDLE_INCOMPLETE', whatOf(because));
}
