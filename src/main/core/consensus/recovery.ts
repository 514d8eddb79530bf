import type { Block, QuorumCertificate } from '../../../shared/codec/block.ts';
import { blockId, decodeBlock } from '../../../shared/codec/block-codec.ts';
import { decodeQuorumCertificate, decodeTimeoutCertificate } from '../../../shared/codec/certificate-codec.ts';
import { type ConsensusMessage, decodeConsensusMessage } from '../../../shared/codec/consensus-messages.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { BlockTree } from './block-tree.ts';
import { attachBlock, observeQc, observeTc } from './commits.ts';
import type { Core, SentMessages } from './core.ts';
import { applyCredit } from './credit.ts';
import { decodeCreditLedger } from './credit-codec.ts';
import type { CreditLedger } from './credit-ledger.ts';
import { decodeRecord, decodeSafety, isBlockRecord, RECORD_KEYS, type RecordOwner } from './records.ts';
import { INITIAL_SAFETY, type SafetyState } from './safety.ts';
import type { Epoch, PersistRecord, Recovery } from './types.ts';

/** The certificate that names genesis; it needs no signature. */
export function genesisCertificate(epoch: Epoch): QuorumCertificate {
	return { blockId: epoch.genesisId, round: 0, parentRound: 0, signers: [], signatures: [] };
}

/** Puts the committed window back, with the credit after each block. @throws CodedError when it has holes */
export function restoreWindow(tree: BlockTree, epoch: Epoch, recovery: Recovery): void {
	const first = recovery.committed[0];
	let ledger: CreditLedger = recovery.credit
		? decodeRecord('credit', () => decodeCreditLedger(recovery.credit as Uint8Array))
		: epoch.startCredit;
	const from = ledger.height;
	const last = recovery.committed.at(-1);
	if (first && last && (from < first.header.height - 1 || from > last.header.height))
		throw damaged('credit', `it is of height ${from}, the blocks begin at ${first.header.height}`);
	let height = first ? first.header.height - 1 : from;
	const ledgers = recovery.committed.map(({ header, transactions }) => {
		height += 1;
		if (header.height !== height) throw damaged('committed', `height ${height} is missing`);
		if (height < from) return null;
		if (height === from) return ledger;
		ledger = applyCredit(ledger, header, transactions, epoch.credit).ledger;
		return ledger;
	});
	tree.restore(recovery.committed, ledgers);
}

/** The safety record; a validator without any starts from nothing. @throws CodedError CONSENSUS_RECORDS_DAMAGED */
export function restoreSafety(records: readonly PersistRecord[], owner: RecordOwner): SafetyState {
	const stored = find(records, RECORD_KEYS.safety);
	if (stored) return decodeSafety(owner, stored);
	const orphan = records.find((record) => record.key.startsWith('last-') && record.value);
	if (orphan) throw damaged(RECORD_KEYS.safety, `it is missing beside ${orphan.key}`);
	return INITIAL_SAFETY;
}

/** The exact messages signed last. @throws CodedError CONSENSUS_RECORDS_DAMAGED */
export function restoreSent(records: readonly PersistRecord[]): SentMessages {
	return {
		proposal: message(records, RECORD_KEYS.lastProposal, 'proposal'),
		vote: message(records, RECORD_KEYS.lastVote, 'vote'),
		orderVote: message(records, RECORD_KEYS.lastOrderVote, 'order-vote'),
		timeout: message(records, RECORD_KEYS.lastTimeout, 'timeout'),
	};
}

/**
 * Takes the stored certificates and uncommitted blocks in again, as if they had just arrived: what they prove final is
 * committed again where the driver lost it. So the network goes on even when every validator was killed at once.
 */
export function replayRecords(core: Core, records: readonly PersistRecord[]): void {
	const tipHeader = core.tree.tip.header;
	if (tipHeader) observeQc(core, tipHeader.parentQc);
	attachStored(core, records);
	const highQc = find(records, RECORD_KEYS.highQc);
	if (highQc)
		observeQc(
			core,
			decodeRecord(RECORD_KEYS.highQc, () => decodeQuorumCertificate(highQc)),
		);
	const highTc = find(records, RECORD_KEYS.highTc);
	if (highTc)
		observeTc(
			core,
			decodeRecord(RECORD_KEYS.highTc, () => decodeTimeoutCertificate(highTc)),
		);
}

function attachStored(core: Core, records: readonly PersistRecord[]): void {
	const blocks: Block[] = records.flatMap(({ key, value }) =>
		value && isBlockRecord(key) ? [decodeRecord(key, () => decodeBlock(value))] : [],
	);
	blocks.sort((a, b) => a.header.height - b.header.height || a.header.round - b.header.round);
	for (const block of blocks) {
		const id = blockId(block.header, core.sha256);
		const parent = core.tree.get(block.header.parentQc.blockId);
		if (core.tree.get(id)) continue;
		if (!parent || !core.tree.isLive(parent)) continue;
		attachBlock(core, block, id, parent).isStored = true;
	}
}

function message<K extends ConsensusMessage['kind']>(
	records: readonly PersistRecord[],
	key: string,
	kind: K,
): Extract<ConsensusMessage, { kind: K }> | null {
	const value = find(records, key);
	if (!value) return null;
	const decoded = decodeRecord(key, () => decodeConsensusMessage(value));
	if (decoded.kind !== kind) throw damaged(key, `it holds a ${decoded.kind}`);
	return decoded as Extract<ConsensusMessage, { kind: K }>;
}

function find(records: readonly PersistRecord[], key: string): Uint8Array | null {
	return records.find((record) => record.key === key)?.value ?? null;
}

function damaged(key: string, reason: string): CodedError {
	return new CodedError('CONSENSUS_RECORDS_DAMAGED', { key, reason });
}
