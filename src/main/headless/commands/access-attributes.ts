import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { ATTRIBUTE_LIMITS, readPrivateAttributes } from '../../../shared/access/private-attributes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { depositPrivateAttributes } from '../../node/access/attributes-deposit.ts';
import { withNode } from '../with-node.ts';

interface AttributesFlags {
	readonly home: string;
	readonly participant: string;
}

/** `access attributes`: what is private of a participant or a metering point, encrypted for its owner alone. */
export function accessAttributesCommand(): Command {
	return new Command('attributes')
		.description('deposit private attributes of a participant or a metering point, for their owner alone to read')
		.argument('<file>', 'JSON with the fields of gridquorum/identity-attributes/v1 or gridquorum/metering-point/v1')
		.requiredOption('--home <dir>', 'data directory whose keystore holds the participant’s keys')
		.requiredOption('--participant <id>', 'who deposits them')
		.action(run);
}

async function run(file: string, { home, participant }: AttributesFlags): Promise<void> {
	const attributes = readPrivateAttributes(await readJson(file), 'attributes');
	const id = await withNode(home, ({ documents }) => depositPrivateAttributes(documents, participant, attributes));
	process.stdout.write(`${id}\n`);
}

async function readJson(file: string): Promise<unknown> {
	const text = await readFile(file, 'utf8');
	const refuse = (expected: string): never => {
		throw new CodedError('OPTION_INVALID', { option: '<file>', value: file, expected });
	};
	if (text.length > ATTRIBUTE_LIMITS.bytes) refuse(`JSON of at most ${ATTRIBUTE_LIMITS.bytes} characters`);
	try {
		return JSON.parse(text);
	} catch {
		return refuse('JSON');
	}
}
