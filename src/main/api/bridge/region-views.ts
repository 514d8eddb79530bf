import { bridgeAccount } from '../../../shared/codec/accounts.ts';
import { toHex } from '../../../shared/codec/bytes.ts';
import type { AnchorView, RegionView } from '../../../shared/contract/index.ts';
import { chainRootView } from '../governance/change-view.ts';
import type { BridgeServices } from './contents-view.ts';
import { rangesOf } from './energy-views.ts';
import { type AnchorRow, energyOf, type RegionRow } from './region-row.ts';

export function regionView(row: RegionRow, services: BridgeServices): RegionView {
	const { chain, connected, root, rootAt, terms, packets, anchorCount, offers } = row;
	const { sent, delivered, refused, timedOut, received, executed, refusedHere } = packets.counts;
	const oldest = packets.open.values().next().value;
	const out = energyOf(row.lots, 'out');
	const inward = energyOf(row.lots, 'in');
	return {
		chain,
		connected,
		root: chainRootView(root),
		rootAt,
		terms,
		client: clientView(row),
		out: {
			...{ sent, delivered, refused, timedOut, open: packets.open.size },
			oldestOpenAt: oldest?.sent?.time ?? null,
			overdue: row.overdue(services.node.clock.now()),
		},
		in: { received, executed, refused: refusedHere },
		money: moneyView(row, services),
		lots: { outWh: out.energyWh, out: out.count, inWh: inward.energyWh, in: inward.count },
		certificates: crossedEnergy(row, services),
		anchors: anchorCount,
		openOffers: offers.open.size,
	};
}

export function anchorView({ stateRoot, ...anchor }: AnchorRow, chain: string): AnchorView {
	return { chain, ...anchor, stateRoot: toHex(stateRoot) };
}

function clientView({ root, newest, updatedAt, terms, frozen }: RegionRow): RegionView['client'] {
	return {
		epoch: Math.max(root.epoch, newest?.epoch ?? 0),
		height: newest?.height ?? 0,
		time: newest?.time ?? 0,
		verifiedAt: newest?.at.time ?? null,
		updatedAt,
		trustEndsAt: updatedAt + terms.trustPeriodMs,
		frozen: frozen && { ...frozen, first: toHex(frozen.first), second: toHex(frozen.second) },
	};
}

/** Null where the other chain counts in another currency. */
function moneyView({ chain, root, terms, offers }: RegionRow, { node, model }: BridgeServices): RegionView['money'] {
	if (root.currency !== node.genesis.market.currency) return null;
	return { balance: model.balances.of(bridgeAccount(chain)), reserved: offers.reserved, limit: terms.moneyLimit };
}

function crossedEnergy(row: RegionRow, services: BridgeServices): RegionView['certificates'] {
	const sums = { lockedWh: 0, admittedWh: 0 };
	for (const { direction, fromWh, toWh } of rangesOf(row, services))
		sums[direction === 'locked' ? 'lockedWh' : 'admittedWh'] += toWh - fromWh;
	return sums;
}
