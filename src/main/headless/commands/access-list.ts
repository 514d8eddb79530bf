import { Command } from 'commander';
import { AccessLog, type GrantEntry } from '../../api/read-model/access-log.ts';
import { eventsOf } from '../../api/read-model/block-step.ts';
import { DEFAULT_RETENTION } from '../../api/read-model/retention.ts';
import type { GridquorumNode } from '../../node/types.ts';
import { withNode } from '../with-node.ts';

interface ListFlags {
	readonly home: string;
	readonly all?: boolean;
	readonly json?: boolean;
}

/** `access list`: the access record of the chain, as far as the directory has its blocks. */
export function accessListCommand(): Command {
	return new Command('list')
		.description('list grants, requests for keys and releases')
		.requiredOption('--home <dir>', 'data directory of a node')
		.option('--all', 'of all participants, not only of those whose keys the directory holds')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run({ home, all, json }: ListFlags): Promise<void> {
	const grants = await withNode(home, async (node) => {
		const own = new Set(node.identities.map(({ participant }) => participant));
		const record = await readRecord(node);
		return all ? record : record.filter(({ grantor, grantee }) => own.has(grantor) || own.has(grantee));
	});
	process.stdout.write(json ? `${JSON.stringify({ grants })}\n` : grants.map(paragraphOf).join('\n'));
}

async function readRecord(node: GridquorumNode): Promise<readonly GrantEntry[]> {
	const log = new AccessLog(DEFAULT_RETENTION);
	const { height } = node.snapshot();
	if (height === 0) return [];
	for await (const block of node.readBlocks(1, height))
		for (const [event, step] of eventsOf(block)) log.take(event, step);
	return [...log.grants.values()];
}

function paragraphOf(grant: GrantEntry): string {
	const { id, grantor, grantee, scope, until, right, purpose, ended, requests, releases, released } = grant;
	const state = ended ? `${ended.state} ${stamp(ended.at)}` : `until ${stamp(until)}`;
	const lines = [
		`${id}  ${grantor} → ${grantee}  ${scope.kind} ${scope.id}  ${state}  as ${right}`,
		`  purpose: ${purpose}`,
		...requests.map(({ document, at }) => `  asked for ${document}  ${stamp(at)}`),
		...releases.map(({ document, at, by }) => `  released ${document} by ${by}  ${stamp(at)}`),
		...(released > releases.length ? [`  and ${released - releases.length} releases before`] : []),
	];
	return `${lines.join('\n')}\n`;
}

function stamp(time: number): string {
	return new Date(time).toISOString();
}
