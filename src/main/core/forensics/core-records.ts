import type { BlockHeader, QuorumCertificate, TimeoutCertificate } from '../../../shared/codec/block.ts';
import { decodeBlock } from '../../../shared/codec/block-codec.ts';
import { decodeQuorumCertificate, decodeTimeoutCertificate } from '../../../shared/codec/certificate-codec.ts';
import { decodeConsensusMessage } from '../../../shared/codec/consensus-messages.ts';
import { decodeRecord, isBlockRecord, RECORD_KEYS } from '../consensus/records.ts';
import type { PersistRecord } from '../consensus/types.ts';

/** What a core's records add to the chain: certificates that no stored header holds yet. */
export interface RecordedCertificates {
	readonly headers: BlockHeader[];
	readonly certificates: QuorumCertificate[];
	readonly timeouts: TimeoutCertificate[];
}

/** @throws CodedError CONSENSUS_RECORDS_DAMAGED */
export function certificatesInRecords(records: readonly PersistRecord[]): RecordedCertificates {
	const found: RecordedCertificates = { headers: [], certificates: [], timeouts: [] };
	for (const { key, value } of records) if (value) decodeRecord(key, () => readRecord(key, value, found));
	return found;
}

function readRecord(key: string, value: Uint8Array, found: RecordedCertificates): void {
	if (isBlockRecord(key)) found.headers.push(decodeBlock(value).header);
	else if (key === RECORD_KEYS.highTc) found.timeouts.push(decodeTimeoutCertificate(value));
	else if (key === RECORD_KEYS.highQc || key === RECORD_KEYS.tipQc)
		found.certificates.push(decodeQuorumCertificate(value));
	else if (key.startsWith('last-')) readMessage(value, found);
}

function readMessage(value: Uint8Array, found: RecordedCertificates): void {
	const message = decodeConsensusMessage(value);
	if (message.kind === 'proposal') found.headers.push(message.block.header);
	if (message.kind === 'order-vote') found.certificates.push(message.certificate);
	if (message.kind === 'timeout') found.certificates.push(message.highQc);
}
