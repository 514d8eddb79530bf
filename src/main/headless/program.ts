import '../../shared/errors/sentences.ts';
import { Command, CommanderError } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import { endProcess } from '../node/process-end.ts';
import { describeError } from './describe-error.ts';
import { exitCodeOf } from './exit-codes.ts';

/** A command's own code, and all that it needs, is loaded when the command is asked for: most need neither node nor network. */
const COMMANDS: { readonly [name: string]: () => Promise<Command> } = {
	demo: async () => (await import('./commands/demo.ts')).demoCommand(),
	start: async () => (await import('./commands/start.ts')).startCommand(),
	init: async () => (await import('./commands/init.ts')).initCommand(),
	testnet: async () => (await import('./commands/testnet.ts')).testnetCommand(),
	node: async () => (await import('./commands/node.ts')).nodeCommand(),
	'validator-key': async () => (await import('./commands/validator-key.ts')).validatorKeyCommand(),
	keys: async () => (await import('./commands/keys.ts')).keysCommand(),
	diagnostics: async () => (await import('./commands/diagnostics.ts')).diagnosticsCommand(),
	lab: async () => (await import('./commands/lab.ts')).labCommand(),
	forensics: async () => (await import('./commands/forensics.ts')).forensicsCommand(),
	market: async () => (await import('./commands/market.ts')).marketCommand(),
	deeds: async () => (await import('./commands/deeds.ts')).deedsCommand(),
	readings: async () => (await import('./commands/readings.ts')).readingsCommand(),
	audit: async () => (await import('./commands/audit.ts')).auditCommand(),
	proof: async () => (await import('./commands/proof.ts')).proofCommand(),
	access: async () => (await import('./commands/access.ts')).accessCommand(),
	documents: async () => (await import('./commands/documents.ts')).documentsCommand(),
	bridge: async () => (await import('./commands/bridge.ts')).bridgeCommand(),
	statements: async () => (await import('./commands/statements.ts')).statementsCommand(),
};

const program = new Command('gridquorum')
	.description('Distributed power trading on C-LBFT: a demo market, its console, and validators for servers.')
	.version(packageJson.version)
	.showHelpAfterError('(gridquorum --help lists the commands and their options)')
	.addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong options or input files.')
	.exitOverride();
const asked = process.argv[2] ?? '';
const loaders = Object.hasOwn(COMMANDS, asked) ? [COMMANDS[asked]] : Object.values(COMMANDS);
for (const load of loaders) {
	const command = await load?.();
	if (command) program.addCommand(command.exitOverride().copyInheritedSettings(program));
}

// Who reads may have read enough, as `head` does: that is no fault of the command's.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code !== 'EPIPE') throw error;
});

try {
	await program.parseAsync();
} catch (error) {
	// Commander has printed its own message already.
	if (!(error instanceof CommanderError)) process.stderr.write(`${describeError(error)}\n`);
	process.exitCode = exitCodeOf(error);
}
endProcess();
