import { Command, CommanderError } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import { endProcess } from '../node/process-end.ts';
import { accessCommand } from './commands/access.ts';
import { auditCommand } from './commands/audit.ts';
import { deedsCommand } from './commands/deeds.ts';
import { demoCommand } from './commands/demo.ts';
import { documentsCommand } from './commands/documents.ts';
import { forensicsCommand } from './commands/forensics.ts';
import { initCommand } from './commands/init.ts';
import { labCommand } from './commands/lab.ts';
import { marketCommand } from './commands/market.ts';
import { nodeCommand } from './commands/node.ts';
import { readingsCommand } from './commands/readings.ts';
import { startCommand } from './commands/start.ts';
import { statementsCommand } from './commands/statements.ts';
import { testnetCommand } from './commands/testnet.ts';
import { validatorKeyCommand } from './commands/validator-key.ts';
import { describeError } from './describe-error.ts';
import { exitCodeOf } from './exit-codes.ts';

const program = new Command('gridquorum')
	.description('Distributed power trading on C-LBFT: a demo market, its console, and validators for servers.')
	.version(packageJson.version)
	.showHelpAfterError('(gridquorum --help lists the commands and their options)')
	.addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong options or input files.')
	.exitOverride();
for (const command of [
	demoCommand(),
	startCommand(),
	initCommand(),
	testnetCommand(),
	nodeCommand(),
	validatorKeyCommand(),
	labCommand(),
	forensicsCommand(),
	marketCommand(),
	deedsCommand(),
	readingsCommand(),
	auditCommand(),
	accessCommand(),
	documentsCommand(),
	statementsCommand(),
]) {
	program.addCommand(command.exitOverride().copyInheritedSettings(program));
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
