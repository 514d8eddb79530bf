import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DOCUMENT_LIMITS, type DocumentSubject, type DocumentType } from '../../../shared/codec/document.ts';
import { HOUR_MS, type TimeMs } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { GridquorumNode } from '../../node/types.ts';
import { withNode } from '../with-node.ts';

export interface DepositFlags {
	readonly home: string;
	readonly participant: string;
	readonly reader: readonly string[];
	readonly signer: readonly string[];
	readonly threshold?: number;
	readonly ordered?: boolean;
	readonly deadline?: TimeMs;
	readonly type: DocumentType;
	readonly about?: DocumentSubject;
	readonly mediaType: string;
	readonly private?: boolean;
	/** Seconds. */
	readonly wait: number;
}

/** For signatures, where none is given: a week. */
const SIGNING_MS = 7 * 24 * HOUR_MS;
const POLL_MS = 500;

export async function depositDocument(file: string, flags: DepositFlags): Promise<void> {
	const plain = await readDocumentFile(file);
	await withNode(flags.home, async (node) => {
		const id = await node.documents.deposit(flags.participant, plain, {
			name: basename(file),
			mediaType: flags.mediaType,
			type: flags.type,
			about: flags.about ?? null,
			readers: flags.reader,
			signers: flags.signer,
			...(flags.threshold === undefined ? {} : { threshold: flags.threshold }),
			order: flags.ordered ? 'ordered' : 'free',
			deadline: flags.deadline ?? Math.ceil(node.clock.now()) + SIGNING_MS,
			isPrivate: flags.private ?? false,
		});
		process.stdout.write(`${id}\n`);
		if (await hasOtherReaders(node, id)) await awaitReplica(node, flags.wait);
	});
}

/** At most 64 MiB. @throws CodedError DOCUMENT_TOO_LARGE | DOCUMENT_FILE */
export async function readDocumentFile(file: string): Promise<Uint8Array> {
	try {
		const { size } = await stat(file);
		if (size > DOCUMENT_LIMITS.bytes)
			throw new CodedError('DOCUMENT_TOO_LARGE', { bytes: size, maxBytes: DOCUMENT_LIMITS.bytes });
		return new Uint8Array(await readFile(file));
	} catch (error) {
		if (error instanceof CodedError) throw error;
		throw new CodedError('DOCUMENT_FILE', { file, reason: (error as Error).message });
	}
}

/** Whether somebody may read it whose keys are on another node. */
async function hasOtherReaders(node: GridquorumNode, id: string): Promise<boolean> {
	const { record } = await node.documents.get(id);
	return record.readers.some((reader) => node.identities.every(({ participant }) => participant !== reader));
}

/** The other readers' nodes fetch it from this one, so this one should not go before they have it. */
async function awaitReplica(node: GridquorumNode, seconds: number): Promise<void> {
	const endsAt = performance.now() + seconds * 1_000;
	do {
		await node.documents.scrub();
		const { alone, fetching } = await node.documents.health();
		if (alone === 0 && fetching === 0) {
			process.stderr.write('Another node keeps it too.\n');
			return;
		}
		await sleep(POLL_MS);
	} while (performance.now() < endsAt);
	process.stderr.write('No other node has it yet: leave this one running until its readers have fetched it.\n');
}
