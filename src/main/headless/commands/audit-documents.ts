import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Command } from 'commander';
import type { BundledDocument } from '../../../shared/audit/verify/document-content.ts';
import { toHex } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { verifyFile } from '../../node/audit/verify-file.ts';
import { EXIT } from '../exit-codes.ts';
import { readSmallFile, requireFile } from './audit-files.ts';

interface DocumentsFlags {
	readonly trustRoot: string;
	readonly out: string;
	readonly json?: boolean;
}

/** A document that was written. */
interface WrittenDocument {
	readonly document: string;
	readonly file: string;
	/** As its depositor called it. */
	readonly name: string;
	readonly mediaType: string;
	readonly bytes: number;
	/** Hex. */
	readonly sha256: string;
}

/** An ending of a file's name that any system takes; the rest of the name is the document's id. */
const ENDING = /^\.[A-Za-z0-9]{1,10}$/;

export function auditDocumentsCommand(): Command {
	return new Command('documents')
		.description('verify a bundle and write the documents that its keys open, each named by its id')
		.argument('<bundle>', 'the bundle, a CAR file')
		.requiredOption('--trust-root <file>', 'what was got by another way than the bundle')
		.requiredOption('--out <dir>', 'directory to write to, made where it is missing; nothing in it is overwritten')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run(path: string, { trustRoot, out, json }: DocumentsFlags): Promise<void> {
	const trusted = await readSmallFile('--trust-root', trustRoot);
	await requireFile('<bundle>', path);
	await mkdir(out, { recursive: true });
	// Nothing shows under its name before all of the bundle is verified.
	const unverified = join(out, `.unverified-${randomUUID()}`);
	await mkdir(unverified, { mode: 0o700 });
	try {
		const documents: WrittenDocument[] = [];
		const onDocument = async (document: BundledDocument): Promise<void> => {
			const written = nameOf(document);
			await writeFile(join(unverified, written.file), document.plain, { mode: 0o600 });
			documents.push(written);
		};
		const { ok, firstFault } = await verifyFile({ path, trustRoot: trusted, onDocument });
		if (!ok) {
			process.stderr.write(`REFUSED: ${firstFault?.check}: ${firstFault?.detail}\n`);
			process.exitCode = EXIT.failure;
			return;
		}
		for (const { file } of documents) await place(join(unverified, file), join(out, file));
		process.stdout.write(json ? `${JSON.stringify({ documents })}\n` : documents.map(lineOf).join(''));
		if (documents.length === 0) process.stderr.write('The bundle has no key that opens a document.\n');
	} finally {
		await rm(unverified, { recursive: true, force: true });
	}
}

function nameOf({ deposit, metadata, plain }: BundledDocument): WrittenDocument {
	const ending = extname(metadata.name);
	return {
		document: deposit.document,
		file: `${deposit.document}${ENDING.test(ending) ? ending : ''}`,
		name: metadata.name,
		mediaType: metadata.mediaType,
		bytes: plain.length,
		sha256: toHex(metadata.sha256),
	};
}

/** @throws CodedError DOCUMENT_FILE where something has that name already */
async function place(from: string, to: string): Promise<void> {
	try {
		await writeFile(to, '', { flag: 'wx', mode: 0o600 });
		await rename(from, to);
	} catch (error) {
		throw new CodedError('DOCUMENT_FILE', { file: to, reason: (error as Error).message });
	}
}

function lineOf({ file, name, mediaType, bytes, sha256 }: WrittenDocument): string {
	return `${file}  ${name} (${mediaType}), ${bytes} bytes, ${sha256}\n`;
}
