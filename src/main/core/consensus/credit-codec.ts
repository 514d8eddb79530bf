import { decode, encode } from '../../../shared/codec/cbor.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import { boolean, bytesUpTo, integer, list, literal, type Reader } from '../../../shared/codec/reader.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { CreditLedger, LedgerBlock, LedgerGap, ValidatorCredit } from './credit-ledger.ts';

const VERSION = 1;
const MAX_BYTES = 65_536;
const MAX_BLOCKS = 8;
const MAX_GAPS = CONSENSUS_LIMITS.accountingBlocks + 1;
const MAX_ACCOUNTED = MAX_GAPS * CONSENSUS_LIMITS.timeoutCertificates;

/**
 * Compact canonical dag-cbor of a ledger, the form in which the state holds it:
 * [version, height, round, [[credit, participation, failures, benchedUntil]…],
 * [[height, round, earns, voters as bitmap]…], proposers, [[height, parentRound, round]…], accounted rounds, convicted].
 */
export function encodeCreditLedger(ledger: CreditLedger): Uint8Array {
	const size = ledger.validators.length;
	return encode([
		VERSION,
		ledger.height,
		ledger.round,
		ledger.validators.map((entry) => [entry.credit, entry.participation, entry.failures, entry.benchedUntil]),
		ledger.blocks.map((block) => [block.height, block.round, block.earns, toBitmap(block.voters, size)]),
		ledger.proposers,
		ledger.gaps.map((gap) => [gap.height, gap.parentRound, gap.round]),
		ledger.accounted,
		ledger.convicted,
	]);
}

const readNumbers = (length: number): Reader<number[]> => {
	const inner = list(integer(), length);
	return (value, path) => {
		const numbers = inner(value, path);
		if (numbers.length !== length) throw invalid(path, `${length} integers`);
		return numbers;
	};
};

const readValidators: Reader<ValidatorCredit[]> = (value, path) =>
	list(readNumbers(4), CONSENSUS_LIMITS.validators)(value, path).map((fields) => {
		const [credit, participation, failures, benchedUntil] = fields as [number, number, number, number];
		return { credit, participation, failures, benchedUntil };
	});

const readGaps: Reader<LedgerGap[]> = (value, path) =>
	list(readNumbers(3), MAX_GAPS)(value, path).map((fields) => {
		const [height, parentRound, round] = fields as [number, number, number];
		return { height, parentRound, round };
	});

/** @throws CodedError CODEC_* when the bytes are not one canonical ledger. */
export function decodeCreditLedger(encoded: Uint8Array): CreditLedger {
	const value = decode(encoded, MAX_BYTES);
	if (!Array.isArray(value) || value.length !== 9) throw invalid('ledger', '9 elements');
	const [version, height, round, figures, blocks, proposers, gaps, accounted, convicted] = value as unknown[];
	literal(VERSION)(version, 'ledger.version');
	const validators = readValidators(figures, 'ledger.validators');
	const readValidator = integer(0, validators.length - 1);
	return {
		height: integer()(height, 'ledger.height'),
		round: integer()(round, 'ledger.round'),
		validators,
		blocks: list((item, path) => readLedgerBlock(item, path, validators.length), MAX_BLOCKS)(blocks, 'ledger.blocks'),
		proposers: list(readValidator, CONSENSUS_LIMITS.validators)(proposers, 'ledger.proposers'),
		gaps: readGaps(gaps, 'ledger.gaps'),
		accounted: list(integer(), MAX_ACCOUNTED)(accounted, 'ledger.accounted'),
		convicted: list(readValidator, CONSENSUS_LIMITS.validators)(convicted, 'ledger.convicted'),
	};
}

function readLedgerBlock(value: unknown, path: string, size: number): LedgerBlock {
	if (!Array.isArray(value) || value.length !== 4) throw invalid(path, '4 elements');
	const [height, round, earns, voters] = value as unknown[];
	return {
		height: integer()(height, `${path}.height`),
		round: integer()(round, `${path}.round`),
		earns: boolean(earns, `${path}.earns`),
		voters: fromBitmap(bytesUpTo(CONSENSUS_LIMITS.validators)(voters, `${path}.voters`), size, path),
	};
}

function toBitmap(voters: readonly number[], size: number): Uint8Array {
	const bitmap = new Uint8Array(Math.ceil(size / 8));
	for (const voter of voters) bitmap[voter >> 3] = (bitmap[voter >> 3] as number) | (1 << (voter & 7));
	return bitmap;
}

function fromBitmap(bitmap: Uint8Array, size: number, path: string): number[] {
	if (bitmap.length !== Math.ceil(size / 8)) throw invalid(`${path}.voters`, `bitmap of ${size} bits`);
	const voters: number[] = [];
	for (let index = 0; index < bitmap.length * 8; index++) {
		if (((bitmap[index >> 3] as number) & (1 << (index & 7))) === 0) continue;
		if (index >= size) throw invalid(`${path}.voters`, `no bit above ${size - 1}`);
		voters.push(index);
	}
	return voters;
}

function invalid(path: string, expected: string): CodedError {
	return new CodedError('CODEC_INVALID', { path, expected });
}
