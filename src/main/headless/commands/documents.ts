import { Command, InvalidArgumentError } from 'commander';
import { DOCUMENT_TYPES, type DocumentSubject, type DocumentType } from '../../../shared/codec/document.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import { depositDocument } from './documents-deposit.ts';
import { fetchDocument, listDocuments, verifyDocument } from './documents-read.ts';

const SUBJECTS: readonly DocumentSubject['type'][] = ['participant', 'meter', 'deed', 'trade', 'auction'];

/** `documents`: evidence deposited, listed, fetched and verified by the node of a data directory. */
export function documentsCommand(): Command {
	const deposit = party('deposit', 'encrypt a file to its readers, keep it, and deposit it on the chain as evidence')
		.argument('<file>', 'at most 64 MiB')
		.option('--reader <id>', 'who may read it beside depositor, signers and auditors; may be repeated', collect, [])
		.option('--signer <id>', 'who is to sign it; may be repeated', collect, [])
		.option('--threshold <n>', 'signatures that complete it (default: all)', countOption)
		.option('--ordered', 'signers sign in the order given')
		.option('--deadline <time>', 'of the signatures, such as 2027-01-31T12:00:00Z', timeOption)
		.option('--type <type>', DOCUMENT_TYPES.join(', '), typeOption, 'other')
		.option('--about <kind:id>', `${SUBJECTS.map((each) => `${each}:`).join(', ')} and an id`, subjectOption)
		.option('--media-type <type>', 'such as application/pdf', 'application/octet-stream')
		.option('--private', 'leave the network’s auditors out')
		.option('--wait <seconds>', 'how long to wait until another node keeps it too', countOption, 30)
		.action(depositDocument);
	const list = home('list', 'list documents, newest first')
		.option('--limit <n>', 'how many', countOption, 100)
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

function countOption(value: string): number {
	if (/^[0-9]{1,6}$/.test(value)) return Number(value);
	throw new InvalidArgumentError('a whole number is expected');
}

function typeOption(value: string): DocumentType {
	const type = DOCUMENT_TYPES.find((each) => each === value);
	if (type) return type;
	throw new InvalidArgumentError(`one of ${DOCUMENT_TYPES.join(', ')} is expected`);
}

function timeOption(value: string): TimeMs {
	const time = Date.parse(value);
	if (/T.*(Z|[+-]\d{2}:\d{2})$/.test(value) && Number.isSafeInteger(time) && time > 0) return time;
	throw new InvalidArgumentError('a time with its offset is expected, such as 2027-01-31T12:00:00Z');
}

function subjectOption(value: string): DocumentSubject {
	const [kind, ...rest] = value.split(':');
	const type = SUBJECTS.find((each) => each === kind);
	const id = rest.join(':');
	if (type && id !== '') return { type, id };
	throw new InvalidArgumentError(`one of ${SUBJECTS.map((each) => `${each}:<id>`).join(', ')} is expected`);
}
