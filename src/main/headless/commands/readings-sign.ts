import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { toHex } from '../../../shared/codec/bytes.ts';
import { chainIdOf } from '../../../shared/codec/genesis.ts';
import {
	READINGS_PER_CALL,
	type Reading,
	type ReadingsSigner,
	type ReadingsSource,
	signReadings,
} from '../../../shared/codec/metering-calls.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { importReadings, rejectHeader, rejectLine } from '../../../shared/formats/reading-import.ts';
import { signedHeader, signedLine } from '../../../shared/formats/signed-readings.ts';
import { readConfig, readGenesisFile } from '../../node/config.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { EXIT } from '../exit-codes.ts';
import { requireOtherFile, writeRejectFile } from '../reject-file.ts';
import { readTextPieces } from '../text-pieces.ts';
import { type FormatFlags, formatOf, readerOf, withFormatOptions } from './readings-format.ts';
import { type KeyPlace, openKeystore, sourceOption, sourceSigner } from './readings-source.ts';

interface SignFlags extends FormatFlags, KeyPlace {
	readonly source: ReadingsSource;
	readonly genesis?: string;
	readonly out: string;
	readonly rejectFile?: string;
	readonly json?: boolean;
}

interface KeyFlags extends KeyPlace {
	readonly meter: string;
}

/** `readings key`: a meter's own key. */
export function readingsKeyCommand(): Command {
	return withKeyPlace(new Command('key').description('make the key of a meter that signs its own readings'))
		.requiredOption('--meter <id>', 'the meter')
		.addHelpText('after', '\nPrints its public key as JSON, to register the meter with.')
		.action(async ({ meter, ...place }: KeyFlags) => {
			const { publicKey } = await (await openKeystore(place)).create('meter', meter);
			process.stdout.write(`${JSON.stringify({ meter, publicKey: toHex(publicKey) })}\n`);
		});
}

/** `readings sign`: where the readings were measured, without a node. */
export function readingsSignCommand(): Command {
	const command = new Command('sign')
		.description('check a file of meter readings and sign its good rows where they were measured, in batches')
		.argument('<file>', 'CSV or XML, or - for standard input')
		.requiredOption('--source <source>', 'meter:<id> or operator:<id>, whose key signs', sourceOption)
		.requiredOption('--out <file>', 'the signed readings')
		.option('--genesis <file>', 'genesis.cbor of the chain (default: that of --home)')
		.option('--reject-file <file>', 'write the refused rows here, with code and reason')
		.option('--json', 'print one JSON object and nothing else on stdout');
	return withFormatOptions(withKeyPlace(command)).action(run);
}

function withKeyPlace(command: Command): Command {
	return command
		.option('--home <dir>', 'data directory of a node, whose keystore has the key')
		.option('--keystore <dir>', 'a keystore without a node')
		.option('--passphrase-file <file>', 'passphrase of the keystore (default: as the node has it)');
}

async function run(file: string, flags: SignFlags): Promise<void> {
	const { source, out, rejectFile } = flags;
	await requireOtherFile(rejectFile, [file], '--reject-file');
	await requireOtherFile(out, [file], '--out');
	const genesis = await readGenesisFile(await genesisFile(flags));
	const key = await sourceSigner(await openKeystore(flags), source);
	const signer: ReadingsSigner = {
		chainId: chainIdOf(genesis, hasher.sha256),
		source,
		sign: (message) => key.sign(message),
		sha256: (bytes) => hasher.sha256(bytes),
	};
	const reader = readerOf(flags.format ?? formatOf(file), flags);
	const rejects: string[] = [];
	let batches = 0;
	async function* lines(): AsyncGenerator<string> {
		yield signedHeader(signer.chainId);
		let waiting: Reading[] = [];
		for await (const { readings, refused } of importReadings(readTextPieces(file), reader)) {
			for (const each of refused) rejects.push(rejectLine(each, reader));
			waiting.push(...readings);
			while (waiting.length >= READINGS_PER_CALL) {
				yield signedLine(signReadings(waiting.slice(0, READINGS_PER_CALL), signer));
				waiting = waiting.slice(READINGS_PER_CALL);
				batches += 1;
			}
		}
		if (waiting.length === 0) return;
		yield signedLine(signReadings(waiting, signer));
		batches += 1;
	}
	await pipeline(lines, createWriteStream(out, { mode: 0o600 }));
	if (rejectFile !== undefined) await writeRejectFile(rejectFile, [rejectHeader(reader), ...rejects], '--reject-file');
	const { readings, errors, duplicates } = reader.summary();
	const report = { out, source, batches, readings, duplicates, errors };
	process.stdout.write(
		flags.json
			? `${JSON.stringify(report)}\n`
			: `${readings} readings signed in ${batches} batches, ${duplicates} repeated, ${errors} refused: ${out}\n`,
	);
	if (errors > 0) process.exitCode = EXIT.failure;
}

async function genesisFile({ genesis, home }: SignFlags): Promise<string> {
	if (genesis !== undefined) return genesis;
	if (home !== undefined) return resolve(home, (await readConfig(home)).genesis);
	throw new CodedError('OPTION_INVALID', { option: '--genesis', value: '', expected: 'given with --keystore' });
}
