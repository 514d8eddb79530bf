import { createReadStream } from 'node:fs';
import { decodeManifest } from '../../../shared/audit/bundle-form.ts';
import { CarReader } from '../../../shared/audit/car.ts';
import { trustRootOf, writeTrustRoot } from '../../../shared/audit/trust-root.ts';
import { decodeGenesis } from '../../../shared/codec/genesis.ts';
import { hasher } from '../crypto/sha256.ts';

/**
 * The trust root that a bundle's own genesis would have: with it a bundle is shown to be whole, not to be of any chain
 * that somebody trusts.
 * @throws CodedError BUNDLE_CONTAINER, CODEC_* or GENESIS_INVALID
 */
export async function ownTrustRoot(path: string): Promise<Uint8Array> {
	const pieces = createReadStream(path);
	try {
		const car = new CarReader(pieces);
		await car.header();
		decodeManifest((await car.section())?.bytes ?? new Uint8Array(0));
		const genesis = decodeGenesis((await car.section())?.bytes ?? new Uint8Array(0));
		const root = trustRootOf(genesis, { epoch: 0, startHeight: 0 }, (bytes) => hasher.sha256(bytes));
		return new TextEncoder().encode(writeTrustRoot(root));
	} finally {
		pieces.destroy();
	}
}
