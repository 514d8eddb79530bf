import { toHex } from '../codec/bytes.ts';
import type { ContractEvent } from '../codec/events.ts';
import type { GenesisDocument } from '../codec/genesis-document.ts';
import { type OrderRow, orderOf } from '../codec/order-row.ts';
import type { TimeMs } from '../codec/units.ts';
import { type EnteredOrder, ordersOf } from './entered-orders.ts';
import { EvidenceKeys } from './evidence-keys.ts';
import type { PlacedEvent } from './verify/read-block.ts';

/** A step from what was measured to what was paid. */
export interface CustodyStep {
	readonly what: 'reading' | 'batch' | 'order' | 'trade' | 'deed' | 'settlement';
	readonly id: string;
	readonly height: number;
	readonly time: TimeMs;
	readonly facts: CustodyFacts;
}

type CustodyFacts = { readonly [name: string]: string | number };

/** The deed whose line is followed. */
export interface CustodyOf {
	readonly deed: string;
	readonly generator: string;
	readonly user: string;
	readonly product: string;
	readonly trades: readonly string[];
}

/** Every thing that the deed goes back to, and what followed from it, in the order of the chain. */
export function custodySteps(of: CustodyOf, events: readonly PlacedEvent[], genesis: GenesisDocument): CustodyStep[] {
	const terms = events.map(({ event }) => event).find((event) => isOpening(event, of.product));
	const delivery = terms?.kind === 'product-opened' ? terms : null;
	const made = events.flatMap(({ event }) =>
		event.kind === 'trade-made' && of.trades.includes(event.trade) ? [event] : [],
	);
	const orders = new Set(made.flatMap(({ bid, offer }) => [bid, offer]));
	const keys = new EvidenceKeys(genesis);
	const batches = new Set<string>();
	const steps: CustodyStep[] = [];
	for (const placed of events) {
		const { event, height, time } = placed;
		keys.take(placed);
		const told = [...agreedSteps(event, of, orders), ...measuredSteps(event, of, { delivery, keys })];
		for (const [what, id, facts] of told) {
			if (event.kind === 'reading-recorded') batches.add(event.batch);
			steps.push({ what, id, height, time, facts });
		}
	}
	return steps.filter(({ what, id }) => what !== 'batch' || batches.has(id));
}

type Told = readonly [what: CustodyStep['what'], id: string, facts: CustodyFacts];

function* agreedSteps(event: ContractEvent, of: CustodyOf, orders: ReadonlySet<string>): Generator<Told> {
	for (const entered of ordersOf(event))
		if (orders.has(entered.order)) yield ['order', entered.order, factsOfOrder(entered)];
	switch (event.kind) {
		case 'trade-made':
			if (of.trades.includes(event.trade)) yield ['trade', event.trade, { bid: event.bid, offer: event.offer }];
			break;
		case 'deed-drafted':
		case 'deed-amended':
			if (event.deed === of.deed) yield ['deed', event.deed, { digest: toHex(event.digest) }];
	}
}

function* measuredSteps(
	event: ContractEvent,
	{ generator, user, product }: CustodyOf,
	{ delivery, keys }: { readonly delivery: Delivery | null; readonly keys: EvidenceKeys },
): Generator<Told> {
	const isParty = (participant: string): boolean => participant === generator || participant === user;
	switch (event.kind) {
		case 'reading-recorded': {
			const { participant, start, end, reading, batch, generatedWh, consumedWh } = event;
			if (!delivery || !isParty(participant)) break;
			if (start >= delivery.deliveryEnd || end <= delivery.deliveryStart) break;
			yield ['reading', reading, { participant, batch, generatedWh, consumedWh }];
			break;
		}
		case 'readings-submitted': {
			const key = keys.ofSource(event.source)?.publicKey ?? '';
			yield ['batch', event.batch, { source: event.source.id, key, root: toHex(event.root) }];
			break;
		}
		case 'product-settling':
		case 'product-settled':
			if (event.product !== product) break;
			for (const { participant, contractedWh, meteredWh, traded } of event.statements)
				if (isParty(participant)) yield ['settlement', event.product, { participant, contractedWh, meteredWh, traded }];
	}
}

interface Delivery {
	readonly deliveryStart: TimeMs;
	readonly deliveryEnd: TimeMs;
}

function isOpening(event: ContractEvent, product: string): boolean {
	return event.kind === 'product-opened' && event.product === product;
}

function factsOfOrder({ participant, row, before, with: came }: EnteredOrder): CustodyFacts {
	return { ...factsOf(participant, row), ...came, ...(before !== null && { before }) };
}

function factsOf(participant: string, row: OrderRow): CustodyFacts {
	const order = orderOf(row);
	const quantityWh =
		'quantityWh' in order && typeof order.quantityWh === 'number' ? { quantityWh: order.quantityWh } : {};
	return { participant, side: order.side, ...quantityWh };
}
