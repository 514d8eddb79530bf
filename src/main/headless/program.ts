import { Command, CommanderError } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
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

/** How long a command whose work is done may take to let go of what it held. */
const LINGER_MS = 250;

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
// Everything has been stopped by now: what still holds the event loop, such as a socket's grace period, must not do so
// for long. A process that nothing holds ends by itself: `process.exit` at once waits for V8's compiler threads, and
// those may wait for this thread to collect garbage, for ever (https://github.com/nodejs/node/issues/54918).
setTimeout(() => process.stdout.write('', () => process.exit()), LINGER_MS).unref();
