import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { parseTrustRoot } from '../../../shared/audit/trust-root.ts';
import { toHex } from '../../../shared/codec/bytes.ts';
import { decode } from '../../../shared/codec/cbor.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { PROOF_FILE_LIMITS, readProofFile } from '../../../shared/proofs/proof-file.ts';
import { type ProvenFile, verifyProofFile } from '../../../shared/proofs/verify-proof-file.ts';
import { verifier } from '../../node/crypto/ed25519.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { describeError } from '../describe-error.ts';
import { EXIT } from '../exit-codes.ts';
import { readSmallFile, requireFile } from './audit-files.ts';

/** `proof`: what the ledger's downloaded proofs establish. */
export function proofCommand(): Command {
	return new Command('proof').description('proof files that the console’s ledger offers').addCommand(verifyCommand());
}

function verifyCommand(): Command {
	return new Command('verify')
		.description(
			'verify a proof of a leaf, receipt or event with no node and no network; exit code 1 when it is refused',
		)
		.argument('<file>', 'the proof, as JSON or CBOR')
		.requiredOption('--trust-root <file>', 'what was got by another way than the proof')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run(path: string, { trustRoot, json }: { trustRoot: string; json?: boolean }): Promise<void> {
	const trust = parseTrustRoot(await readSmallFile('--trust-root', trustRoot));
	const size = await requireFile('<file>', path);
	if (size > PROOF_FILE_LIMITS.bytes)
		throw new CodedError('OPTION_INVALID', {
			option: '<file>',
			value: path,
			expected: `at most ${PROOF_FILE_LIMITS.bytes} bytes`,
		});
	const bytes = new Uint8Array(await readFile(path));
	try {
		const modules = { sha256: (input: Uint8Array) => hasher.sha256(input), verify: verifier.verify };
		const proven = verifyProofFile(readProofFile(bytes), trust, modules);
		process.stdout.write(json ? `${JSON.stringify(viewOf(proven))}\n` : textOf(proven));
	} catch (error) {
		if (!(error instanceof CodedError)) throw error;
		const { code, details } = error;
		if (json) process.stdout.write(`${JSON.stringify({ ok: false, code, details })}\n`);
		else process.stdout.write(`REFUSED: ${describeError(error)}\n`);
		process.exitCode = EXIT.failure;
	}
}

function viewOf({ value, item, ...proven }: ProvenFile) {
	return {
		ok: true,
		...proven,
		value: value && toHex(value),
		item: item && { kind: item.kind, height: item.height, index: item.index, encoded: toHex(item.encoded) },
	};
}

function textOf(proven: ProvenFile): string {
	const { genesisDigest, epoch, handovers, height, stateRoot, signers, validators, path, value, item } = proven;
	const shown = item ? item.encoded : value;
	return [
		`  ok  trust root   genesis ${genesisDigest}`,
		`  ok  handovers    ${handovers}, to epoch ${epoch}`,
		`  ok  certificate  block ${height}, signed by ${signers.length} of ${validators}: ${signers.join(', ')}`,
		`  ok  state root   ${stateRoot}`,
		`  ok  leaf         ${path}${value === null ? ' is absent' : ''}`,
		...(item ? [`  ok  ${item.kind.padEnd(11)}  no. ${item.index} of block ${item.height}`] : []),
		...(shown ? [JSON.stringify(decode(shown, shown.length), readable, 2)] : []),
		'Verified.',
		'',
	].join('\n');
}

function readable(_key: string, value: unknown): unknown {
	return value instanceof Uint8Array ? toHex(value) : value;
}
