import type { BridgeEvent } from '../codec/bridge-events.ts';
import type { EnergyCertificateEvent } from '../codec/energy-certificate.ts';
import type { ContractEvent } from '../codec/events.ts';

/** Events of one certificate; a refused one has none. */
export type CertificateStep = Exclude<
	Extract<EnergyCertificateEvent | BridgeEvent, { kind: `certificate-${string}` }>,
	{ kind: 'certificate-refused' }
>;

export function isCertificateStep(event: ContractEvent): event is CertificateStep {
	switch (event.kind) {
		case 'certificate-issued':
		case 'certificate-transferred':
		case 'certificate-cancelled':
		case 'certificate-expired':
		case 'certificate-sent':
		case 'certificate-admitted':
		case 'certificate-returned':
			return true;
		default:
			return false;
	}
}

/** The certificates that a selection is about, each from its issue to its last Wh: only so nothing of it is told twice. */
export class SelectedCertificates {
	readonly #belongs: (step: CertificateStep) => boolean;
	readonly #wanted = new Set<string>();

	constructor(belongs: (step: CertificateStep) => boolean) {
		this.#belongs = belongs;
	}

	note(event: ContractEvent): void {
		if (isCertificateStep(event) && this.#belongs(event)) this.#wanted.add(event.certificate);
	}

	wants(event: ContractEvent): boolean {
		return isCertificateStep(event) && this.#wanted.has(event.certificate);
	}

	/** State leaves that say what of them is held and used up. */
	statePaths(): string[] {
		return [...this.#wanted].map((id) => `certificates/certificate/${id}`);
	}
}
