import type { ChainRoot, ChannelTerms } from '../../../shared/codec/bridge-client.ts';
import type { EnergyWh } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from '../read-model/block-step.ts';
import { BRIDGE_RETENTION } from './bridge-limits.ts';
import { LotLog } from './lot-log.ts';
import { OfferLog } from './offer-log.ts';
import { PacketLog } from './packet-log.ts';

/** A state root of the other chain that this one verified. */
export interface AnchorRow extends Omit<EventOf<'chain-anchored'>, 'kind' | 'chain'> {
	readonly at: EventStep;
}

export interface FrozenRow extends Omit<EventOf<'client-frozen'>, 'kind' | 'chain'> {
	readonly at: EventStep;
}

/** One connected chain: what it is trusted by, and what crossed. */
export class RegionRow {
	readonly chain: string;
	readonly connected: EventStep;
	root: ChainRoot;
	rootAt: EventStep;
	terms: ChannelTerms;
	/** Where the client's trust period counts from: as `ChainClient.updatedAt`. */
	updatedAt: number;
	frozen: FrozenRow | null = null;
	/** Oldest first. */
	readonly anchors: AnchorRow[] = [];
	anchorCount = 0;
	/** Of the highest state; a call may rest on a lower one. */
	newest: AnchorRow | undefined;
	/** Of the highest state since the client began. */
	#height = 0;
	readonly packets = new PacketLog();
	readonly lots = new LotLog();
	readonly offers = new OfferLog();
	/** Certificates of which a range is locked for that chain, or that it issued; newest last. */
	readonly certificates = new Set<string>();

	constructor({ chain, root, terms }: EventOf<'chain-connected'>, at: EventStep) {
		this.chain = chain;
		this.root = root;
		this.terms = terms;
		this.connected = at;
		this.rootAt = at;
		this.updatedAt = at.time;
	}

	/** Of packets on the way out whose time is over. @param now chain time of this chain */
	overdue(now: number): number {
		let count = 0;
		for (const { timeoutAt } of this.packets.open.values()) if (timeoutAt !== null && timeoutAt <= now) count += 1;
		return count;
	}

	anchor({ kind: _kind, chain: _chain, ...anchor }: EventOf<'chain-anchored'>, at: EventStep): void {
		this.updatedAt = Math.max(this.updatedAt, Math.min(at.time, anchor.time));
		this.anchorCount += 1;
		const row = { ...anchor, at };
		this.anchors.push(row);
		if (anchor.height > this.#height) {
			this.newest = row;
			this.#height = anchor.height;
		}
		if (this.anchors.length > BRIDGE_RETENTION.anchors) this.anchors.shift();
	}

	recover(root: ChainRoot, at: EventStep): void {
		this.root = root;
		this.rootAt = at;
		this.updatedAt = at.time;
		this.frozen = null;
		this.#height = 0;
	}

	/** Remembers that ranges of the certificate cross. */
	keepCertificate(certificate: string): void {
		this.certificates.delete(certificate);
		this.certificates.add(certificate);
		if (this.certificates.size > BRIDGE_RETENTION.ranges)
			this.certificates.delete(this.certificates.values().next().value as string);
	}
}

/** Energy of lots of a direction that did not come back. */
export function energyOf(
	lots: LotLog,
	direction: 'out' | 'in',
): { readonly energyWh: EnergyWh; readonly count: number } {
	let energyWh = 0;
	let count = 0;
	for (const row of lots.rows.values()) {
		if (row.direction !== direction || row.state === 'returned') continue;
		energyWh += row.lot.quantityWh;
		count += 1;
	}
	return { energyWh, count };
}
