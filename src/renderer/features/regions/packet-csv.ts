import type { PacketView } from '../../../shared/contract/index.ts';
import type { CsvCell } from '../../app/csv.ts';

export const PACKET_CSV_HEADER = [
	'packet',
	'chain',
	'direction',
	'sequence',
	'kind',
	'state',
	'code',
	'from',
	'to',
	'energy_wh',
	'money_micro',
	'sent_utc',
	'sent_height',
	'received_utc',
	'received_height',
	'closed_utc',
	'closed_height',
	'timeout_utc',
] as const;

const instant = (ms: number | null | undefined): string | null =>
	ms === null || ms === undefined ? null : new Date(ms).toISOString();

/** Exact, in base units, whatever the reader's language is. */
export function packetCsvRow({ contents, sent, received, closed, ...packet }: PacketView): CsvCell[] {
	const from = 'from' in contents ? contents.from.participant : null;
	const to = 'to' in contents ? contents.to.participant : (contents.taker?.participant ?? null);
	return [
		...[packet.packet, packet.chain, packet.direction, packet.sequence, contents.kind, packet.state, packet.code],
		...[from, to, energyOf(contents), moneyOf(contents)],
		...[instant(sent?.time), sent?.height ?? null, instant(received?.time), received?.height ?? null],
		...[instant(closed?.time), closed?.height ?? null, instant(packet.timeoutAt)],
	];
}

function energyOf(contents: PacketView['contents']): number | null {
	if (contents.kind === 'lot') return contents.lot.quantityWh;
	if (contents.kind === 'certificates') return contents.energyWh;
	if (contents.kind !== 'offer') return null;
	return contents.goods.kind === 'lot' ? contents.goods.lot.quantityWh : contents.goods.energyWh;
}

function moneyOf(contents: PacketView['contents']): number | null {
	if (contents.kind === 'money') return contents.amount;
	return contents.kind === 'offer' ? contents.price : null;
}
