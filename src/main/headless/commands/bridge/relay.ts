import { Command } from 'commander';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { ChainEnd } from '../../../node/bridge/chain-end.ts';
import { nodeEnd } from '../../../node/bridge/node-end.ts';
import { relayPairs } from '../../../node/bridge/relayer.ts';
import type { GridquorumNode } from '../../../node/types.ts';
import { forEachChain, type RelaySeat, seatNode, seatsOf } from '../../relay-seats.ts';
import { aborted, stopSignal } from '../../stop-signal.ts';
import { terminalLog } from '../../terminal-log.ts';
import { watchPhase } from '../../watch-phase.ts';
import { idOption, spanOption } from './value-options.ts';

interface RelayFlags {
	readonly home: readonly string[];
	readonly as: readonly string[];
	readonly main?: string;
	readonly asMain?: string;
	readonly anchorEvery: TimeMs;
}

const ANCHOR_MS = 600_000;

/** `bridge relay`: a relayer with a node on every chain that it serves. */
export function bridgeRelayCommand(): Command {
	return new Command('relay')
		.description('run the nodes of data directories of several chains, and relay between the chains until Ctrl-C')
		.requiredOption('--home <dir>', 'data directory of a node of a region; twice or more', forEachChain('--home'))
		.requiredOption(
			'--as <participant>',
			'who relays on the chain of the --home at the same place, or on all; its key is in that keystore',
			forEachChain('--as', idOption('--as')),
		)
		.option('--main <dir>', 'data directory of a node of the main chain, on which the regions are anchored')
		.option('--as-main <participant>', 'who relays on the main chain (default: the first --as)', idOption('--as-main'))
		.option(
			'--anchor-every <minutes>',
			'of the main chain’s time, between anchors of a region (default: 10)',
			spanOption('--anchor-every', 'minutes', 10_080),
			ANCHOR_MS,
		)
		.action(run);
}

async function run(flags: RelayFlags): Promise<void> {
	const seats = seatsWithMain(flags);
	const signal = stopSignal({ withStdin: false });
	const log = terminalLog({ quiet: false });
	const nodes: GridquorumNode[] = [];
	const stopping: (() => void)[] = [];
	try {
		for (const seat of seats) nodes.push(await seatNode(seat));
		await Promise.all(nodes.map((node) => node.start()));
		for (const node of nodes) stopping.push(watchPhase(node, log));
		const ends = seats.map(({ participant }, index) => nodeEnd({ participant }, nodes[index] as GridquorumNode));
		const relayers = relayPairs(
			{ anchorEveryMs: flags.anchorEvery },
			{ regions: ends.slice(0, flags.home.length), main: ends[flags.home.length] ?? null, log },
		);
		relayers.start();
		log.info({ chains: ends.map(({ chainId }: ChainEnd) => chainId) }, 'relaying');
		const code = await Promise.race([relayers.ended, aborted(signal)]);
		await relayers.stop();
		if (code !== null) throw new CodedError('BRIDGE_RELAYER_ENDED', { code });
	} finally {
		for (const stop of stopping) stop();
		await Promise.all(nodes.map((node) => node.stop()));
	}
}

/** Regions in their order, then the main chain. @throws CodedError OPTION_INVALID */
function seatsWithMain({ home, as, main, asMain }: RelayFlags): RelaySeat[] {
	if (home.length + (main === undefined ? 0 : 1) < 2)
		throw new CodedError('OPTION_INVALID', { option: '--home', value: '', expected: 'given for at least two chains' });
	const seats = seatsOf(home, as, { option: '--as', expected: 'given once, or once for each --home' });
	return main === undefined ? seats : [...seats, { directory: main, participant: asMain ?? (as[0] as string) }];
}
