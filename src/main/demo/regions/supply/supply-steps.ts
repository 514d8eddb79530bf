import { bridgeAccount } from '../../../../shared/codec/accounts.ts';
import type { ContractEvent } from '../../../../shared/codec/events.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import type { ExecutedBlock } from '../../../node/types.ts';

const KINDS = [
	'packet-sent',
	'packet-received',
	'packet-closed',
	'certificate-sent',
	'certificate-admitted',
	'certificate-returned',
	'lot-sent',
	'lot-admitted',
	'lot-returned',
	'offer-opened',
	'offer-taken',
	'offer-expired',
] as const;

export type SupplyEvent = Extract<ContractEvent, { kind: (typeof KINDS)[number] | 'transfer' }>;

/** What one call or task of a chain says of what crosses; sums hold after each, for it takes effect whole or not at all. */
export interface SupplyStep {
	readonly chain: string;
	readonly height: number;
	/** Block time. */
	readonly time: TimeMs;
	readonly events: readonly SupplyEvent[];
}

const BRIDGE = bridgeAccount('');
const kinds: ReadonlySet<string> = new Set(KINDS);

function isOfSupply(event: ContractEvent): event is SupplyEvent {
	if (event.kind === 'transfer') return event.from.startsWith(BRIDGE) || event.to.startsWith(BRIDGE);
	return kinds.has(event.kind);
}

/** Calls and tasks of a block in their order; those that nothing crosses by are left out. */
export function supplySteps(
	chain: string,
	{ block, receipts, events }: Pick<ExecutedBlock, 'block' | 'receipts' | 'events'>,
): SupplyStep[] {
	const { height, time } = block.header;
	return receipts
		.map(({ firstEvent, eventCount }) => events.slice(firstEvent, firstEvent + eventCount).filter(isOfSupply))
		.filter((found) => found.length > 0)
		.map((found) => ({ chain, height, time, events: found }));
}
