import { Command } from 'commander';
import { PACKET_LIMITS } from '../../../../shared/codec/bridge-packet.ts';
import type { Call } from '../../../../shared/codec/calls.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { requireOk } from '../../../api/call-outcome.ts';
import type { GridquorumNode } from '../../../node/types.ts';
import { withNode } from '../../with-node.ts';
import { idOption, spanOption } from './value-options.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

export interface CallerFlags {
	readonly home: string;
	readonly as: string;
	readonly json?: boolean;
}

/** A command that sends one call to the bridge in a participant's name. */
export function callerCommand(name: string, description: string): Command {
	return new Command(name)
		.description(description)
		.requiredOption('--home <dir>', 'data directory of a node of this chain')
		.requiredOption('--as <participant>', 'in whose name; its key is in the keystore', idOption('--as'))
		.option('--json', 'print one JSON object and nothing else on stdout');
}

/** Minutes of chain time, to `--timeout` or `--expires`. */
export function minutesOption(command: Command, option: '--timeout' | '--expires', description: string): Command {
	const max = PACKET_LIMITS.timeoutMs / MINUTE_MS;
	const read = spanOption(option, 'minutes', max);
	return command.option(
		`${option} <minutes>`,
		`${description} (default: ${DAY_MINUTES})`,
		read,
		DAY_MINUTES * MINUTE_MS,
	);
}

/** Chain time of a packet that is to be executed within a span from now. */
export function endingAfter({ clock }: Pick<GridquorumNode, 'clock'>, spanMs: TimeMs): TimeMs {
	return Math.ceil(clock.now()) + spanMs;
}

/** Sends it and waits until it is final; prints the packet that it made. @throws CodedError with the receipt's code */
export async function sendCall(
	{ home, as, json }: CallerFlags,
	callOf: (node: GridquorumNode) => Promise<Call> | Call,
): Promise<void> {
	const { height, events } = await withNode(home, async (node) => {
		const outcome = await node.call(as, await callOf(node));
		requireOk(outcome);
		return outcome;
	});
	const packet = events.flatMap((event) => (event.kind === 'packet-sent' ? [event.packet] : []))[0] ?? null;
	process.stdout.write(json ? `${JSON.stringify({ packet, height })}\n` : `${packet ?? 'done'}\n`);
}
