import type { Sha256 } from '../codec/bytes.ts';
import { toHex } from '../codec/bytes.ts';
import { chainIdOf, genesisDigest } from '../codec/genesis.ts';
import type { GenesisDocument } from '../codec/genesis-document.ts';
import { integer, literal, type Reader, record, text } from '../codec/reader.ts';
import { CodedError } from '../errors/coded-error.ts';
import { type Because, because } from './reasons.ts';

export const TRUST_ROOT_FORMAT = 'gridquorum/trust-root/v1';

/**
 * All that a verifier believes: which genesis the chain begins with, and an epoch that it has reached. The epoch keeps
 * the keys of earlier ones from certifying anything newer; a file is good for every later bundle of the chain.
 */
export interface TrustRoot {
	readonly format: typeof TRUST_ROOT_FORMAT;
	readonly chainId: string;
	/** Lower-case hex, 64 digits. */
	readonly genesisDigest: string;
	readonly epoch: number;
	/** Height of the last block before that epoch, 0 for the first. */
	readonly epochStart: number;
}

const MAX_BYTES = 1_024;

const digest: Reader<string> = (value, path) => {
	if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return value;
	throw new CodedError('CODEC_INVALID', { path, expected: '64 hex digits' });
};

const readTrustRoot = record<TrustRoot>({
	format: literal(TRUST_ROOT_FORMAT),
	chainId: text(64, 1),
	genesisDigest: digest,
	epoch: integer(),
	epochStart: integer(),
});

export function trustRootOf(
	genesis: GenesisDocument,
	{ epoch, startHeight }: { readonly epoch: number; readonly startHeight: number },
	sha256: Sha256,
): TrustRoot {
	return {
		format: TRUST_ROOT_FORMAT,
		chainId: chainIdOf(genesis, sha256),
		genesisDigest: toHex(genesisDigest(genesis, sha256)),
		epoch,
		epochStart: startHeight,
	};
}

/** The one text of a trust root. */
export function writeTrustRoot({ format, chainId, genesisDigest: hex, epoch, epochStart }: TrustRoot): string {
	return `${JSON.stringify({ format, chainId, genesisDigest: hex, epoch, epochStart }, null, '\t')}\n`;
}

/** @throws CodedError BUNDLE_TRUST_ROOT for any bytes but those that `writeTrustRoot` writes */
export function parseTrustRoot(bytes: Uint8Array): TrustRoot {
	if (bytes.length > MAX_BYTES) throw refused(because('has-bytes', { length: bytes.length }));
	let source = '';
	for (const byte of bytes) source += String.fromCharCode(byte);
	let root: TrustRoot;
	try {
		root = readTrustRoot(JSON.parse(source), 'trustRoot');
	} catch (error) {
		throw error instanceof CodedError
			? new CodedError('BUNDLE_TRUST_ROOT', { reason: error.message })
			: refused(because('not-json'));
	}
	if (writeTrustRoot(root) !== source) throw refused(because('not-written-in-its-one-form'));
	return root;
}

function refused(because: Because): CodedError {
	return new CodedError('BUNDLE_TRUST_ROOT', because);
}
