import type { EnergyWh, TimeMs } from '../../../shared/codec/units.ts';

/** What has become of a range of a certificate's Wh, [fromWh, toWh). */
export interface PartRow {
	readonly fromWh: EnergyWh;
	readonly toWh: EnergyWh;
	/** Who holds it, or did last. */
	readonly holder: string;
	readonly state: 'held' | 'cancelled' | 'expired';
	/** Settlement for whose consumption it was cancelled, or the purpose that its holder gave. */
	readonly settlement: string | null;
	readonly purpose: string | null;
	/** Block of the newest change, and its time. */
	readonly height: number;
	readonly time: TimeMs;
}

/** Gives a range its new state: parts that it cuts are split, and what it covers becomes one part. */
export function replacePart(parts: readonly PartRow[], changed: PartRow): PartRow[] {
	const rest = parts.flatMap((part): PartRow[] => {
		if (part.toWh <= changed.fromWh || changed.toWh <= part.fromWh) return [part];
		const left: PartRow[] = [];
		if (part.fromWh < changed.fromWh) left.push({ ...part, toWh: changed.fromWh });
		if (changed.toWh < part.toWh) left.push({ ...part, fromWh: changed.toWh });
		return left;
	});
	return [...rest, changed].sort((a, b) => a.fromWh - b.fromWh);
}

export function energyIn(parts: readonly PartRow[], state: PartRow['state']): EnergyWh {
	return parts.reduce((sum, part) => sum + (part.state === state ? part.toWh - part.fromWh : 0), 0);
}
