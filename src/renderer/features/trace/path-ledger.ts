import type { TraceThing } from '../../../shared/contract/index.ts';
import { type BalanceState, balanceState, certificateMass } from './balance.ts';
import type { CertifiedShare } from './certified.ts';
import type { Lane, Lanes, SettlementSides } from './lanes.ts';

/** One step of the focus's path. in = out + left, Wh. */
export interface PathStep {
	readonly step: 'reading' | 'seller' | 'trade' | 'deed' | 'buyer' | 'certificate';
	readonly node: TraceThing;
	readonly inWh: number;
	readonly outWh: number;
	readonly leftWh: number;
	/** Where the rest went, the largest first. */
	readonly left: readonly {
		readonly to: 'own-use' | 'grid' | 'region' | 'other-trades' | 'unseen';
		readonly wh: number;
	}[];
	/** Of the node in the whole graph up to the block shown. */
	readonly balance: BalanceState;
	/** in − out of that node, Wh. */
	readonly residueWh: number;
	/** For the buyer: all that it used in the period. */
	readonly ofWh: number | null;
}

/** The trade that the table follows: the focus's own, or the largest of several. */
export function mainLane(lanes: Lanes): Lane | null {
	return (
		lanes.lanes.filter((lane) => lane.hot).toSorted((a, b) => b.wh - a.wh || (a.trade < b.trade ? -1 : 1))[0] ?? null
	);
}

/**
 * Meter, seller, trade, deed, buyer, certificates: what came in at each, what went on along the path, what left it.
 * Pure.
 */
export function pathLedger(lanes: Lanes, certified: readonly CertifiedShare[] = []): PathStep[] {
	const lane = mainLane(lanes);
	if (!lane) return [];
	const steps: PathStep[] = [];
	const node = (key: string | null) => (key === null ? undefined : lanes.nodes.get(key));
	const through = (step: PathStep['step'], at: TraceThing | undefined, wh: number, flowing = at) => {
		if (at && flowing) steps.push({ step, node: at, inWh: wh, outWh: wh, ...UNDIVIDED, ...standOf(flowing) });
	};
	const sides = lane.seller ? lanes.settlements.get(lane.seller) : undefined;
	for (const { reading, wh } of sides?.generated ?? []) through('reading', node(reading), wh);
	const seller = node(lane.seller);
	if (seller) steps.push(sellerStep(seller, lane, lanes));
	const trade = node(lane.trade);
	through('trade', trade, lane.wh);
	// A deed moves no energy itself: it carries its trade's.
	through('deed', node(lane.deed), lane.wh, trade);
	const buyer = node(lane.buyer);
	through('buyer', buyer, lane.wh);
	const used = (lane.buyer && lanes.settlements.get(lane.buyer)?.ownUse) || null;
	if (buyer && used !== null) steps.push({ ...(steps.pop() as PathStep), ofWh: used });
	const readings = new Set((sides?.generated ?? []).map(({ reading }) => reading));
	for (const { certificate, settlement, wh } of certified) {
		const at = node(certificate);
		if (at && settlement === lane.buyer && certifies(at, readings)) through('certificate', at, wh);
	}
	return steps;
}

const UNDIVIDED = { leftWh: 0, left: [], ofWh: null } as const;

function standOf(node: TraceThing): Pick<PathStep, 'balance' | 'residueWh'> {
	const certificate = certificateMass(node);
	if (certificate)
		return { balance: certificate.residueWh === 0 ? 'balanced' : 'residue', residueWh: certificate.residueWh };
	return { balance: balanceState(node), residueWh: node.balance.residueWh };
}

/** `GC-<meter>-<start>` is of the reading `R-<meter>-<start>`, or a correction of it. */
function certifies({ id }: TraceThing, readings: ReadonlySet<string>): boolean {
	const stem = `reading:R-${id.slice('GC-'.length)}`;
	return [...readings].some((reading) => reading === stem || reading.startsWith(`${stem}-v`));
}

function leftForRegions(sides: SettlementSides | undefined): number {
	return (sides?.crossings ?? []).reduce((sum, { direction, wh }) => sum + (direction === 'out' ? wh : 0), 0);
}

function sellerStep(seller: TraceThing, lane: Lane, lanes: Lanes): PathStep {
	const sides = lane.seller ? lanes.settlements.get(lane.seller) : undefined;
	// The node's own sum counts what lies beyond the depth asked for as well.
	const inWh = seller.balance.inWh || lane.wh;
	const others = lanes.lanes
		.filter((each) => each.seller === lane.seller && each !== lane)
		.reduce((sum, each) => sum + each.wh, 0);
	const leftWh = inWh - lane.wh;
	const known = [
		{ to: 'own-use' as const, wh: sides?.ownUse ?? 0 },
		{ to: 'grid' as const, wh: sides?.toGrid ?? 0 },
		{ to: 'region' as const, wh: leftForRegions(sides) },
		{ to: 'other-trades' as const, wh: others },
	];
	const unseen = leftWh - known.reduce((sum, each) => sum + each.wh, 0);
	const left = [...known, { to: 'unseen' as const, wh: unseen }]
		.filter((each) => each.wh > 0)
		.toSorted((a, b) => b.wh - a.wh);
	return { step: 'seller', node: seller, inWh, outWh: lane.wh, leftWh, left, ofWh: null, ...standOf(seller) };
}
