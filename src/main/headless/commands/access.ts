import { Command } from 'commander';
import { ACCESS_LIMITS, type GrantScope } from '../../../shared/codec/access.ts';
import { type Call, calls } from '../../../shared/codec/calls.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { requireOk } from '../../api/call-outcome.ts';
import type { GridquorumNode } from '../../node/types.ts';
import { withNode } from '../with-node.ts';
import { accessAttributesCommand } from './access-attributes.ts';
import { accessListCommand } from './access-list.ts';

interface GrantFlags {
	readonly home: string;
	readonly participant: string;
	readonly to: string;
	readonly scope: GrantScope;
	readonly until: TimeMs;
	readonly purpose: string;
}

interface PartyFlags {
	readonly home: string;
	readonly participant: string;
}

const SCOPE_KINDS: readonly GrantScope['kind'][] = ['document', 'participant', 'meter', 'deed'];

/** `access`: grants, requests for keys and the record of both, as participants of a data directory's keystore. */
export function accessCommand(): Command {
	const grant = party('grant', 'let another participant read what is encrypted, until a time')
		.requiredOption('--to <id>', 'the grantee')
		.requiredOption('--scope <kind:id>', 'document:, participant:, meter: or deed: and its id', scopeOption)
		.requiredOption('--until <time>', 'such as 2027-01-31 or 2027-01-31T12:00:00Z', timeOption)
		.requiredOption('--purpose <text>', `why, for the record (at most ${ACCESS_LIMITS.purposeCharacters} characters)`)
		.action(runGrant);
	const revoke = party('revoke', 'end a grant that the participant gave')
		.argument('<grant>', 'its id, A-…')
		.requiredOption('--reason <text>', 'why, for the record')
		.action((id: string, { reason, ...flags }: PartyFlags & { readonly reason: string }) =>
			send(flags, calls.traceability.revoke({ grant: id, reason }), `${id} is revoked`),
		);
	const request = party('request', 'ask for the key of a document under a grant to the participant')
		.argument('<grant>', 'its id, A-…')
		.argument('<document>', 'id of the document, E-…')
		.action((id: string, document: string, flags: PartyFlags) =>
			send(flags, calls.traceability.requestKey({ grant: id, document }), `The key of ${document} is asked for`),
		);
	const release = party(
		'release',
		'hand the key of a document, which the participant can read, to the grantee of a grant',
	)
		.argument('<grant>', 'its id, A-…')
		.argument('<document>', 'id of the document, E-…')
		.action(runRelease);
	const command = new Command('access').description(
		'who may read what is encrypted: grants, requests and releases of keys',
	);
	for (const each of [grant, revoke, request, release, accessListCommand(), accessAttributesCommand()])
		command.addCommand(each.exitOverride());
	return command.addHelpText('after', '\nThe node of the directory is started for the call; it must not be running.');
}

function party(name: string, description: string): Command {
	return new Command(name)
		.description(description)
		.requiredOption('--home <dir>', 'data directory whose keystore holds the participant’s keys')
		.requiredOption('--participant <id>', 'in whose name');
}

async function runGrant({ home, participant, to, scope, until, purpose }: GrantFlags): Promise<void> {
	const call = calls.traceability.grant({ grantee: to, scope, until, purpose });
	const { events } = await withNode(home, (node) => callAs(node, participant, call));
	const granted = events.find((event) => event.kind === 'access-granted');
	if (granted?.kind === 'access-granted') process.stdout.write(`${granted.grant}\n`);
}

async function send({ home, participant }: PartyFlags, call: Call, done: string): Promise<void> {
	const { height } = await withNode(home, (node) => callAs(node, participant, call));
	process.stdout.write(`${done}, in block ${height}.\n`);
}

async function runRelease(id: string, document: string, { home, participant }: PartyFlags): Promise<void> {
	const outcome = await withNode(home, (node) => node.releaseKey(participant, id, document));
	requireOk(outcome);
	process.stdout.write(`The key of ${document} is released under ${id}, in block ${outcome.height}.\n`);
}

async function callAs(node: GridquorumNode, participant: string, call: Call) {
	const outcome = await node.call(participant, call);
	requireOk(outcome);
	return outcome;
}

function scopeOption(value: string): GrantScope {
	const [name, ...rest] = value.split(':');
	const kind = SCOPE_KINDS.find((each) => each === name);
	const id = rest.join(':');
	if (kind !== undefined && id !== '') return { kind, id };
	throw new CodedError('OPTION_INVALID', {
		option: '--scope',
		value,
		expected: `one of ${SCOPE_KINDS.map((each) => `${each}:<id>`).join(', ')}`,
	});
}

function timeOption(value: string): TimeMs {
	const time = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/.test(value)
		? Date.parse(value)
		: Number.NaN;
	if (Number.isSafeInteger(time) && time > 0) return time;
	throw new CodedError('OPTION_INVALID', {
		option: '--until',
		value,
		expected: 'a day YYYY-MM-DD, in UTC, or a time such as 2027-01-31T12:00:00Z',
	});
}
