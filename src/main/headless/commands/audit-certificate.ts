import { Command } from 'commander';
import { DeedEvidence } from '../../../shared/audit/evidence.ts';
import { evidencePage } from '../../../shared/audit/evidence-page.ts';
import { EVIDENCE_LANGUAGES, type EvidenceLanguage } from '../../../shared/audit/evidence-words.ts';
import { parseTrustRoot } from '../../../shared/audit/trust-root.ts';
import { verifyFile } from '../../node/audit/verify-file.ts';
import { writeFileAtomic } from '../../node/files/atomic-file.ts';
import { EXIT } from '../exit-codes.ts';
import { choiceOption } from '../option-values.ts';
import { readSmallFile, requireFile } from './audit-files.ts';

interface CertificateFlags {
	readonly trustRoot: string;
	readonly deed: string;
	readonly out: string;
	readonly lang: EvidenceLanguage;
}

export function auditCertificateCommand(): Command {
	return new Command('certificate')
		.description('verify a bundle and write the certificate of evidence of one deed, a page to print')
		.argument('<bundle>', 'the bundle, a CAR file')
		.requiredOption('--trust-root <file>', 'what was got by another way than the bundle')
		.requiredOption('--deed <id>', 'deed of the bundle')
		.requiredOption('--out <file>', 'the page, HTML')
		.option('--lang <name>', EVIDENCE_LANGUAGES.join(', '), choiceOption('--lang', EVIDENCE_LANGUAGES), 'en')
		.action(run);
}

async function run(path: string, { trustRoot, deed, out, lang }: CertificateFlags): Promise<void> {
	const trusted = await readSmallFile('--trust-root', trustRoot);
	await requireFile('<bundle>', path);
	const evidence = new DeedEvidence(deed);
	const result = await verifyFile({ path, trustRoot: trusted, onEvent: evidence.onEvent });
	if (!result.ok) {
		process.stderr.write(`REFUSED: ${result.firstFault?.check}: ${result.firstFault?.detail}\n`);
		process.exitCode = EXIT.failure;
		return;
	}
	const certificate = evidence.certificate(result, parseTrustRoot(trusted).genesisDigest);
	await writeFileAtomic(out, Buffer.from(evidencePage(certificate, lang)));
}
