import { form } from './call-form.ts';
import { DEED_TRADES_MAX } from './deed.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from './ids.ts';
import { ENERGY_MAX } from './product-terms.ts';
import { bytes, integer, list, nullable, record, text } from './reader.ts';
import type { EnergyWh } from './units.ts';

export const DEED_LIMITS = {
	/** Deeds that one call signs. */
	deeds: 1_000,
	reasonCharacters: 280,
	/** Amendments of one deed. */
	amendments: 3,
} as const;

export interface SignDeeds {
	readonly signatures: readonly {
		readonly deed: string;
		/** Ed25519 over `deedSigningBytes`, 64 bytes. */
		readonly signature: Uint8Array;
	}[];
}

/** Signatures that somebody gave elsewhere, brought to the chain by any participant, who pays for the call. */
export interface CarrySignatures extends SignDeeds {
	readonly signer: string;
}

export interface RefuseDeed {
	readonly deed: string;
	readonly reason: string;
}

/**
 * Replaces a pending deed by one with less energy, or with another annex; all its signatures are void then. At least
 * one trade keeps energy: who wants none of it refuses the deed.
 */
export interface AmendDeed {
	readonly deed: string;
	/** By trade of the deed, at most what the deed says now; 0 gives a trade up. Null leaves all as they are. */
	readonly quantitiesWh: readonly EnergyWh[] | null;
	/** SHA-256 of further terms that the parties agree on, kept as a document; null leaves the annex as it is. */
	readonly annex: Uint8Array | null;
	readonly reason: string;
	/** The amending signer's own signature over the amended deed, as `amendDeed` of shared/deeds makes it. */
	readonly signature: Uint8Array;
}

const deed = identifier(DERIVED_ID_MAX_CHARACTERS);
const reason = text(DEED_LIMITS.reasonCharacters, 1);

const signatures = list(record<SignDeeds['signatures'][number]>({ deed, signature: bytes(64) }), DEED_LIMITS.deeds);

export const deedForms = {
	signDeeds: form<SignDeeds>('depository', 'sign-deeds', record<SignDeeds>({ signatures })),
	carrySignatures: form<CarrySignatures>(
		'depository',
		'carry-signatures',
		record<CarrySignatures>({ signer: identifier(), signatures }),
	),
	refuseDeed: form<RefuseDeed>('depository', 'refuse-deed', record<RefuseDeed>({ deed, reason })),
	amendDeed: form<AmendDeed>(
		'depository',
		'amend-deed',
		record<AmendDeed>({
			deed,
			quantitiesWh: nullable(list(integer(0, ENERGY_MAX), DEED_TRADES_MAX)),
			annex: nullable(bytes(32)),
			reason,
			signature: bytes(64),
		}),
	),
} as const;
