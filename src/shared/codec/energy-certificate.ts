import { form } from './call-form.ts';
import type { DeviceTechnology } from './device.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from './ids.ts';
import { integer, list, type Reader, record, text } from './reader.ts';
import { type EnergyWh, HOUR_MS, type TimeMs } from './units.ts';

export const ENERGY_CERTIFICATE_LIMITS = {
	/** Parts of certificates that one call moves or cancels. */
	parts: 500,
	purposeCharacters: 280,
	/** Separate ranges of one certificate in one hand. */
	rangesOfHolder: 1_000,
} as const;

/** How long after the end of its product's delivery a certificate can be transferred and cancelled: 365 days. */
export const CERTIFICATE_TERM_MS: TimeMs = 365 * 24 * HOUR_MS;

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

export function readCertificateParts(max: number): Reader<CertificatePart[]> {
	return list(
		record<CertificatePart>({
			certificate: identifier(DERIVED_ID_MAX_CHARACTERS),
			fromWh: energy,
			toWh: energy,
		}),
		max,
	);
}

const parts = readCertificateParts(ENERGY_CERTIFICATE_LIMITS.parts);

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
			/** `GC-<meter>-<start>`, one per meter and settled reading. */
			certificate: string;
			/** Product with whose settlement it was issued. */
			product: string;
			meter: string;
			/** Who holds all of it at first: the meter's owner. */
			owner: string;
			technology: DeviceTechnology;
			/** Production period: that of the reading. */
			start: TimeMs;
			end: TimeMs;
			quantityWh: EnergyWh;
			/** The reading, in the version that was settled. */
			reading: string;
			/** From then on it can be used for nothing. */
			expiresAt: TimeMs;
	  }
	/** The reading says more than the device can generate in its time: it is settled, but earns no certificate. */
	| {
			kind: 'certificate-refused';
			meter: string;
			owner: string;
			reading: string;
			start: TimeMs;
			end: TimeMs;
			generatedWh: EnergyWh;
			/** Rated power × time. */
			possibleWh: EnergyWh;
	  }
	/** `trade` under whose sealed deed the energy was sold; null where the holder gave it by call. */
	| ({ kind: 'certificate-transferred'; from: string; to: string; trade: string | null } & CertificatePart)
	/** Used up: for the owner's metered consumption in a settlement, or for the purpose that it gave by call. */
	| ({
			kind: 'certificate-cancelled';
			owner: string;
			settlement: string | null;
			purpose: string | null;
	  } & CertificatePart)
	/** Not cancelled in time: it can be used for nothing any more. */
	| ({ kind: 'certificate-expired'; owner: string } & CertificatePart);
