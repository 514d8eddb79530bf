import { Command } from 'commander';
import { calls } from '../../../../shared/codec/calls.ts';
import { decode } from '../../../../shared/codec/cbor.ts';
import type { GovernanceChange } from '../../../../shared/codec/governance.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { certificateQuorum } from '../../../../shared/proofs/certificates.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../../shared/proofs/state-proof.ts';
import { requireOk } from '../../../api/call-outcome.ts';
import type { EventOf } from '../../../api/read-model/block-step.ts';
import type { KnownEpoch } from '../../../node/known-epoch.ts';
import type { GridquorumNode } from '../../../node/types.ts';
import { withNode } from '../../with-node.ts';
import { idOption } from './value-options.ts';

export interface ProposerFlags {
	readonly home: string;
	readonly as: string;
	readonly json?: boolean;
}

/** How a proposal stands after what this node did for it. */
export interface ProposalStanding {
	readonly proposal: string;
	readonly isEnacted: boolean;
	readonly approvals: number;
	readonly needed: number;
}

/** A command that proposes a change in a participant's name. */
export function proposerCommand(name: string, description: string): Command {
	return new Command(name)
		.description(description)
		.requiredOption('--home <dir>', 'data directory of a node of this chain')
		.requiredOption('--as <participant>', 'who proposes; its key is in the keystore', idOption('--as'))
		.option('--json', 'print one JSON object and nothing else on stdout');
}

/** Runs the node to propose one change, and prints how it stands. @param lines printed before that */
export async function proposeChange(
	{ home, as, json }: ProposerFlags,
	change: GovernanceChange,
	text: string,
	lines: readonly string[],
): Promise<void> {
	const standing = await withNode(home, (node) => proposeAndApprove(node, as, { changes: [change], text }));
	process.stdout.write(json ? `${JSON.stringify(standing)}\n` : `${[...lines, standingLine(standing)].join('\n')}\n`);
}

/** Proposes as a participant and, where the node validates, approves with its key; both final. @throws the calls' codes */
async function proposeAndApprove(
	node: GridquorumNode,
	participant: string,
	proposed: { readonly changes: readonly GovernanceChange[]; readonly text: string },
): Promise<ProposalStanding> {
	const outcome = await node.call(participant, calls.governance.propose(proposed));
	requireOk(outcome);
	const event = outcome.events.find(
		(each): each is EventOf<'governance-proposed'> => each.kind === 'governance-proposed',
	);
	const proposal = event?.proposal ?? '';
	if (node.self === null) return { proposal, isEnacted: false, approvals: 0, needed: quorumOf(node) };
	return approveOwn(node, participant, proposal, proposed.changes);
}

/** @throws CodedError BRIDGE_NO_VALIDATOR, APPROVAL_*, PROPOSAL_UNKNOWN */
export async function approveOwn(
	node: GridquorumNode,
	participant: string,
	proposal: string,
	changes: readonly GovernanceChange[],
): Promise<ProposalStanding> {
	const { description } = node.epochs().at(-1) as KnownEpoch;
	const own = node.self === null ? undefined : description.validators[node.self];
	if (!own) throw new CodedError('BRIDGE_NO_VALIDATOR', { directory: node.dataDirectory });
	const signature = node.signApproval({ epoch: description.epoch, proposal, changes });
	const outcome = await node.call(participant, calls.governance.approve({ proposal, validator: own.id, signature }));
	requireOk(outcome);
	const isEnacted = outcome.events.some(({ kind }) => kind === 'governance-enacted');
	const needed = quorumOf(node);
	const approvals = isEnacted ? needed : ((await openProposal(node, proposal))?.approvals.length ?? 0);
	return { proposal, isEnacted, approvals, needed };
}

/** Changes and approvals of a proposal that waits; null where none of that id does. */
export async function openProposal(
	node: Pick<GridquorumNode, 'stateValue'>,
	proposal: string,
): Promise<{ readonly changes: readonly GovernanceChange[]; readonly approvals: readonly string[] } | null> {
	const value = await node.stateValue(`governance/proposal/${proposal}`);
	return value && (decode(value, STATE_VALUE_MAX_BYTES) as never);
}

export function standingLine({ proposal, isEnacted, approvals, needed }: ProposalStanding): string {
	return isEnacted
		? `${proposal} is enacted.`
		: `${proposal} waits: ${approvals} of ${needed} approvals. The other operators: bridge approve --proposal ${proposal}`;
}

function quorumOf(node: GridquorumNode): number {
	return certificateQuorum((node.epochs().at(-1) as KnownEpoch).description.validators.length);
}
