import { randomUUID } from 'node:crypto';
import { DOCUMENT_PART_BYTES } from '../../shared/contract/documents.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';

const MAX_UPLOADS = 8;
/** Of all uploads together: two of the largest documents. */
const MAX_BYTES = 134_217_728;
/** An upload that gets no part for so long makes room for others. */
const IDLE_MS = 120_000;

interface Upload {
	readonly session: string;
	readonly bytes: Uint8Array;
	received: number;
	touchedAtMs: number;
}

/** Documents on their way from consoles, in parts, in memory and bounded; each belongs to the session that began it. */
export class DocumentUploads {
	readonly #uploads = new Map<string, Upload>();

	/** @throws CodedError DOCUMENT_UPLOAD when too much is under way */
	begin(session: string, bytes: number): string {
		const now = performance.now();
		for (const [id, { touchedAtMs }] of this.#uploads) if (now - touchedAtMs > IDLE_MS) this.#uploads.delete(id);
		const held = [...this.#uploads.values()].reduce((sum, upload) => sum + upload.bytes.length, 0);
		if (this.#uploads.size >= MAX_UPLOADS || held + bytes > MAX_BYTES)
			throw new CodedError('DOCUMENT_UPLOAD', { reason: 'too much is being uploaded' });
		const id = randomUUID();
		this.#uploads.set(id, { session, bytes: new Uint8Array(bytes), received: 0, touchedAtMs: now });
		return id;
	}

	/** @returns bytes so far @throws CodedError DOCUMENT_UPLOAD for a part out of order or of another length */
	add(session: string, id: string, index: number, part: Uint8Array): number {
		const upload = this.#require(session, id);
		const expected = Math.min(DOCUMENT_PART_BYTES, upload.bytes.length - upload.received);
		if (index * DOCUMENT_PART_BYTES !== upload.received || part.length !== expected)
			throw new CodedError('DOCUMENT_UPLOAD', { reason: `part ${index} has ${part.length} bytes or is out of order` });
		upload.bytes.set(part, upload.received);
		upload.received += part.length;
		upload.touchedAtMs = performance.now();
		return upload.received;
	}

	/** The whole of it, kept until `end`: a deposit that is refused can be sent again with other terms. @throws CodedError DOCUMENT_UPLOAD while parts are missing */
	whole(session: string, id: string): Uint8Array {
		const { bytes, received } = this.#require(session, id);
		if (received < bytes.length)
			throw new CodedError('DOCUMENT_UPLOAD', { reason: `${received} of ${bytes.length} bytes are here` });
		return bytes;
	}

	end(id: string): void {
		this.#uploads.delete(id);
	}

	#require(session: string, id: string): Upload {
		const upload = this.#uploads.get(id);
		if (upload?.session !== session) throw new CodedError('DOCUMENT_UPLOAD', { reason: 'there is no such upload' });
		return upload;
	}
}
