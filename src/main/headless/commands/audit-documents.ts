import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Command } from 'commander';
import type { BundledDocument } from '../../../shared/audit/verify/document-content.ts';
import { toHex } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { verifyFile } from '../../node/audit/verify-file.ts';
import { EXIT } from '../exit-codes.ts';
import { eachOption, readTrustRoots, refusal, requireFile } from './audit-files.ts';

interface DocumentsFlags {
	readonly trustRoot: readonly string[];
	readonly out: string;
	readonly json?: boolean;
}

/** A document that was written. */
interface WrittenDocument {
	/** Chain of its deposit. */
	readonly chain: string;
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
		.requiredOption(
			'--trust-root <file>',
			'what was got by another way than the bundle; of several chains, one for each',
			eachOption,
		)
		.requiredOption('--out <dir>', 'directory to write to, made where it is missing; nothing in it is overwritten')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run(path: string, { trustRoot, out, json }: DocumentsFlags): Promise<void> {
	const trustRoots = await readTrustRoots(trustRoot);
	await requireFile('<bundle>', path);
	await mkdir(out, { recursive: true });
	// Nothing shows under its name before all of the bundle is verified.
	const unverified = join(out, `.unverified-${randomUUID()}`);
	await mkdir(unverified, { mode: 0o700 });
	try {
		const opened: WrittenDocument[] = [];
		const onDocument = async (document: BundledDocument, chain: string): Promise<void> => {
			await writeFile(join(unverified, String(opened.length)), document.plain, { mode: 0o600 });
			opened.push(writtenOf(document, chain));
		};
		const result = await verifyFile({ path, trustRoots, onDocument });
		if (!result.ok) {
			process.stderr.write(`${refusal(result)}\n`);
			process.exitCode = EXIT.failure;
			return;
		}
		// Depositors of two chains may have the same names.
		const isJoint = result.chains.length > 1;
		const documents = opened.map((each) => (isJoint ? { ...each, file: `${each.chain}-${each.file}` } : each));
		for (const [at, { file }] of documents.entries()) await place(join(unverified, String(at)), join(out, file));
		process.stdout.write(json ? `${JSON.stringify({ documents })}\n` : documents.map(lineOf).join(''));
		if (documents.length === 0) process.stderr.write('The bundle has no key that opens a document.\n');
	} finally {
		await rm(unverified, { recursive: true, force: true });
	}
}

function writtenOf({ deposit, metadata, plain }: BundledDocument, chain: string): WrittenDocument {
	const ending = extname(metadata.name);
	return {
		chain,
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
