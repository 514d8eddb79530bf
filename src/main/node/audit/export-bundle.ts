import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Selection } from '../../../shared/audit/bundle-form.ts';
import { type AuditSource, type ComposedBundle, composeBundle } from '../../../shared/audit/compose.ts';
import { hasher } from '../crypto/sha256.ts';

export interface ExportedBundle extends ComposedBundle {
	readonly bytes: number;
}

/** Sections that are gathered before they are written. */
const WRITE_BYTES = 1_048_576;

/**
 * Writes a bundle to a file, which appears whole or not at all. What stands first in it is known last, so the rest goes
 * to a file beside it meanwhile.
 * @throws CodedError BUNDLE_SELECTION
 */
export async function exportBundle(
	{ path, selection }: { readonly path: string; readonly selection: Selection },
	{ source }: { readonly source: AuditSource },
): Promise<ExportedBundle> {
	const unique = randomUUID();
	const body = `${path}.${unique}.body`;
	const whole = `${path}.${unique}.part`;
	try {
		const composed = await writeBody(body, (sink) =>
			composeBundle({ selection, source }, { sha256: (bytes) => hasher.sha256(bytes), sink }),
		);
		const output = createWriteStream(whole, { mode: 0o600 });
		output.write(composed.head);
		await pipeline(createReadStream(body, { highWaterMark: WRITE_BYTES }), output);
		await rename(whole, path);
		return { ...composed, bytes: (await stat(path)).size };
	} finally {
		await rm(body, { force: true });
		await rm(whole, { force: true });
	}
}

async function writeBody<T>(
	path: string,
	work: (sink: (section: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
	const output = createWriteStream(path, { mode: 0o600, highWaterMark: WRITE_BYTES });
	const failed = new Promise<never>((_, reject) => output.once('error', reject));
	failed.catch(() => undefined);
	const sink = async (section: Uint8Array): Promise<void> => {
		if (output.write(section)) return;
		await Promise.race([new Promise<void>((resolve) => output.once('drain', () => resolve())), failed]);
	};
	const result = await work(sink);
	await Promise.race([new Promise<void>((resolve) => output.end(() => resolve())), failed]);
	return result;
}
