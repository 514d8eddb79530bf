import type { Digest, Sha256 } from './bytes.ts';
import { decode, encode, type Plain } from './cbor.ts';
import { type CreditParameters, DEFAULT_CREDIT, readCreditParameters } from './credit-parameters.ts';
import { GENESIS_LIMITS, readConsensusParameters, readGenesisValidator } from './genesis.ts';
import type { ConsensusParameters, GenesisDocument, GenesisValidator } from './genesis-document.ts';
import { integer, list, record } from './reader.ts';
import type { TimeMs } from './units.ts';

/** State leaf that describes the epoch in force; the last block of an epoch writes that of the next one. */
export const EPOCH_PATH = 'consensus/epoch';

/** Who validates by which parameters, from the block after `startHeight` on. */
export interface EpochDescription {
	readonly epoch: number;
	/** Height of the last block of the epoch before; 0 for the first epoch. */
	readonly startHeight: number;
	/** Time of that block; the genesis time for the first epoch. */
	readonly startTime: TimeMs;
	/** A validator's place is its index in this epoch. */
	readonly validators: readonly GenesisValidator[];
	readonly consensus: ConsensusParameters;
	readonly credit: CreditParameters;
}

const DOMAIN = 'gridquorum/epoch/v1';
const MAX_BYTES = 1_048_576;

const readDescription = record<EpochDescription>({
	epoch: integer(),
	startHeight: integer(),
	startTime: integer(),
	validators: list(readGenesisValidator, GENESIS_LIMITS.validators),
	consensus: readConsensusParameters,
	credit: readCreditParameters,
});

/** The first epoch, which the genesis document states. */
export function genesisEpoch({ time, validators, consensus }: GenesisDocument): EpochDescription {
	return { epoch: 0, startHeight: 0, startTime: time, validators, consensus, credit: DEFAULT_CREDIT };
}

export function encodeEpochDescription(description: EpochDescription): Uint8Array {
	return encode(description as unknown as Plain);
}

/** @throws CodedError CODEC_* */
export function decodeEpochDescription(encoded: Uint8Array): EpochDescription {
	return readDescription(decode(encoded, MAX_BYTES), 'epoch');
}

/**
 * Names the block that round 0 of an epoch after the first certifies: it binds the chain, the epoch and the state that
 * it starts from, and so, through the state, everything before. The first epoch's is the genesis digest.
 */
export function epochGenesisId(
	chainId: string,
	{ epoch, startHeight }: EpochDescription,
	startStateRoot: Digest,
	sha256: Sha256,
): Digest {
	return sha256(encode([DOMAIN, chainId, epoch, startHeight, startStateRoot]));
}
