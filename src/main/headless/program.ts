import { Command, CommanderError } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import { accessCommand } from './commands/access.ts';
import { demoCommand } from './commands/demo.ts';
import { forensicsCommand } from './commands/forensics.ts';
import { initCommand } from './commands/init.ts';
import { labCommand } from './commands/lab.ts';
import { marketCommand } from './commands/market.ts';
import { nodeCommand } from './commands/node.ts';
import { readingsCommand } from './commands/readings.ts';
import { startCommand } from './commands/start.ts';
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
	readingsCommand(),
	accessCommand(),
]) {
	program.addCommand(command.exitOverride().copyInheritedSettings(program));
}

try {
	await program.parseAsync();
} catch (error) {
	// Commander has printed its own message already.
	if (!(error instanceof CommanderError)) process.stderr.write(`${describeError(error)}\n`);
	process.exitCode = exitCodeOf(error);
}
// Everything has been stopped by now: what still holds the event loop, such as a socket's grace period, must not.
process.stdout.write('', () => process.exit());
