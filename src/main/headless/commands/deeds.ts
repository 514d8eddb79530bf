import { Command } from 'commander';
import { exportDeeds } from './deeds-export.ts';
import { signDeeds } from './deeds-sign.ts';
import { submitDeeds } from './deeds-submit.ts';

/** `deeds`: contracts signed where the key is, carried there and back as files. */
export function deedsCommand(): Command {
	const exporting = new Command('export')
		.description('write the deeds that await a participant to a file, from the blocks of a stopped node')
		.requiredOption('--home <dir>', 'data directory of a node, or of a demo')
		.requiredOption('--participant <id>', 'who is to sign')
		.option('--product <id>', 'of this product alone')
		.requiredOption('--out <file>', 'the file to carry; must not exist yet')
		.action(exportDeeds);
	const signing = new Command('sign')
		.description('show every deed of a file and sign it: no node, no network')
		.argument('<file>', 'as deeds export wrote it')
		.option('--home <dir>', 'data directory of a node, whose keystore has the key')
		.option('--keystore <dir>', 'a keystore without a node')
		.option('--genesis <file>', 'genesis.cbor of the chain (default: that of --home)')
		.option('--passphrase-file <file>', 'passphrase of the keystore (default: as the node has it)')
		.requiredOption('--participant <id>', 'whose key signs')
		.requiredOption('--out <file>', 'the signatures; must not exist yet')
		.option('--yes', 'sign without asking')
		.action(signDeeds);
	const submitting = new Command('submit')
		.description('bring the signatures of a file to the chain')
		.argument('<file>', 'as deeds sign wrote it')
		.requiredOption('--home <dir>', 'data directory of a node, which is started for the call')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(submitDeeds);
	const command = new Command('deeds').description('deeds signed offline, by file');
	for (const each of [exporting, signing, submitting]) command.addCommand(each.exitOverride());
	return command.addHelpText(
		'after',
		'\nExport and submit need the node stopped; a running node gives and takes the files through its console.',
	);
}
