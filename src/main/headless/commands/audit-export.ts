import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { selectionAcross } from '../../../shared/audit/across-selection.ts';
import type { Selection } from '../../../shared/audit/bundle-form.ts';
import type { ComposedBundle } from '../../../shared/audit/compose.ts';
import { trustRootOf, writeTrustRoot } from '../../../shared/audit/trust-root.ts';
import { cidText } from '../../../shared/documents/cid.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { BundleFile } from '../../node/audit/export-bundle.ts';
import { openStoppedDocuments } from '../../node/audit/stopped-documents.ts';
import { stoppedSource } from '../../node/audit/stopped-source.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { openStopped } from '../../node/forensics/stopped-node.ts';
import { nodeDirectory } from '../node-directory.ts';
import { eachOption } from './audit-files.ts';
import { type AcrossOption, acrossOption, selectionOption } from './audit-selection.ts';

interface ExportFlags {
	readonly home: string;
	readonly select: Selection;
	readonly across?: readonly AcrossOption[];
	readonly out: string;
	readonly withKeys?: string;
	readonly trustRootOut?: readonly string[];
	readonly json?: boolean;
}

/** What was written of one chain. */
interface ExportedChain extends Pick<ComposedBundle, 'chainId' | 'root' | 'counts'> {
	readonly height: number;
	/** Content of its trust root's file. */
	readonly trustRoot: string;
}

export function auditExportCommand(): Command {
	return new Command('export')
		.description('write what stopped nodes can prove of a selection to one file')
		.requiredOption('--home <dir>', 'data directory of a stopped node, or home of a demo')
		.requiredOption(
			'--select <what>',
			'all, trade:ID, participant:ID, certificate:ID or period:FROM..TO (ISO 8601; UTC unless an offset is given)',
			selectionOption,
		)
		.option(
			'--across <dir[:what]>',
			'a stopped node of another chain, whose part joins the bundle; given once for each chain. Without a selection, what goes with --select all, certificate or period',
			acrossOption,
		)
		.requiredOption('--out <file>', 'the bundle, a CAR file')
		.option(
			'--with-keys <participant>',
			'give the bundle the content keys of the documents that this participant can read: whoever has the bundle reads them',
		)
		.option(
			'--trust-root-out <file>',
			'what a verifier must know beside the bundle; give it away by another way. Of several chains, once for each in their order here',
			eachOption,
		)
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run(flags: ExportFlags): Promise<void> {
	const startedMs = performance.now();
	const { home, select, across = [], out, withKeys = null, trustRootOut = [], json } = flags;
	requireOneForEach(trustRootOut, 1 + across.length);
	const file = new BundleFile(out);
	try {
		const first = await addChain(file, { home, select: () => select, withKeys });
		const chains = [first];
		for (const { home: other, selection } of across) {
			const selectOf = (chainId: string): Selection =>
				selection ?? selectionAcross(select, { from: first.chainId, to: chainId });
			chains.push(await addChain(file, { home: other, select: selectOf, withKeys: null }));
		}
		const bytes = await file.finish();
		for (const [at, path] of trustRootOut.entries()) await writeFile(path, chains[at]?.trustRoot ?? '');
		const seconds = Math.round(performance.now() - startedMs) / 1000;
		const summaries = chains.map(summaryOf);
		const [only] = summaries;
		const bytesPerTrade = only && only.trades > 0 ? Math.round(bytes / only.trades) : null;
		const summary =
			summaries.length === 1 ? { ...only, bytes, bytesPerTrade, seconds } : { chains: summaries, bytes, seconds };
		if (json) process.stdout.write(`${JSON.stringify(summary)}\n`);
		else process.stdout.write(`${[...summaries.map(textOf), `${out}: ${bytes} bytes, ${seconds} s`].join('\n')}\n`);
	} finally {
		await file.close();
	}
}

async function addChain(
	file: BundleFile,
	{
		home,
		select,
		withKeys,
	}: { readonly home: string; readonly select: (chainId: string) => Selection; readonly withKeys: string | null },
): Promise<ExportedChain> {
	const directory = await nodeDirectory(home);
	const stopped = await openStopped(directory);
	try {
		const selection = select(stopped.chainId);
		const state = await stoppedSource(stopped);
		const documents = await openStoppedDocuments({ directory, reader: withKeys }, { state });
		const source = documents.source ? { ...state, documents: documents.source } : state;
		const { chainId, root, counts } = await file.add({ selection, source }).finally(() => documents.close());
		const epoch = { epoch: source.epochs.length, startHeight: source.epochStart };
		const trustRoot = writeTrustRoot(trustRootOf(source.genesis, epoch, (input) => hasher.sha256(input)));
		return { chainId, root, counts, height: source.height, trustRoot };
	} finally {
		await stopped.close();
	}
}

/** @throws CodedError OPTION_INVALID unless no trust root is wanted or one of each chain */
function requireOneForEach(paths: readonly string[], chains: number): void {
	if (paths.length === 0 || paths.length === chains) return;
	throw new CodedError('OPTION_INVALID', {
		option: '--trust-root-out',
		value: paths.join(' '),
		expected: `${chains} files, one for each chain`,
	});
}

function summaryOf({ chainId, height, root, counts }: ExportedChain) {
	return { chainId, height, root: cidText(root), ...counts };
}

function textOf({ chainId, trades, deeds, blocks, height }: ReturnType<typeof summaryOf>): string {
	return `${chainId}: ${trades} trades and ${deeds} deeds in ${blocks} of ${height} blocks`;
}
