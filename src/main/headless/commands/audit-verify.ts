import { Command } from 'commander';
import type { AuditResult } from '../../../shared/audit/verify-bundle.ts';
import { verifyFile } from '../../node/audit/verify-file.ts';
import { EXIT } from '../exit-codes.ts';
import { readSmallFile, requireFile } from './audit-files.ts';

export function auditVerifyCommand(): Command {
	return new Command('verify')
		.description('verify a bundle with no node and no network; exit code 1 when it is refused')
		.argument('<bundle>', 'the bundle, a CAR file')
		.requiredOption('--trust-root <file>', 'what was got by another way than the bundle')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run(path: string, { trustRoot, json }: { trustRoot: string; json?: boolean }): Promise<void> {
	const trusted = await readSmallFile('--trust-root', trustRoot);
	await requireFile('<bundle>', path);
	const result = await verifyFile({ path, trustRoot: trusted });
	const { ok, checks, firstFault } = result;
	process.stdout.write(json ? `${JSON.stringify({ ok, checks, firstFault })}\n` : textOf(result));
	process.exitCode = ok ? EXIT.ok : EXIT.failure;
}

function textOf({ ok, checks, firstFault, tip, height }: AuditResult): string {
	const lines = checks.map((check) => `  ${check.ok ? 'ok    ' : 'FAILED'} ${check.name.padEnd(14)} ${check.detail}`);
	const verdict = ok
		? `Verified up to block ${height}, certified by ${tip?.signers.join(', ')}.`
		: `REFUSED: ${firstFault ? `${firstFault.check}: ${firstFault.detail}` : 'not everything could be checked'}`;
	return [...lines, verdict, ''].join('\n');
}
