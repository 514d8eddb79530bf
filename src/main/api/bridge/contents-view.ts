import type { CrossingPart, EnergyLot, OfferedGoods, PacketContents } from '../../../shared/codec/bridge-packet.ts';
import { toHex } from '../../../shared/codec/bytes.ts';
import { foreignCertificateId } from '../../../shared/codec/ids.ts';
import type {
	CrossingGoodsView,
	CrossingLotView,
	CrossingPartView,
	PacketContentsView,
} from '../../../shared/contract/index.ts';
import { type ConsoleServices, isMine } from '../services.ts';

export type BridgeServices = Pick<ConsoleServices, 'node' | 'model'>;

export interface Party {
	readonly participant: string;
	readonly name: string;
	readonly me: boolean;
}

/** @param isHere whether it is a participant of this chain; one of another chain may have the same id */
export function partyOf(participant: string, isHere: boolean, services: BridgeServices): Party {
	const name = isHere ? services.model.directory.nameOf(participant) : participant;
	return { participant, name, me: isHere && isMine(services, participant) };
}

export function contentsView(
	contents: PacketContents,
	direction: 'out' | 'in',
	services: BridgeServices,
): PacketContentsView {
	const isOut = direction === 'out';
	const from = (participant: string) => partyOf(participant, isOut, services);
	const to = (participant: string) => partyOf(participant, !isOut, services);
	switch (contents.kind) {
		case 'money':
			return { ...contents, from: from(contents.from), to: to(contents.to) };
		case 'certificates': {
			const parts = contents.parts.map((part) => partView(part, services));
			return { ...contents, from: from(contents.from), to: to(contents.to), parts, energyWh: energyIn(parts) };
		}
		case 'lot':
			return { ...contents, from: from(contents.from), to: to(contents.to), lot: lotView(contents.lot) };
		case 'offer': {
			const taker = contents.taker === null ? null : to(contents.taker);
			return { ...contents, from: from(contents.from), taker, goods: goodsView(contents.goods, services) };
		}
		case 'offer-closed':
			// The taker is of the chain where the offer stood: the one that sends this.
			return { ...contents, taker: contents.taker === null ? null : from(contents.taker) };
	}
}

export function goodsView(goods: OfferedGoods, services: BridgeServices): CrossingGoodsView {
	if (goods.kind === 'lot') return { kind: 'lot', lot: lotView(goods.lot) };
	const parts = goods.parts.map((part) => partView(part, services));
	return { kind: 'certificates', parts, energyWh: energyIn(parts) };
}

export function lotView({ deedDigest, ...lot }: EnergyLot): CrossingLotView {
	return { ...lot, deedDigest: toHex(deedDigest) };
}

function partView(
	{ origin, certificate, fromWh, toWh, terms }: CrossingPart,
	services: BridgeServices,
): CrossingPartView {
	const isHome = origin === services.node.chainId;
	const here = isHome ? certificate : foreignCertificateId(origin, certificate);
	const known = terms ?? services.model.certificates.find(here) ?? null;
	return {
		certificate: here,
		origin,
		fromWh,
		toWh,
		technology: known?.technology ?? null,
		start: known?.start ?? null,
		end: known?.end ?? null,
	};
}

const energyIn = (parts: readonly CrossingPartView[]): number =>
	parts.reduce((sum, { fromWh, toWh }) => sum + toWh - fromWh, 0);
