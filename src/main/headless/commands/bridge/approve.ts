import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { GridquorumNode } from '../../../node/types.ts';
import { integerOption } from '../../option-values.ts';
import { withNode } from '../../with-node.ts';
import { chainRootLines } from './chain-root-file.ts';
import { approveOwn, openProposal, standingLine } from './propose.ts';
import { idOption } from './value-options.ts';

interface ApproveFlags {
	readonly home: string;
	readonly proposal: string;
	readonly as: string;
	/** Seconds. */
	readonly wait: number;
	readonly json?: boolean;
}

const POLL_MS = 100;

/** `bridge approve`: a validator's approval of a proposal about other chains. */
export function bridgeApproveCommand(): Command {
	return new Command('approve')
		.description('approve a proposal with the validator key of a data directory')
		.requiredOption('--home <dir>', 'data directory of a validator')
		.requiredOption('--proposal <id>', 'such as P-3', idOption('--proposal'))
		.requiredOption('--as <participant>', 'who sends it; its key is in the keystore', idOption('--as'))
		.option(
			'--wait <seconds>',
			'for a node that is behind to arrive at the proposal',
			integerOption('--wait', 0, 3_600),
			15,
		)
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run({ home, proposal, as, wait, json }: ApproveFlags): Promise<void> {
	const { lines, standing } = await withNode(home, async (node) => {
		const { changes } = await awaitProposal(node, proposal, wait * 1_000);
		const lines = changes.flatMap((change) => ('root' in change ? chainRootLines(change.root) : []));
		return { lines, standing: await approveOwn(node, as, proposal, changes) };
	});
	process.stdout.write(json ? `${JSON.stringify(standing)}\n` : `${[...lines, standingLine(standing)].join('\n')}\n`);
}

/** @throws CodedError BRIDGE_PROPOSAL_UNKNOWN */
async function awaitProposal(node: GridquorumNode, proposal: string, waitMs: number) {
	const endsAt = performance.now() + waitMs;
	while (true) {
		const found = await openProposal(node, proposal);
		if (found) return found;
		if (performance.now() > endsAt) throw new CodedError('BRIDGE_PROPOSAL_UNKNOWN', { proposal });
		await sleep(POLL_MS);
	}
}
