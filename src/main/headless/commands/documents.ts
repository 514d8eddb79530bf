import { Command } from 'commander';
import { DOCUMENT_TYPES, type DocumentSubject } from '../../../shared/codec/document.ts';
import { SIGNING_LIMITS } from '../../../shared/codec/signing-policy.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { choiceOption, integerOption } from '../option-values.ts';
import { depositDocument } from './documents-deposit.ts';
import { fetchDocument, listDocuments, verifyDocument } from './documents-read.ts';

const SUBJECTS: readonly DocumentSubject['type'][] = ['participant', 'meter', 'deed', 'trade', 'auction'];

/** `documents`: evidence deposited, listed, fetched and verified by the node of a data directory. */
export function documentsCommand(): Command {
	const deposit = party('deposit', 'encrypt a file to its readers, keep it, and deposit it on the chain as evidence')
		.argument('<file>', 'at most 64 MiB')
		.option('--reader <id>', 'who may read it beside depositor, signers and auditors; may be repeated', collect, [])
		.option('--signer <id>', 'who is to sign it; may be repeated', collect, [])
		.option(
			'--threshold <n>',
			'signatures that complete it (default: all)',
			integerOption('--threshold', 1, SIGNING_LIMITS.signers),
		)
		.option('--ordered', 'signers sign in the order given')
		.option('--deadline <time>', 'of the signatures, such as 2027-01-31T12:00:00Z', timeOption)
		.option('--type <type>', DOCUMENT_TYPES.join(', '), choiceOption('--type', DOCUMENT_TYPES), 'other')
		.option('--about <kind:id>', `${SUBJECTS.map((each) => `${each}:`).join(', ')} and an id`, subjectOption)
		.option('--media-type <type>', 'such as application/pdf', 'application/octet-stream')
		.option('--private', 'leave the network’s auditors out, as always with identity and metering-point')
		.option(
			'--wait <seconds>',
			'how long to wait until another node keeps it too',
			integerOption('--wait', 0, 3_600),
			30,
		)
		.action(depositDocument);
	const list = home('list', 'list documents, newest first')
		.option('--limit <n>', 'how many', integerOption('--limit', 1, 500), 100)
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(listDocuments);
	const fetch = party('fetch', 'open a document, from peers where it is not here, and write it to a file')
		.argument('<document>', 'its id, E-…')
		.requiredOption('--out <file>', 'must not exist yet')
		.action(fetchDocument);
	const verify = party('verify', 'whether a file is, byte for byte, a document of the chain; exits 1 where it is not')
		.argument('<file>')
		.argument('<document>', 'its id, E-…')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(verifyDocument);
	const command = new Command('documents').description(
		'documents as evidence: encrypted, signed, kept by their readers',
	);
	for (const each of [deposit, list, fetch, verify]) command.addCommand(each.exitOverride());
	return command.addHelpText('after', '\nThe node of the directory is started for the call; it must not be running.');
}

function home(name: string, description: string): Command {
	return new Command(name).description(description).requiredOption('--home <dir>', 'data directory of a node');
}

function party(name: string, description: string): Command {
	return home(name, description).requiredOption('--participant <id>', 'in whose name; its keys are in the keystore');
}

function collect(value: string, before: readonly string[]): readonly string[] {
	return [...before, value];
}

function timeOption(value: string): TimeMs {
	const time = Date.parse(value);
	if (/T.*(Z|[+-]\d{2}:\d{2})$/.test(value) && Number.isSafeInteger(time) && time > 0) return time;
	throw new CodedError('OPTION_INVALID', {
		option: '--deadline',
		value,
		expected: 'a time with its offset, such as 2027-01-31T12:00:00Z',
	});
}

function subjectOption(value: string): DocumentSubject {
	const [kind, ...rest] = value.split(':');
	const type = SUBJECTS.find((each) => each === kind);
	const id = rest.join(':');
	if (type && id !== '') return { type, id };
	throw new CodedError('OPTION_INVALID', {
		option: '--about',
		value,
		expected: `one of ${SUBJECTS.map((each) => `${each}:<id>`).join(', ')}`,
	});
}
