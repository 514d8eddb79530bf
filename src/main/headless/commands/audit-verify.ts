import { Command } from 'commander';
import type { AuditResult } from '../../../shared/audit/verify-bundle.ts';
import { verifyFile } from '../../node/audit/verify-file.ts';
import { EXIT } from '../exit-codes.ts';
import { eachOption, readTrustRoots, refusal, requireFile } from './audit-files.ts';

export function auditVerifyCommand(): Command {
	return new Command('verify')
		.description('verify a bundle with no node and no network; exit code 1 when it is refused')
		.argument('<bundle>', 'the bundle, a CAR file')
		.requiredOption(
			'--trust-root <file>',
			'what was got by another way than the bundle; of several chains, one for each',
			eachOption,
		)
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run(path: string, { trustRoot, json }: { trustRoot: readonly string[]; json?: boolean }): Promise<void> {
	const trustRoots = await readTrustRoots(trustRoot);
	await requireFile('<bundle>', path);
	const result = await verifyFile({ path, trustRoots });
	const { ok, checks, firstFault } = result;
	process.stdout.write(json ? `${JSON.stringify({ ok, checks, firstFault })}\n` : textOf(result));
	process.exitCode = ok ? EXIT.ok : EXIT.failure;
}

function textOf({ ok, checks, firstFault, chains }: AuditResult): string {
	const lines = checks.flatMap(({ ok: holds, name, chain, detail }, at) => {
		const line = `  ${holds ? 'ok    ' : 'FAILED'} ${name.padEnd(19)} ${detail}`;
		return chain !== null && chain !== checks[at - 1]?.chain ? [chain, line] : [line];
	});
	if (!ok) return [...lines, refusal({ firstFault }), ''].join('\n');
	const verdicts = chains.map(({ manifest, height, tip }) => {
		const of = chains.length > 1 ? `${manifest.chainId} ` : '';
		return `Verified ${of}up to block ${height}, certified by ${tip?.signers.join(', ')}.`;
	});
	return [...lines, ...verdicts, ''].join('\n');
}
