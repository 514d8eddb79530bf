import { Command } from 'commander';
import { marketClearCommand } from './market/clear.ts';
import { marketReplayCommand } from './market/replay.ts';

/** `market`: clearing outside a chain, from files. */
export function marketCommand(): Command {
	return new Command('market')
		.description('clear markets from files: one at once, or a real one against its published outcome')
		.addCommand(marketClearCommand().exitOverride())
		.addCommand(marketReplayCommand().exitOverride());
}
