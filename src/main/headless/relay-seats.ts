import { CodedError } from '../../shared/errors/coded-error.ts';
import { createNode, readNodeOptions } from '../node/create-node.ts';
import type { GridquorumNode } from '../node/types.ts';

/** Chains that one process relays between. */
export const MAX_RELAYED_CHAINS = 16;

/** Where a relayer sits on a chain: the data directory of a node of it, and who pays for what it sends there. */
export interface RelaySeat {
	readonly directory: string;
	readonly participant: string;
}

/** The directories with who relays on each: one participant for all of them, or one for each. @throws CodedError OPTION_INVALID */
export function seatsOf(
	directories: readonly string[],
	participants: readonly string[],
	{ option, expected }: { readonly option: string; readonly expected: string },
): RelaySeat[] {
	if (participants.length !== 1 && participants.length !== directories.length)
		throw new CodedError('OPTION_INVALID', { option, value: participants.join(', '), expected });
	return directories.map((directory, index) => ({
		directory,
		participant: (participants[index] ?? participants[0]) as string,
	}));
}

/** The seat's node, not started. @throws CodedError KEY_UNKNOWN, and as reading the directory does */
export async function seatNode({ directory, participant }: RelaySeat): Promise<GridquorumNode> {
	const node = await createNode(await readNodeOptions(directory));
	if (node.identities.some((each) => each.participant === participant)) return node;
	throw new CodedError('KEY_UNKNOWN', { name: participant, purpose: 'participant', directory: node.dataDirectory });
}

/** Reader of an option that may be given for each chain. */
export function forEachChain(option: string, read: (value: string) => string = (value) => value) {
	return (value: string, before: readonly string[] = []): readonly string[] => {
		if (before.length < MAX_RELAYED_CHAINS) return [...before, read(value)];
		throw new CodedError('OPTION_INVALID', { option, value, expected: `given at most ${MAX_RELAYED_CHAINS} times` });
	};
}
