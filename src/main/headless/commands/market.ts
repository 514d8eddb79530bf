import { Command } from 'commander';
import { marketBidsCommand } from './market/bids.ts';
import { marketClearCommand } from './market/clear.ts';
import { marketPricesCommand } from './market/prices.ts';
import { marketReplayCommand } from './market/replay.ts';

/** `market`: clearing outside a chain, from files. */
export function marketCommand(): Command {
	return new Command('market')
		.description('clear markets from files: one at once, or a real one against its published outcome')
		.addCommand(marketBidsCommand().exitOverride())
		.addCommand(marketClearCommand().exitOverride())
		.addCommand(marketPricesCommand().exitOverride())
		.addCommand(marketReplayCommand().exitOverride());
}
