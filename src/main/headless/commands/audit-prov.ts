import { Command } from 'commander';
import {
	BundleProvenance,
	PROVENANCE_FORMATS,
	type ProvenanceFormat,
} from '../../../shared/audit/bundle-provenance.ts';
import { ownTrustRoot } from '../../node/audit/own-trust-root.ts';
import { verifyFile } from '../../node/audit/verify-file.ts';
import { writeFileAtomic } from '../../node/files/atomic-file.ts';
import { EXIT } from '../exit-codes.ts';
import { choiceOption } from '../option-values.ts';
import { readSmallFile, requireFile } from './audit-files.ts';

interface ProvFlags {
	readonly trustRoot?: string;
	readonly format: ProvenanceFormat;
	readonly out: string;
}

export function auditProvCommand(): Command {
	return new Command('prov')
		.description('verify a bundle and write the provenance that it proves')
		.argument('<bundle>', 'the bundle, a CAR file')
		.option('--trust-root <file>', 'what was got by another way than the bundle (default: the bundle’s own genesis)')
		.requiredOption('--format <name>', PROVENANCE_FORMATS.join(', '), choiceOption('--format', PROVENANCE_FORMATS))
		.requiredOption('--out <file>', 'the file to write')
		.action(run);
}

async function run(path: string, { trustRoot, format, out }: ProvFlags): Promise<void> {
	await requireFile('<bundle>', path);
	if (trustRoot === undefined)
		process.stderr.write(
			'Without --trust-root nothing shows of which chain the bundle is; it is held to its own genesis.\n',
		);
	const trusted = trustRoot === undefined ? await ownTrustRoot(path) : await readSmallFile('--trust-root', trustRoot);
	const provenance = new BundleProvenance();
	const { ok, firstFault, manifest } = await verifyFile({ path, trustRoot: trusted, onEvent: provenance.onEvent });
	if (!ok || !manifest) {
		process.stderr.write(`REFUSED: ${firstFault?.check}: ${firstFault?.detail}\n`);
		process.exitCode = EXIT.failure;
		return;
	}
	await writeFileAtomic(out, Buffer.from(provenance.write(manifest.chainId, format)));
}
