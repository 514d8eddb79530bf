import type { Sha256 } from './bytes.ts';
import { form } from './call-form.ts';
import { encode, type Plain } from './cbor.ts';
import { identifier } from './ids.ts';
import { merkleRoot } from './merkle.ts';
import { ENERGY_MAX } from './product-terms.ts';
import { bytes, integer, list, literal, type Reader, record } from './reader.ts';
import type { EnergyWh, TimeMs } from './units.ts';

/** Domain under which a batch of readings is signed where they were measured. */
export const READINGS_DOMAIN = 'gridquorum/readings/v1';

/** Readings of one call; more are sent as several. */
export const READINGS_PER_CALL = 2_000;

export interface Reading {
	readonly meter: string;
	/** On the quarter-hour; 15, 30 or 60 minutes before `end`. */
	readonly start: TimeMs;
	readonly end: TimeMs;
	readonly generatedWh: EnergyWh;
	readonly consumedWh: EnergyWh;
}

/** Whose key signed a batch: the meter's own, or its operator's as a participant. */
export interface ReadingsSource {
	readonly kind: 'meter' | 'operator';
	readonly id: string;
}

export interface SubmitReadings {
	readonly source: ReadingsSource;
	readonly readings: readonly Reading[];
	/** Ed25519 over `readingsSigningBytes`, 64 bytes. */
	readonly signature: Uint8Array;
}

const energy = integer(0, ENERGY_MAX);

const readReading: Reader<Reading> = record<Reading>({
	meter: identifier(),
	start: integer(),
	end: integer(),
	generatedWh: energy,
	consumedWh: energy,
});

export const meteringForms = {
	submitReadings: form<SubmitReadings>(
		'metering',
		'submit-readings',
		record<SubmitReadings>({
			source: record<ReadingsSource>({ kind: literal('meter', 'operator'), id: identifier() }),
			readings: list(readReading, READINGS_PER_CALL),
			signature: bytes(64),
		}),
	),
} as const;

/** Item of the Merkle list behind a batch's root, so that one reading can be shown without the others. */
export function encodeReading({ meter, start, end, generatedWh, consumedWh }: Reading): Uint8Array {
	return encode([meter, start, end, generatedWh, consumedWh]);
}

/** The exact bytes that the source signs; `root` is `merkleRoot` of the encoded readings, in the order sent. */
export function readingsSigningBytes(chainId: string, source: ReadingsSource, root: Uint8Array): Uint8Array {
	return encode([READINGS_DOMAIN, chainId, source as unknown as Plain, root]);
}

/** What a chain and its source need to sign a batch of readings where they were measured. */
export interface ReadingsSigner {
	readonly chainId: string;
	readonly source: ReadingsSource;
	sign(message: Uint8Array): Uint8Array;
	readonly sha256: Sha256;
}

export function signReadings(readings: readonly Reading[], signer: ReadingsSigner): SubmitReadings {
	const { chainId, source, sha256 } = signer;
	const root = merkleRoot(readings.map(encodeReading), sha256);
	return { source, readings, signature: signer.sign(readingsSigningBytes(chainId, source, root)) };
}
