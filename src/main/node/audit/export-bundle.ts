import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Selection } from '../../../shared/audit/bundle-form.ts';
import { type AuditSource, type ComposedBundle, composeBundle } from '../../../shared/audit/compose.ts';
import { composeJoint } from '../../../shared/audit/compose-joint.ts';
import { hasher } from '../crypto/sha256.ts';

export interface ExportedBundle extends ComposedBundle {
	readonly bytes: number;
}

/** Sections that are gathered before they are written. */
const WRITE_BYTES = 1_048_576;

/** A chain's part of a bundle. */
export interface ExportPart {
	readonly selection: Selection;
	readonly source: AuditSource;
}

/** What a file has of one chain: its manifest, and the file beside it that holds everything after that. */
interface WrittenPart extends ComposedBundle {
	readonly body: string;
}

const sha256 = (bytes: Uint8Array): Uint8Array => hasher.sha256(bytes);

/**
 * Writes a bundle to a file, which appears whole or not at all. What stands first in it is known last, so the rest goes
 * to a file beside it meanwhile.
 * @throws CodedError BUNDLE_SELECTION
 */
export async function exportBundle(
	{ path, selection }: { readonly path: string; readonly selection: Selection },
	{ source }: { readonly source: AuditSource },
): Promise<ExportedBundle> {
	const bundle = new BundleFile(path);
	try {
		const part = await bundle.add({ selection, source });
		return { ...part, bytes: await bundle.finish() };
	} finally {
		await bundle.close();
	}
}

/** A bundle's file in the making: `add` chain after chain, then `finish`; `close` in any case. */
export class BundleFile {
	readonly #path: string;
	readonly #unique = randomUUID();
	readonly #parts: WrittenPart[] = [];

	constructor(path: string) {
		this.#path = path;
	}

	/** @throws CodedError BUNDLE_SELECTION, BUNDLE_CHAINS when the chain is in it already */
	async add({ selection, source }: ExportPart): Promise<ComposedBundle> {
		const body = `${this.#path}.${this.#unique}.${this.#parts.length}.body`;
		const composed = await writeBody(body, (sink) => composeBundle({ selection, source }, { sha256, sink }));
		this.#parts.push({ ...composed, body });
		return composed;
	}

	/** @returns bytes of the file @throws CodedError BUNDLE_CHAINS */
	async finish(): Promise<number> {
		const whole = this.#whole();
		const output = createWriteStream(whole, { mode: 0o600 });
		const [only] = this.#parts;
		await pipeline(this.#parts.length === 1 && only ? pieces(only.head, [only]) : this.#joint(), output);
		await rename(whole, this.#path);
		return (await stat(this.#path)).size;
	}

	/** Leaves nothing behind but the finished file. */
	async close(): Promise<void> {
		for (const at of [...this.#parts.keys(), this.#parts.length])
			await rm(`${this.#path}.${this.#unique}.${at}.body`, { force: true });
		await rm(this.#whole(), { force: true });
	}

	#whole(): string {
		return `${this.#path}.${this.#unique}.part`;
	}

	#joint(): AsyncGenerator<Uint8Array> {
		const { head, parts } = composeJoint(this.#parts, sha256);
		return pieces(head, parts, ({ manifest }) => manifest);
	}
}

async function* pieces(
	head: Uint8Array,
	parts: readonly WrittenPart[],
	before: (part: WrittenPart) => Uint8Array | null = () => null,
): AsyncGenerator<Uint8Array> {
	yield head;
	for (const part of parts) {
		const manifest = before(part);
		if (manifest) yield manifest;
		yield* createReadStream(part.body, { highWaterMark: WRITE_BYTES });
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
