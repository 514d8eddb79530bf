import { Command } from 'commander';
import { bridgeAccountCommand, bridgeRegisterCommand } from './bridge/account.ts';
import { bridgeAdmitCommand } from './bridge/admit.ts';
import { bridgeApproveCommand } from './bridge/approve.ts';
import { bridgeConnectCommand, bridgeRecoverCommand, bridgeTermsCommand } from './bridge/connect.ts';
import { bridgeOfferCommand, bridgeTakeCommand } from './bridge/offer.ts';
import { bridgeRelayCommand } from './bridge/relay.ts';
import { bridgeRootCommand } from './bridge/root.ts';
import { bridgeSendCommand } from './bridge/send.ts';
import { bridgeStatusCommand } from './bridge/status.ts';

/** `bridge`: chains that trade with each other. */
export function bridgeCommand(): Command {
	const command = new Command('bridge').description('connect chains, relay between them, and send across');
	for (const each of [
		bridgeRootCommand(),
		bridgeConnectCommand(),
		bridgeApproveCommand(),
		bridgeTermsCommand(),
		bridgeRecoverCommand(),
		bridgeAccountCommand(),
		bridgeRegisterCommand(),
		bridgeAdmitCommand(),
		bridgeRelayCommand(),
		bridgeStatusCommand(),
		bridgeSendCommand(),
		bridgeOfferCommand(),
		bridgeTakeCommand(),
	])
		command.addCommand(each.exitOverride());
	return command.addHelpText('after', '\nEach starts, or reads, the node of its directory, which must not be running.');
}
