import type { CertificateView, CertifiedHourView } from '../../../shared/contract/index.ts';

export type PartState = 'held' | 'cancelled' | 'expired';

/** One range of a certificate in one hand. */
export interface PartRow {
	readonly key: string;
	readonly certificate: string;
	readonly product: string;
	readonly meter: string;
	readonly technology: CertificateView['technology'];
	readonly producer: string;
	readonly producerName: string;
	readonly start: number;
	readonly end: number;
	readonly expiresAt: number;
	readonly fromWh: number;
	readonly toWh: number;
	readonly energyWh: number;
	readonly holder: string;
	readonly holderName: string;
	readonly state: PartState;
	readonly settlement: string | null;
	readonly purpose: string | null;
	readonly height: number;
	readonly time: number;
}

/** Parts of the certificates, in their order, one row each. */
export function partRows(certificates: readonly CertificateView[]): PartRow[] {
	return certificates.flatMap(({ parts, ...of }) =>
		parts.map((part) => ({
			key: `${of.certificate} ${part.fromWh}`,
			certificate: of.certificate,
			product: of.product,
			meter: of.meter,
			technology: of.technology,
			producer: of.producer,
			producerName: of.producerName,
			start: of.start,
			end: of.end,
			expiresAt: of.expiresAt,
			energyWh: part.toWh - part.fromWh,
			...part,
		})),
	);
}

/** Energy of hours that is told by hour and summed. */
export const HOUR_FIGURES = [
	'consumedWh',
	'issuedWh',
	'boughtWh',
	'givenWh',
	'cancelledWh',
	'heldWh',
	'expiredWh',
] as const;
export type HourFigure = (typeof HOUR_FIGURES)[number];

export function sumOf(hours: readonly CertifiedHourView[], figure: HourFigure): number {
	return hours.reduce((sum, hour) => sum + (hour[figure] ?? 0), 0);
}

/** Shade of a figure from 1, faint, to 4 beside the largest of the strip; 0 for none. */
export function shadeOf(energyWh: number, largestWh: number): 0 | 1 | 2 | 3 | 4 {
	if (energyWh <= 0 || largestWh <= 0) return 0;
	return Math.min(4, Math.ceil((4 * energyWh) / largestWh)) as 1 | 2 | 3 | 4;
}

export interface MassBalance {
	/** What each holder has in each state, in the order of the ranges. */
	readonly lines: readonly { readonly name: string; readonly state: PartState; readonly energyWh: number }[];
	readonly sumWh: number;
	/** All ranges together are the whole certificate, each Wh once. */
	readonly isWhole: boolean;
}

/** Where the energy of a certificate is: its parts must cover it without a gap or an overlap. */
export function massBalance({ quantityWh, parts }: Pick<CertificateView, 'quantityWh' | 'parts'>): MassBalance {
	const lines = new Map<string, { name: string; state: PartState; energyWh: number }>();
	let reached = 0;
	let isWhole = true;
	for (const { fromWh, toWh, holder, holderName, state } of parts.toSorted((a, b) => a.fromWh - b.fromWh)) {
		if (fromWh !== reached) isWhole = false;
		reached = toWh;
		const key = `${state} ${holder}`;
		const line = lines.get(key) ?? { name: holderName, state, energyWh: 0 };
		line.energyWh += toWh - fromWh;
		lines.set(key, line);
	}
	const sumWh = [...lines.values()].reduce((sum, { energyWh }) => sum + energyWh, 0);
	return { lines: [...lines.values()], sumWh, isWhole: isWhole && reached === quantityWh };
}

/** Parts that one call may name: held, by one holder, whose first is the first chosen. */
export function callableParts(
	chosen: readonly PartRow[],
	mine: ReadonlySet<string>,
	limit: number,
): readonly PartRow[] {
	const own = chosen.filter(({ state, holder }) => state === 'held' && mine.has(holder));
	return own.filter(({ holder }) => holder === own[0]?.holder).slice(0, limit);
}

/** What of the parts a call names: all of them, or of a single one its first Wh. */
export function namedParts(parts: readonly PartRow[], energyWh: number | null) {
	return parts.map(({ certificate, fromWh, toWh }) => ({
		certificate,
		fromWh,
		toWh: parts.length === 1 && energyWh !== null ? Math.min(toWh, fromWh + energyWh) : toWh,
	}));
}
