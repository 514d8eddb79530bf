import { readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { RememberedNetwork } from '../../api/host/network-source.ts';
import { writeFileAtomic } from '../../node/files/atomic-file.ts';

const MAX_BYTES = 65_536;

const form = z.strictObject({
	version: z.literal(1),
	/** The network that the next start goes on with; without the file it asks. */
	network: z.discriminatedUnion('kind', [
		z.strictObject({
			kind: z.literal('demo'),
			directory: z.string().min(1).max(4_096),
			speed: z.int().min(1).max(3_600),
			played: z.array(z.string().min(1).max(160)).max(100),
		}),
		z.strictObject({ kind: z.literal('node'), directory: z.string().min(1).max(4_096) }),
	]),
});

/** Where the program keeps its things around the demo of a directory: all beside it. */
export function programPaths(demoHome: string) {
	const parent = dirname(resolve(demoHome));
	return {
		/** What a console proposes for a new demo, and for a node that joins a network. */
		homes: { demo: resolve(demoHome), node: join(parent, 'node') },
		settingsFile: join(parent, 'settings.json'),
	};
}

/** Null where nothing is remembered. @throws CodedError HOST_SETTINGS_UNREADABLE */
export async function readRemembered(file: string): Promise<RememberedNetwork | null> {
	try {
		const { size } = await stat(file);
		if (size > MAX_BYTES) throw new Error(`longer than ${MAX_BYTES} bytes`);
		return form.parse(JSON.parse(await readFile(file, 'utf8'))).network;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
		throw new CodedError('HOST_SETTINGS_UNREADABLE', { file, reason });
	}
}

/** Null forgets. */
export async function writeRemembered(file: string, network: RememberedNetwork | null): Promise<void> {
	if (network === null) await rm(file, { force: true });
	else await writeFileAtomic(file, `${JSON.stringify({ version: 1, network }, null, '\t')}\n`, 0o600);
}
