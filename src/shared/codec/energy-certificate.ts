import { form } from './call-form.ts';
import type { DeviceTechnology } from './device.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from './ids.ts';
import { integer, list, record, text } from './reader.ts';
import type { EnergyWh, TimeMs } from './units.ts';

export const ENERGY_CERTIFICATE_LIMITS = {
	/** Parts of certificates that one call moves or cancels. */
	parts: 500,
	purposeCharacters: 280,
} as const;

/**
 * A range of the energy that a granular certificate stands for, [fromWh, toWh), counted from its first Wh: ranges are
 * split, never copied, so that no Wh has two holders. Form of the EnergyTag Granular Certificate Scheme Standard, with
 * the watt-hour as its smallest part.
 */
export interface CertificatePart {
	readonly certificate: string;
	readonly fromWh: EnergyWh;
	readonly toWh: EnergyWh;
}

export interface TransferCertificates {
	readonly to: string;
	readonly parts: readonly CertificatePart[];
}

export interface CancelCertificates {
	readonly parts: readonly CertificatePart[];
	/** For what consumption. */
	readonly purpose: string;
}

const energy = integer(0, 1_000_000_000);
const parts = list(
	record<CertificatePart>({
		certificate: identifier(DERIVED_ID_MAX_CHARACTERS),
		fromWh: energy,
		toWh: energy,
	}),
	ENERGY_CERTIFICATE_LIMITS.parts,
);

export const certificateForms = {
	transfer: form<TransferCertificates>(
		'certificates',
		'transfer',
		record<TransferCertificates>({ to: identifier(), parts }),
	),
	cancel: form<CancelCertificates>(
		'certificates',
		'cancel',
		record<CancelCertificates>({ parts, purpose: text(ENERGY_CERTIFICATE_LIMITS.purposeCharacters, 1) }),
	),
} as const;

export type EnergyCertificateEvent =
	| {
			kind: 'certificate-issued';
			/** `GC-<meter>-<start>`, one per meter and production period. */
			certificate: string;
			meter: string;
			/** Who holds all of it at first. */
			owner: string;
			technology: DeviceTechnology;
			/** Production period. */
			start: TimeMs;
			end: TimeMs;
			quantityWh: EnergyWh;
			/** The reading, in the version that was settled. */
			reading: string;
	  }
	| ({ kind: 'certificate-transferred'; from: string; to: string; cause: string } & CertificatePart)
	/** Used up for the owner's consumption; `cause` is a settlement, or the purpose that the owner gave. */
	| ({ kind: 'certificate-cancelled'; owner: string; cause: string } & CertificatePart)
	/** Not cancelled in time: it can be used for nothing any more. */
	| ({ kind: 'certificate-expired'; owner: string } & CertificatePart);
