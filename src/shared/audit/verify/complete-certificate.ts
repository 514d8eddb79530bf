import type { ContractEvent } from '../../codec/events.ts';
import { settlementId } from '../../codec/ids.ts';
import { because } from '../reasons.ts';
import { type CertificateStep, isCertificateStep } from '../selected-certificates.ts';
import { missing, requireCertificates, requireDeed } from './complete-parts.ts';
import type { ProvenStates } from './read-block.ts';

/**
 * Everything that a certificate has: where its energy was measured or the packet by which it came, every packet that it
 * went with, the trades and deeds that it followed, the settlements that used it, and all of its energy up to the state.
 * @throws CodedError BUNDLE_INCOMPLETE
 */
export function requireCertificate(certificate: string, events: readonly ContractEvent[], states: ProvenStates): void {
	const steps = events.filter((event): event is CertificateStep => isCertificateStep(event));
	const [first] = steps;
	if (first?.kind !== 'certificate-issued' && first?.kind !== 'certificate-admitted')
		throw missing(because('origin-of', { certificate }));
	if (first.kind === 'certificate-issued') requireReading(first, events);
	requireCertificates(events, states);
	const packets = new Set(
		events.flatMap((event) => (event.kind === 'packet-sent' || event.kind === 'packet-received' ? [event.packet] : [])),
	);
	const trades = new Set(events.flatMap((event) => (event.kind === 'trade-made' ? [event.trade] : [])));
	const deeds = new Set(events.flatMap((event) => (event.kind === 'deed-drafted' ? [event.deed] : [])));
	const settled = new Set(
		events.flatMap((event) =>
			event.kind === 'product-settling' || event.kind === 'product-settled'
				? event.statements.map(({ participant }) => settlementId(event.product, participant))
				: [],
		),
	);
	for (const step of steps) {
		if ('packet' in step && !packets.has(step.packet)) throw missing(because('packet', { packet: step.packet }));
		if (step.kind === 'certificate-transferred' && step.trade !== null && !trades.has(step.trade))
			throw missing(because('trade', { trade: step.trade }));
		// A certificate covers consumption as the statement is made; the statement is told when its page is full.
		if (step.kind === 'certificate-cancelled' && step.settlement !== null && !settled.has(step.settlement))
			throw missing(because('selected-thing', { thing: step.settlement }));
	}
	for (const event of events)
		if (event.kind === 'lot-sent' && !deeds.has(event.lot.deed)) throw missing(because('deed'));
	for (const deed of deeds) requireDeed(deed, events, states);
}

/** The reading in the version that was settled, its meter and its batch. */
function requireReading(
	{ certificate, reading, meter }: Extract<CertificateStep, { kind: 'certificate-issued' }>,
	events: readonly ContractEvent[],
): void {
	const recorded = events.find((event) => event.kind === 'reading-recorded' && event.reading === reading);
	if (recorded?.kind !== 'reading-recorded') throw missing(because('origin-of', { certificate }));
	const edges = new Set(
		events.flatMap((event) =>
			event.kind === 'provenance' ? [`${event.from.id} ${event.relation} ${event.to.id}`] : [],
		),
	);
	for (const edge of [
		`${reading} wasGeneratedBy ${meter}`,
		`${reading} wasDerivedFrom ${recorded.batch}`,
		`${certificate} wasDerivedFrom ${reading}`,
	])
		if (!edges.has(edge)) throw missing(because('origin', { edge }));
}
