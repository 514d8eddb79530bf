import { writeFile } from 'node:fs/promises';
import { equalBytes, toHex } from '../../../shared/codec/bytes.ts';
import { cidText } from '../../../shared/documents/cid.ts';
import { commitmentOf } from '../../../shared/documents/seal.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import type { DocumentEntry } from '../../node/documents/types.ts';
import { EXIT } from '../exit-codes.ts';
import { withNode } from '../with-node.ts';
import { readDocumentFile } from './documents-deposit.ts';

interface ListFlags {
	readonly home: string;
	readonly limit: number;
	readonly json?: boolean;
}

interface ReadFlags {
	readonly home: string;
	readonly participant: string;
}

export async function listDocuments({ home, limit, json }: ListFlags): Promise<void> {
	await withNode(home, async (node) => {
		const entries = await node.documents.list({ limit });
		const documents = entries.map(viewOf);
		if (json) process.stdout.write(`${JSON.stringify({ documents, health: await node.documents.health() })}\n`);
		else for (const each of documents) process.stdout.write(`${lineOf(each)}\n`);
	});
}

export async function fetchDocument(id: string, flags: ReadFlags & { readonly out: string }): Promise<void> {
	await withNode(flags.home, async (node) => {
		const { metadata, plain } = await node.documents.open(id, flags.participant);
		try {
			await writeFile(flags.out, plain, { flag: 'wx', mode: 0o600 });
		} catch (error) {
			throw new CodedError('DOCUMENT_FILE', { file: flags.out, reason: (error as Error).message });
		}
		process.stdout.write(
			`${metadata.name} (${metadata.mediaType}), ${plain.length} bytes, ${toHex(metadata.sha256)}\n`,
		);
	});
}

/** Compares with what the chain committed to, so that neither the file nor the deposit needs to be believed. */
export async function verifyDocument(
	file: string,
	id: string,
	{ home, participant, json }: ReadFlags & { readonly json?: boolean },
): Promise<void> {
	const sha256 = hasher.sha256(await readDocumentFile(file));
	await withNode(home, async (node) => {
		const { record } = await node.documents.get(id);
		const { metadata } = await node.documents.open(id, participant);
		const ok = equalBytes(commitmentOf(metadata.salt, sha256, hasher.sha256), record.commitment);
		const facts = {
			ok,
			document: id,
			sha256: toHex(sha256),
			deposited: toHex(metadata.sha256),
			depositor: record.depositor,
			depositedAt: new Date(record.depositedAt).toISOString(),
			status: record.status,
			signed: record.signers.filter(({ signature }) => signature !== null).map((signer) => signer.participant),
		};
		if (json) process.stdout.write(`${JSON.stringify(facts)}\n`);
		else
			process.stdout.write(
				ok
					? `${file} is ${id}, deposited by ${facts.depositor} at ${facts.depositedAt}, ${facts.status}.\n`
					: `${file} is not ${id}: its SHA-256 is ${facts.sha256}, that of the deposit ${facts.deposited}.\n`,
			);
		if (!ok) process.exitCode = EXIT.failure;
	});
}

type Listed = ReturnType<typeof viewOf>;

function viewOf({ document, record, replica }: DocumentEntry) {
	const { depositor, type, about, cid, storedBytes, readers, signers, threshold, status, depositedAt } = record;
	return {
		document,
		type,
		status,
		depositor,
		depositedAt: new Date(depositedAt).toISOString(),
		about: about ? `${about.type}:${about.id}` : null,
		cid: cidText(cid),
		storedBytes,
		readers,
		signed: signers.filter(({ signature }) => signature !== null).map(({ participant }) => participant),
		signers: signers.map(({ participant }) => participant),
		threshold,
		replica,
	};
}

function lineOf({ document, type, status, depositedAt, about, signed, threshold, replica }: Listed): string {
	return [
		document,
		type,
		status,
		...(threshold > 0 ? [`${signed.length} of ${threshold} signed`] : []),
		depositedAt,
		...(about === null ? [] : [about]),
		replica ?? 'not for this node',
	].join('  ');
}
