import { BRIDGE_LIST_LIMITS } from '../../../shared/contract/bridge.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { BridgeServices } from './contents-view.ts';
import { lotRowView, lotsOf, offerView, rangesOf, sendableLots, tieOf } from './energy-views.ts';
import type { OfferRow } from './offer-log.ts';
import { type PacketFilter, packetsOf, packetView, relatedTo } from './packet-views.ts';
import type { RegionRow } from './region-row.ts';
import { anchorView, regionView } from './region-views.ts';

interface Page {
	readonly offset: number;
	readonly limit: number;
}

const { listed } = BRIDGE_LIST_LIMITS;

/** What the console answers of the bridge, as of the newest block that the read model contains. */
export function bridgeAnswers(services: BridgeServices) {
	const { node, model } = services;

	const regionOf = (chain: string): RegionRow => {
		const region = model.bridge.region(chain);
		if (!region) throw new CodedError('CONSOLE_REGION_UNKNOWN', { chain });
		return region;
	};
	const regionsOf = (chain: string | null): RegionRow[] =>
		model.bridge.regions.filter((region) => (chain ?? region.chain) === region.chain);

	return {
		regions() {
			const regions = model.bridge.regions.map((region) => regionView(region, services));
			return { asOfHeight: model.asOfHeight, chainId: node.chainId, regions };
		},
		packets({ offset, limit, ...filter }: PacketFilter & Page) {
			const found = packetsOf(filter, services);
			return {
				asOfHeight: model.asOfHeight,
				packets: found.slice(offset, offset + limit).map((row) => packetView(row, services)),
				total: found.length,
				dropped: regionsOf(filter.chain).reduce((sum, { packets }) => sum + packets.dropped, 0),
			};
		},
		/** @throws CodedError CONSOLE_PACKET_UNKNOWN */
		packet(packet: string) {
			const row = model.bridge.packet(packet);
			if (!row) throw new CodedError('CONSOLE_PACKET_UNKNOWN', { packet });
			const related = relatedTo(row, services).slice(0, listed);
			return {
				asOfHeight: model.asOfHeight,
				packet: packetView(row, services),
				related: related.map((each) => packetView(each, services)),
			};
		},
		/** @throws CodedError CONSOLE_REGION_UNKNOWN */
		energy(chain: string) {
			const region = regionOf(chain);
			const lots = lotsOf(region);
			const ranges = [...rangesOf(region, services)].reverse();
			return {
				asOfHeight: model.asOfHeight,
				lots: lots.slice(0, listed).map((row) => lotRowView(row, services)),
				lotsTotal: lots.length,
				tie: tieOf(region),
				ranges: ranges.slice(0, listed),
				rangesTotal: ranges.length,
			};
		},
		offers({ chain, offset, limit }: Page & { readonly chain: string | null }) {
			const kept = (which: 'open' | 'ended'): OfferRow[] =>
				regionsOf(chain).flatMap(({ offers }) => [...offers[which].values()]);
			const open = kept('open').sort((a, b) => a.expiresAt - b.expiresAt);
			const ended = kept('ended').sort((a, b) => (b.ended?.height ?? 0) - (a.ended?.height ?? 0));
			const all = [...open, ...ended];
			const offers = all.slice(offset, offset + limit).map((row) => offerView(row, services));
			return { asOfHeight: model.asOfHeight, offers, total: all.length };
		},
		/** @throws CodedError CONSOLE_REGION_UNKNOWN */
		anchors({ chain, offset, limit }: Page & { readonly chain: string }) {
			const { anchors } = regionOf(chain);
			const end = Math.max(0, anchors.length - offset);
			const page = anchors.slice(Math.max(0, end - limit), end).reverse();
			return {
				asOfHeight: model.asOfHeight,
				anchors: page.map((anchor) => anchorView(anchor, chain)),
				total: anchors.length,
			};
		},
		sendable() {
			const lots = sendableLots(services);
			return { asOfHeight: model.asOfHeight, lots: lots.slice(0, listed), total: lots.length };
		},
	};
}
