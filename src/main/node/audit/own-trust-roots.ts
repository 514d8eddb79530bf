import { createReadStream } from 'node:fs';
import { decodeManifest, linksOf } from '../../../shared/audit/bundle-form.ts';
import { CarReader } from '../../../shared/audit/car.ts';
import { decodeBundleRoot } from '../../../shared/audit/joint-form.ts';
import { trustRootOf, writeTrustRoot } from '../../../shared/audit/trust-root.ts';
import { decodeGenesis } from '../../../shared/codec/genesis.ts';
import { hasher } from '../crypto/sha256.ts';

/**
 * The trust roots that a bundle's own geneses would have, one for each of its chains: with them a bundle is shown to be
 * whole, not to be of any chain that somebody trusts.
 * @throws CodedError BUNDLE_CONTAINER, CODEC_* or GENESIS_INVALID
 */
export async function ownTrustRoots(path: string): Promise<Uint8Array[]> {
	const pieces = createReadStream(path);
	try {
		const car = new CarReader(pieces);
		const next = async (): Promise<Uint8Array> => (await car.section())?.bytes ?? new Uint8Array(0);
		await car.header();
		const root = decodeBundleRoot(await next());
		if (root.kind === 'chain') return [trustRootFrom(await next())];
		const roots: Uint8Array[] = [];
		for (const _ of root.joint.chains) {
			const links = linksOf(decodeManifest(await next()));
			roots.push(trustRootFrom(await next()));
			for (let passed = 1; passed < links.length; passed++) await next();
		}
		return roots;
	} finally {
		pieces.destroy();
	}
}

function trustRootFrom(encodedGenesis: Uint8Array): Uint8Array {
	const genesis = decodeGenesis(encodedGenesis);
	const root = trustRootOf(genesis, { epoch: 0, startHeight: 0 }, (bytes) => hasher.sha256(bytes));
	return new TextEncoder().encode(writeTrustRoot(root));
}
