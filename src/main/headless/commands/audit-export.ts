import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { Selection } from '../../../shared/audit/bundle-form.ts';
import { trustRootOf, writeTrustRoot } from '../../../shared/audit/trust-root.ts';
import { cidText } from '../../../shared/documents/cid.ts';
import { exportBundle } from '../../node/audit/export-bundle.ts';
import { openStoppedDocuments } from '../../node/audit/stopped-documents.ts';
import { stoppedSource } from '../../node/audit/stopped-source.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { openStopped } from '../../node/forensics/stopped-node.ts';
import { nodeDirectory } from '../node-directory.ts';
import { selectionOption } from './audit-selection.ts';

interface ExportFlags {
	readonly home: string;
	readonly select: Selection;
	readonly out: string;
	readonly withKeys?: string;
	readonly trustRootOut?: string;
	readonly json?: boolean;
}

export function auditExportCommand(): Command {
	return new Command('export')
		.description('write what a stopped node can prove of a selection to one file')
		.requiredOption('--home <dir>', 'data directory of a stopped node, or home of a demo')
		.requiredOption(
			'--select <what>',
			'all, trade:ID, participant:ID or period:FROM..TO (ISO 8601; UTC unless an offset is given)',
			selectionOption,
		)
		.requiredOption('--out <file>', 'the bundle, a CAR file')
		.option(
			'--with-keys <participant>',
			'give the bundle the content keys of the documents that this participant can read: whoever has the bundle reads them',
		)
		.option('--trust-root-out <file>', 'what a verifier must know beside the bundle; give it away by another way')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run({ home, select, out, withKeys, trustRootOut, json }: ExportFlags): Promise<void> {
	const startedMs = performance.now();
	const directory = await nodeDirectory(home);
	const stopped = await openStopped(directory);
	try {
		const state = await stoppedSource(stopped);
		const documents = await openStoppedDocuments({ directory, reader: withKeys ?? null }, { state });
		const source = documents.source ? { ...state, documents: documents.source } : state;
		const { bytes, counts, root } = await exportBundle({ path: out, selection: select }, { source }).finally(() =>
			documents.close(),
		);
		if (trustRootOut !== undefined) {
			const epoch = { epoch: source.epochs.length, startHeight: source.epochStart };
			const trustRoot = trustRootOf(source.genesis, epoch, (input) => hasher.sha256(input));
			await writeFile(trustRootOut, writeTrustRoot(trustRoot));
		}
		const summary = {
			chainId: stopped.chainId,
			height: source.height,
			root: cidText(root),
			...counts,
			bytes,
			bytesPerTrade: counts.trades > 0 ? Math.round(bytes / counts.trades) : null,
			seconds: Math.round(performance.now() - startedMs) / 1000,
		};
		process.stdout.write(json ? `${JSON.stringify(summary)}\n` : textOf(out, summary));
	} finally {
		await stopped.close();
	}
}

function textOf(
	out: string,
	{
		trades,
		deeds,
		blocks,
		height,
		bytes,
		seconds,
	}: { [name in 'trades' | 'deeds' | 'blocks' | 'height' | 'bytes' | 'seconds']: number },
): string {
	return `${out}: ${trades} trades and ${deeds} deeds in ${blocks} of ${height} blocks, ${bytes} bytes, ${seconds} s\n`;
}
