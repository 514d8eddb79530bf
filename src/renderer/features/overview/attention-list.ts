import type { AlarmView, DeedSummary, MarketHour, NodeStatus } from '../../../shared/contract/index.ts';

/** Something that the person should know of or act on, most pressing first. */
export type AttentionItem =
	| { readonly kind: 'quorum'; readonly connected: number; readonly needed: number }
	| { readonly kind: 'phase'; readonly phase: NodeStatus['phase'] }
	| { readonly kind: 'alarm'; readonly alarm: AlarmView }
	| { readonly kind: 'peer'; readonly name: string; readonly toSpare: number }
	| { readonly kind: 'slow'; readonly delayMs: number }
	| {
			readonly kind: 'deeds';
			readonly product: string;
			readonly first: string;
			readonly count: number;
			readonly deliveryStart: number;
			readonly energyWh: number;
			readonly amount: number;
			readonly othersSigned: boolean;
			readonly deadline: number;
	  }
	| { readonly kind: 'reading'; readonly product: string; readonly start: number; readonly tradedWh: number }
	| {
			readonly kind: 'gate';
			readonly product: string;
			readonly start: number;
			readonly closes: number;
			readonly wantedWh: number | null;
			readonly offeredWh: number | null;
	  };

const READING_DUE_MS = 10 * 60_000;
const SLOW_LOOP_MS = 250;
const GATES_SHOWN = 3;

function nodeItems(status: NodeStatus): AttentionItem[] {
	const { quorum } = status;
	const items: AttentionItem[] = [];
	if (quorum.connected < quorum.needed)
		items.push({ kind: 'quorum', connected: quorum.connected, needed: quorum.needed });
	if (status.phase === 'failed' || status.phase === 'syncing') items.push({ kind: 'phase', phase: status.phase });
	for (const peer of status.peers)
		if (!peer.connected)
			items.push({ kind: 'peer', name: peer.name, toSpare: Math.max(0, quorum.connected - quorum.needed) });
	if (status.process.eventLoopDelayP99Ms > SLOW_LOOP_MS)
		items.push({ kind: 'slow', delayMs: status.process.eventLoopDelayP99Ms });
	return items;
}

function deedItems(deeds: readonly DeedSummary[]): AttentionItem[] {
	const byProduct = Map.groupBy(
		deeds.filter((deed) => deed.needsMe),
		(deed) => deed.product,
	);
	return [...byProduct.values()]
		.map((group) => {
			const first = group[0] as DeedSummary;
			return {
				kind: 'deeds' as const,
				product: first.product,
				first: first.deed,
				count: group.length,
				deliveryStart: first.deliveryStart,
				energyWh: group.reduce((sum, deed) => sum + deed.quantityWh, 0),
				amount: group.reduce((sum, deed) => sum + deed.amount, 0),
				othersSigned: group.every((deed) => deed.signers.every((signer) => signer.mine || signer.signedAt !== null)),
				deadline: first.deadline,
			};
		})
		.sort((a, b) => a.deadline - b.deadline);
}

function marketItems(hours: readonly MarketHour[], now: number): AttentionItem[] {
	const missing = hours
		.filter((hour) => hour.generatedWh === null && now - hour.end > READING_DUE_MS && (hour.tradedWh ?? 0) > 0)
		.map(
			(hour): AttentionItem => ({
				kind: 'reading',
				product: hour.product ?? '',
				start: hour.start,
				tradedWh: hour.tradedWh ?? 0,
			}),
		);
	const gates = hours
		.filter((hour) => hour.state === 'open' && hour.gateClosure !== null && hour.gateClosure > now)
		.sort((a, b) => (a.gateClosure ?? 0) - (b.gateClosure ?? 0))
		.slice(0, GATES_SHOWN)
		.map(
			(hour): AttentionItem => ({
				kind: 'gate',
				product: hour.product ?? '',
				start: hour.start,
				closes: hour.gateClosure ?? 0,
				wantedWh: hour.wantedWh,
				offeredWh: hour.offeredWh,
			}),
		);
	return [...missing, ...gates];
}

/** Alarms that say what an item would say as well. */
const SAID_BY: Readonly<Partial<Record<AttentionItem['kind'], AlarmView['kind']>>> = {
	peer: 'quorum-at-risk',
	slow: 'event-loop-overloaded',
	reading: 'missing-readings',
};
/** Priority 3 waits behind everything with a deadline. */
const PRESSING_PRIORITY = 2;

/**
 * What endangers the network first, with the pressing alarms, then what awaits a signature, then what is missing, then
 * the next gates, and the other alarms at the end.
 *
 * @param alarms those that await acknowledgement, the most pressing first
 */
export function attentionList(
	status: NodeStatus | null,
	deeds: readonly DeedSummary[],
	hours: readonly MarketHour[],
	now: number | null,
	alarms: readonly AlarmView[] = [],
): readonly AttentionItem[] {
	const itemOf = (alarm: AlarmView): AttentionItem => ({ kind: 'alarm', alarm });
	const said = new Set(alarms.filter(({ active }) => active).map(({ kind }) => kind));
	const isSaid = ({ kind }: AttentionItem): boolean => {
		const by = SAID_BY[kind];
		return by !== undefined && said.has(by);
	};
	return [
		...(status ? nodeItems(status) : []),
		...alarms.filter(({ priority }) => priority <= PRESSING_PRIORITY).map(itemOf),
		...deedItems(deeds),
		...(now === null ? [] : marketItems(hours, now)),
		...alarms.filter(({ priority }) => priority > PRESSING_PRIORITY).map(itemOf),
	].filter((item) => !isSaid(item));
}
