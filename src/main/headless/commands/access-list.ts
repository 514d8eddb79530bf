import { Command } from 'commander';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { AccessLog, type GrantEntry } from '../../api/read-model/access-log.ts';
import { eventsOf } from '../../api/read-model/block-step.ts';
import { DEFAULT_RETENTION } from '../../api/read-model/retention.ts';
import { openStopped, type StoppedNode } from '../../node/forensics/stopped-node.ts';
import { Keystore } from '../../node/keys/keystore.ts';
import { nodeDirectory } from '../node-directory.ts';

interface ListFlags {
	readonly home: string;
	readonly all?: boolean;
	readonly json?: boolean;
}

/** `access list`: the access record of the chain, as far as the directory has its blocks. */
export function accessListCommand(): Command {
	return new Command('list')
		.description('list grants, requests for keys and releases, from the blocks of a stopped node')
		.requiredOption('--home <dir>', 'data directory of a node, or of a demo')
		.option('--all', 'of all participants, not only of those whose keys the directory holds')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run({ home, all, json }: ListFlags): Promise<void> {
	const stopped = await openStopped(await nodeDirectory(home));
	try {
		const record = await readRecord(stopped);
		const own = await participantsOf(stopped);
		const grants = all ? record : record.filter(({ grantor, grantee }) => own.has(grantor) || own.has(grantee));
		process.stdout.write(json ? `${JSON.stringify({ grants })}\n` : grants.map(paragraphOf).join('\n'));
	} finally {
		await stopped.close();
	}
}

async function readRecord({ store }: StoppedNode): Promise<readonly GrantEntry[]> {
	const log = new AccessLog(DEFAULT_RETENTION);
	for (let height = store.historyFrom; height <= store.executedHeight; height++) {
		const [stored, execution] = await Promise.all([store.block(height), store.execution(height)]);
		if (!stored || !execution) throw new CodedError('CONSOLE_REPLAY_GAP', { height, head: store.executedHeight });
		for (const [event, step] of eventsOf({ ...stored, ...execution })) log.take(event, step);
	}
	return [...log.grants.values()];
}

/** Whose keys the directory holds; their names need no passphrase. */
async function participantsOf({ keys }: StoppedNode): Promise<ReadonlySet<string>> {
	const held = await new Keystore({ directory: keys, passphrase: '' }).list();
	return new Set(held.filter(({ purpose }) => purpose === 'participant').map(({ name }) => name));
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
