import { Command } from 'commander';
import {
	BundleProvenance,
	PROVENANCE_FORMATS,
	type ProvenanceFormat,
} from '../../../shared/audit/bundle-provenance.ts';
import { ownTrustRoots } from '../../node/audit/own-trust-roots.ts';
import { verifyFile } from '../../node/audit/verify-file.ts';
import { writeFileAtomic } from '../../node/files/atomic-file.ts';
import { EXIT } from '../exit-codes.ts';
import { choiceOption } from '../option-values.ts';
import { chosenChain, eachOption, readTrustRoots, refusal, requireFile } from './audit-files.ts';

interface ProvFlags {
	readonly trustRoot?: readonly string[];
	readonly chain?: string;
	readonly format: ProvenanceFormat;
	readonly out: string;
}

export function auditProvCommand(): Command {
	return new Command('prov')
		.description('verify a bundle and write the provenance that it proves')
		.argument('<bundle>', 'the bundle, a CAR file')
		.option(
			'--trust-root <file>',
			'what was got by another way than the bundle; of several chains, one for each (default: the bundle’s own genesis)',
			eachOption,
		)
		.option('--chain <id>', 'chain whose provenance it is, in a bundle of several')
		.requiredOption('--format <name>', PROVENANCE_FORMATS.join(', '), choiceOption('--format', PROVENANCE_FORMATS))
		.requiredOption('--out <file>', 'the file to write')
		.action(run);
}

async function run(path: string, { trustRoot, chain, format, out }: ProvFlags): Promise<void> {
	await requireFile('<bundle>', path);
	if (trustRoot === undefined)
		process.stderr.write(
			'Without --trust-root nothing shows of which chain the bundle is; it is held to its own genesis.\n',
		);
	const trustRoots = trustRoot === undefined ? await ownTrustRoots(path) : await readTrustRoots(trustRoot);
	const provenance = new BundleProvenance();
	const result = await verifyFile({ path, trustRoots, onEvent: provenance.onEvent });
	if (!result.ok) {
		process.stderr.write(`${refusal(result)}\n`);
		process.exitCode = EXIT.failure;
		return;
	}
	const { chainId } = chosenChain(result, chain).manifest;
	await writeFileAtomic(out, Buffer.from(provenance.write(chainId, format)));
}
