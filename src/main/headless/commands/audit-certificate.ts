import { Command } from 'commander';
import { DeedEvidence } from '../../../shared/audit/evidence.ts';
import { evidencePage } from '../../../shared/audit/evidence-page.ts';
import { EVIDENCE_LANGUAGES, type EvidenceLanguage } from '../../../shared/audit/evidence-words.ts';
import { parseTrustRoot } from '../../../shared/audit/trust-root.ts';
import { verifyFile } from '../../node/audit/verify-file.ts';
import { writeFileAtomic } from '../../node/files/atomic-file.ts';
import { EXIT } from '../exit-codes.ts';
import { choiceOption } from '../option-values.ts';
import { chosenChain, eachOption, readTrustRoots, refusal, requireFile } from './audit-files.ts';

interface CertificateFlags {
	readonly trustRoot: readonly string[];
	readonly chain?: string;
	readonly deed: string;
	readonly out: string;
	readonly lang: EvidenceLanguage;
}

export function auditCertificateCommand(): Command {
	return new Command('certificate')
		.description('verify a bundle and write the certificate of evidence of one deed, a page to print')
		.argument('<bundle>', 'the bundle, a CAR file')
		.requiredOption(
			'--trust-root <file>',
			'what was got by another way than the bundle; of several chains, one for each',
			eachOption,
		)
		.requiredOption('--deed <id>', 'deed of the bundle')
		.option('--chain <id>', 'chain of the deed, in a bundle of several')
		.requiredOption('--out <file>', 'the page, HTML')
		.option('--lang <name>', EVIDENCE_LANGUAGES.join(', '), choiceOption('--lang', EVIDENCE_LANGUAGES), 'en')
		.action(run);
}

async function run(path: string, { trustRoot, chain, deed, out, lang }: CertificateFlags): Promise<void> {
	const trustRoots = await readTrustRoots(trustRoot);
	await requireFile('<bundle>', path);
	const evidence = new DeedEvidence(deed, chain ?? null);
	const result = await verifyFile({ path, trustRoots, onEvent: evidence.onEvent });
	if (!result.ok) {
		process.stderr.write(`${refusal(result)}\n`);
		process.exitCode = EXIT.failure;
		return;
	}
	const { manifest, ...own } = chosenChain(result, chain);
	const root = trustRoots.map(parseTrustRoot).find(({ chainId }) => chainId === manifest.chainId);
	const certificate = evidence.certificate({ ...result, manifest, ...own }, root?.genesisDigest ?? '');
	await writeFileAtomic(out, Buffer.from(evidencePage(certificate, lang)));
}
