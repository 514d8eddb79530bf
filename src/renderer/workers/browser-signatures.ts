import type { SignatureToCheck, VerifyMany } from '../../shared/audit/signature-queue.ts';
import { fromHex, toHex } from '../../shared/codec/bytes.ts';
import { RFC8032 } from '../../shared/signatures/acceptance-check.ts';
import { isSoundSignature } from '../../shared/signatures/encoding-rule.ts';
import { verifyBySodiumRule } from '../../shared/signatures/sodium-rule.ts';
import { libsodiumAccepts, speccheckVectors } from '../../shared/signatures/speccheck-vectors.ts';

const ALGORITHM = 'Ed25519';
/** Imported keys kept at once; a bundle has as many as the market has participants. */
const MAX_KEYS = 20_000;

/**
 * Ed25519 by the browser's own code, some twenty times as fast as ours, where it answers as the network's rule demands:
 * encodings on which implementations differ are refused before it is asked, and it is first put to the test with the
 * questions of `firstDisagreement`. A browser without the algorithm, or one that fails them, has our own code answer.
 */
export async function createBrowserVerifier(subtle: SubtleCrypto | undefined): Promise<VerifyMany> {
	if (subtle) {
		const native = nativeVerifier(subtle);
		if (await agrees(native)) return native;
	}
	return (checks) =>
		Promise.resolve(
			checks.map(({ publicKey, message, signature }) => verifyBySodiumRule(publicKey, message, signature)),
		);
}

function nativeVerifier(subtle: SubtleCrypto): VerifyMany {
	const keys = new Map<string, Promise<CryptoKey | null>>();
	const importKey = (publicKey: Uint8Array): Promise<CryptoKey | null> => {
		const name = toHex(publicKey);
		const known = keys.get(name);
		if (known) return known;
		if (keys.size >= MAX_KEYS) keys.clear();
		const imported = subtle.importKey('raw', publicKey as BufferSource, ALGORITHM, false, ['verify']).catch(() => null);
		keys.set(name, imported);
		return imported;
	};
	const verify = async ({ publicKey, message, signature }: SignatureToCheck): Promise<boolean> => {
		if (!isSoundSignature(publicKey, signature)) return false;
		const key = await importKey(publicKey);
		return key !== null && subtle.verify(ALGORITHM, key, signature as BufferSource, message as BufferSource);
	};
	return (checks) => Promise.all(checks.map(verify));
}

async function agrees(verifyMany: VerifyMany): Promise<boolean> {
	const sound = {
		publicKey: fromHex(RFC8032.publicKey),
		message: fromHex(RFC8032.message),
		signature: fromHex(RFC8032.signature),
	};
	const questions = speccheckVectors.map(([message, publicKey, signature]) => ({
		publicKey: fromHex(publicKey),
		message: fromHex(message),
		signature: fromHex(signature),
	}));
	try {
		const [first, ...rest] = await verifyMany([sound, ...questions]);
		return first === true && rest.every((accepted, index) => accepted === libsodiumAccepts.includes(index));
	} catch {
		return false;
	}
}
