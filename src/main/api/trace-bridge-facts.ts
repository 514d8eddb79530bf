import type { EnergyLot, OfferedGoods } from '../../shared/codec/bridge-packet.ts';
import type { EnergyWh } from '../../shared/codec/units.ts';
import type { PacketRow } from './bridge/packet-log.ts';
import type { ReadModel } from './read-model/read-model.ts';
import { type Fact, type FactLine, facts } from './trace-facts.ts';

/** A crossing between two chains, as this one recorded it. */
export function packetFacts(id: string, { bridge }: ReadModel): Fact[] {
	const packet = bridge.packet(id);
	if (!packet) return [];
	const { chain, direction, sequence, state, code, contents, sent, received, closed } = packet;
	return facts(
		['region', chain, 'text'],
		['direction', direction, 'text'],
		['sequence', String(sequence), 'text'],
		['state', state === 'open' ? 'on-the-way' : state, 'text'],
		['code', code, 'text'],
		['contents', contents.kind, 'text'],
		...contentsFacts(contents),
		['sent', sent?.time, 'time'],
		['received', received?.time, 'time'],
		['closed', closed?.time, 'time'],
	);
}

function contentsFacts(contents: PacketRow['contents']): readonly FactLine[] {
	switch (contents.kind) {
		case 'money':
			return [...parties(contents), ['moved', contents.amount, 'money']];
		case 'certificates':
			return [...parties(contents), ['certified', rangesWh(contents.parts), 'Wh']];
		case 'lot':
			return [...parties(contents), ...lotFacts(contents)];
		case 'offer':
			return [
				['sender', contents.from, 'text'],
				['receiver', contents.taker, 'text'],
				...goodsFacts(contents.goods),
				['offeredFor', contents.price, 'money'],
			];
		case 'offer-closed':
			return [
				['endedOffer', contents.offer, 'text'],
				['takenBy', contents.taker, 'text'],
			];
	}
}

const parties = ({ from, to }: { readonly from: string; readonly to: string }): readonly FactLine[] => [
	['sender', from, 'text'],
	['receiver', to, 'text'],
];

function goodsFacts(goods: OfferedGoods): readonly FactLine[] {
	return goods.kind === 'lot' ? lotFacts(goods) : [['certified', rangesWh(goods.parts), 'Wh']];
}

const lotFacts = ({ lot }: { readonly lot: EnergyLot }): readonly FactLine[] => [
	['lot', lot.quantityWh, 'Wh'],
	['start', lot.start, 'time'],
	['end', lot.end, 'time'],
	['deedThere', lot.deed, 'text'],
	['generator', lot.generator, 'text'],
];

const rangesWh = (parts: readonly { readonly fromWh: EnergyWh; readonly toWh: EnergyWh }[]): EnergyWh =>
	parts.reduce((sum, { fromWh, toWh }) => sum + toWh - fromWh, 0);
