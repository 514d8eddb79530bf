import { resolve } from 'node:path';
import { Command } from 'commander';
import packageJson from '../../../../package.json' with { type: 'json' };
import { collectDiagnostics } from '../../node/diagnostics/collect.ts';
import { writeFileAtomic } from '../../node/files/atomic-file.ts';

/** `diagnostics`: one file for whoever helps, of a directory whose node runs elsewhere, is stopped or will not start. */
export function diagnosticsCommand(): Command {
	return new Command('diagnostics')
		.description('write configuration, newest log lines, disk and machine into one file, without secrets')
		.requiredOption('--home <dir>', 'data directory of the node')
		.option('--out <file>', 'the file to write (default: a name with the time, in the present directory)')
		.addHelpText('after', '\nA running node’s own file, with its figures, is made in the console under Node.')
		.action(run);
}

async function run({ home, out }: { readonly home: string; readonly out?: string }): Promise<void> {
	const { name, text } = await collectDiagnostics(
		{ dataDirectory: resolve(home), version: packageJson.version, wallNow: Date.now() },
		{ node: null },
	);
	const target = out ?? name;
	await writeFileAtomic(target, text, 0o600);
	process.stdout.write(`${target}\n`);
}
