import { createReadStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { AuditModules } from '../../../shared/audit/audit-modules.ts';
import { type AuditResult, verifyChains } from '../../../shared/audit/verify-bundle.ts';
import { verifier } from '../crypto/ed25519.ts';
import { hasher } from '../crypto/sha256.ts';
import { nativeCipher } from '../documents/native-cipher.ts';
import { AuditThreads } from './audit-threads.ts';

const READ_BYTES = 1_048_576;

/**
 * Verifies a bundle's file, its signatures and hashes on worker threads.
 * @param options.workers threads beside this one; 0 does everything on this one
 */
export async function verifyFile({
	path,
	trustRoots,
	workers = availableParallelism(),
	onEvent,
	onDocument,
}: {
	readonly path: string;
	/** One for each chain of the bundle. */
	readonly trustRoots: readonly Uint8Array[];
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
	if (workers === 0) return verifyChains({ bundle, trustRoots }, modules);
	const threads = new AuditThreads({ count: workers });
	try {
		const { verifyMany, bindBlock } = threads;
		return await verifyChains({ bundle, trustRoots }, { ...modules, verifyMany, bindBlock });
	} finally {
		await threads.stop();
	}
}
