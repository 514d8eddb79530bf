import { decode, encode } from '../../../shared/codec/cbor.ts';
import { integer, literal, record, text } from '../../../shared/codec/reader.ts';
import { CodedError, codeOf } from '../../../shared/errors/coded-error.ts';
import type { SafetyState } from './safety.ts';

/** Keys of the core's records in the driver's store. */
export const RECORD_KEYS = {
	safety: 'safety',
	highQc: 'high-qc',
	highTc: 'high-tc',
	/** Certificate of the newest block made final by order votes where neither `high-qc` nor a header holds it. */
	tipQc: 'tip-qc',
	lastProposal: 'last-proposal',
	lastVote: 'last-vote',
	lastOrderVote: 'last-order-vote',
	lastTimeout: 'last-timeout',
} as const;

const BLOCK_PREFIX = 'block/';
const EVIDENCE_PREFIX = 'evidence/';
const SAFETY_BYTES = 1024;
const VERSION = 1;

export function blockRecordKey(key: string): string {
	return `${BLOCK_PREFIX}${key}`;
}

export function isBlockRecord(key: string): boolean {
	return key.startsWith(BLOCK_PREFIX);
}

/** One proof against each validator at most. */
export function evidenceRecordKey(offender: number): string {
	return `${EVIDENCE_PREFIX}${offender}`;
}

export function isEvidenceRecord(key: string): boolean {
	return key.startsWith(EVIDENCE_PREFIX);
}

interface SafetyRecord extends SafetyState {
	readonly version: number;
	readonly chainId: string;
	readonly epoch: number;
	/** Whose key signed: a record must not serve another validator. */
	readonly self: number;
}

const readSafety = record<SafetyRecord>({
	version: literal(VERSION),
	chainId: text(64),
	epoch: integer(),
	self: integer(),
	lastProposedRound: integer(),
	lastVotedRound: integer(),
	lastOrderVoteRound: integer(),
	highestTimeoutRound: integer(),
	lock: integer(),
});

export interface RecordOwner {
	readonly chainId: string;
	readonly epoch: number;
	readonly self: number;
}

export function encodeSafety(owner: RecordOwner, safety: SafetyState): Uint8Array {
	return encode({ version: VERSION, ...owner, ...safety });
}

/** @throws CodedError CONSENSUS_RECORDS_DAMAGED when the record is not this validator's own. */
export function decodeSafety(owner: RecordOwner, encoded: Uint8Array): SafetyState {
	const stored = decodeRecord(RECORD_KEYS.safety, () => readSafety(decode(encoded, SAFETY_BYTES), 'safety'));
	const { version: _version, chainId, epoch, self, ...safety } = stored;
	if (chainId !== owner.chainId || epoch !== owner.epoch || self !== owner.self)
		throw new CodedError('CONSENSUS_RECORDS_DAMAGED', {
			key: RECORD_KEYS.safety,
			reason: `it belongs to validator ${self} of chain ${chainId}, epoch ${epoch}`,
		});
	return safety;
}

/** How far a validator has signed: it never signs again at or below `round` of `epoch`. */
export interface SignedUpTo {
	readonly chainId: string;
	readonly epoch: number;
	readonly round: number;
}

/** What the safety record of any validator says, for whoever moves or restores its key. @throws CodedError CONSENSUS_RECORDS_DAMAGED */
export function signedUpTo(encoded: Uint8Array): SignedUpTo {
	const stored = decodeRecord(RECORD_KEYS.safety, () => readSafety(decode(encoded, SAFETY_BYTES), 'safety'));
	const { chainId, epoch, lastProposedRound, lastVotedRound, lastOrderVoteRound, highestTimeoutRound } = stored;
	return {
		chainId,
		epoch,
		round: Math.max(lastProposedRound, lastVotedRound, lastOrderVoteRound, highestTimeoutRound),
	};
}

/** Runs a decoder of a stored record; what it refuses becomes CONSENSUS_RECORDS_DAMAGED. */
export function decodeRecord<T>(key: string, read: () => T): T {
	try {
		return read();
	} catch (error) {
		const code = codeOf(error);
		if (!code) throw error;
		throw new CodedError('CONSENSUS_RECORDS_DAMAGED', { key, reason: (error as CodedError).message });
	}
}
