import type { RegionView } from '../../../shared/contract/index.ts';
import type { FigureData } from '../../charts/figure.ts';
import { figure } from '../../charts/figure.ts';

export type ChannelPart = 'delivered' | 'refused' | 'timed-out' | 'open';

export interface ChannelRail {
	readonly direction: 'out' | 'in';
	readonly total: number;
	/** In the order of the drawing, none of them empty. */
	readonly parts: readonly { readonly part: ChannelPart; readonly count: number }[];
}

/** Both directions of a channel, as this chain knows them. */
export function railsOf({ out, in: inward }: Pick<RegionView, 'out' | 'in'>): readonly [ChannelRail, ChannelRail] {
	const parts = (list: readonly { readonly part: ChannelPart; readonly count: number }[]) =>
		list.filter(({ count }) => count > 0);
	return [
		{
			direction: 'out',
			total: out.sent,
			parts: parts([
				{ part: 'delivered', count: out.delivered },
				{ part: 'refused', count: out.refused },
				{ part: 'timed-out', count: out.timedOut },
				{ part: 'open', count: out.open },
			]),
		},
		{
			direction: 'in',
			total: inward.received,
			parts: parts([
				{ part: 'delivered', count: inward.executed },
				{ part: 'refused', count: inward.refused },
			]),
		},
	];
}

export interface Segment {
	readonly part: ChannelPart;
	readonly count: number;
	/** Within the strip, px. */
	readonly x: number;
	readonly width: number;
}

/** A part of few packets beside many keeps a width that can be seen. */
const SEGMENT_MIN_PX = 14;

/** Splits a strip of `width` by counts. */
export function segmentsOf({ parts, total }: ChannelRail, width: number): Segment[] {
	if (total === 0) return [];
	const spare = width - parts.length * SEGMENT_MIN_PX;
	let x = 0;
	return parts.map(({ part, count }) => {
		const segment = { part, count, x, width: SEGMENT_MIN_PX + (spare * count) / total };
		x += segment.width;
		return segment;
	});
}

interface ChannelLine {
	readonly direction: 'out' | 'in';
	readonly part: ChannelPart;
	readonly count: number;
}

export function channelFigure(
	region: RegionView,
	words: {
		readonly direction: string;
		readonly state: string;
		readonly count: string;
		text(line: ChannelLine): string;
		way(line: ChannelLine): string;
	},
): FigureData<ChannelLine> {
	return figure<ChannelLine>({
		name: `gridquorum-channel-${region.chain}`,
		columns: [
			{ label: words.direction, field: 'direction', cell: ({ direction }) => direction, text: words.way },
			{ label: words.state, field: 'state', cell: ({ part }) => part, text: words.text },
			{ label: words.count, field: 'packets', numeric: true, cell: ({ count }) => count },
		],
		rows: railsOf(region).flatMap(({ direction, parts }) => parts.map((each) => ({ direction, ...each }))),
	});
}
