import { toHex } from '../../../shared/codec/bytes.ts';
import { chainIdOf, decodeGenesis, genesisDigest } from '../../../shared/codec/genesis.ts';
import type { GenesisDocument } from '../../../shared/codec/genesis-document.ts';
import type { GenesisPreview } from '../../../shared/contract/index.ts';
import { CodedError, codeOf } from '../../../shared/errors/coded-error.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { currencyCode } from '../currency.ts';

/** @param genesis base64 of a `genesis.cbor`. @throws CodedError GENESIS_INVALID */
export function genesisOf(genesis: string): GenesisDocument {
	try {
		return decodeGenesis(new Uint8Array(Buffer.from(genesis, 'base64')));
	} catch (error) {
		if (!(error instanceof CodedError) || !codeOf(error)?.startsWith('CODEC_')) throw error;
		throw new CodedError('GENESIS_INVALID', { path: 'genesis', reason: error.message.replace(/\.$/, '') });
	}
}

export function previewOf(document: GenesisDocument): GenesisPreview {
	return {
		chainId: chainIdOf(document, hasher.sha256),
		name: document.name,
		digest: toHex(genesisDigest(document, hasher.sha256)),
		validators: document.validators.map(({ id, publicKey }) => ({ name: id, publicKey: toHex(publicKey) })),
		participants: document.participants.length,
		currency: currencyCode(document.market.currency),
		createdAt: document.time,
	};
}

/** @throws CodedError GENESIS_INVALID | HOST_GENESIS_NOT_CONFIRMED when it is not the document that a person compared */
export function confirmedGenesis(genesis: string, confirmedDigest: string): GenesisDocument {
	const document = genesisOf(genesis);
	const digest = toHex(genesisDigest(document, hasher.sha256));
	if (digest !== confirmedDigest)
		throw new CodedError('HOST_GENESIS_NOT_CONFIRMED', { digest, confirmed: confirmedDigest });
	return document;
}
