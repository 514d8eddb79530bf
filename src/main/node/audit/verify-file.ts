import { createReadStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type AuditModules, type AuditResult, verifyBundle } from '../../../shared/audit/verify-bundle.ts';
import { verifier } from '../crypto/ed25519.ts';
import { hasher } from '../crypto/sha256.ts';
import { VerificationPool } from '../crypto/verification-pool.ts';
import { nativeCipher } from '../documents/native-cipher.ts';

const READ_BYTES = 1_048_576;
const STAY_MS = 60_000;

/**
 * Verifies a bundle's file, its signatures on worker threads.
 * @param options.workers threads beside this one; 0 checks every signature on this one
 */
export async function verifyFile({
	path,
	trustRoot,
	workers = availableParallelism(),
	onEvent,
	onDocument,
}: {
	readonly path: string;
	readonly trustRoot: Uint8Array;
	readonly workers?: number;
	/** As `verifyBundle` takes them. */
	readonly onEvent?: AuditModules['onEvent'];
	readonly onDocument?: AuditModules['onDocument'];
}): Promise<AuditResult> {
	const modules: AuditModules = {
		sha256: (bytes) => hasher.sha256(bytes),
		verify: verifier.verify,
		cipher: nativeCipher,
		...(onEvent && { onEvent }),
		...(onDocument && { onDocument }),
	};
	const bundle = createReadStream(path, { highWaterMark: READ_BYTES });
	if (workers === 0) return verifyBundle({ bundle, trustRoot }, modules);
	const pool = new VerificationPool({ workers });
	// The pool's threads let a process end; nothing else keeps it while the last signatures are with them.
	const stay = setInterval(() => undefined, STAY_MS);
	try {
		return await verifyBundle(
			{ bundle, trustRoot },
			{ ...modules, verifyMany: (checks) => Promise.all(checks.map((check) => pool.check(check))) },
		);
	} finally {
		clearInterval(stay);
		await pool.stop();
	}
}
