import { equalBytes, fromHex, type Sha256, toHex } from '../../../shared/codec/bytes.ts';
import { type DeedDocument, type DeedTrade, decodeDeed, deedDigest } from '../../../shared/codec/deed.ts';
import type { DeedDetail } from '../../../shared/contract/index.ts';
import { type DeedTotals, deedTotals } from '../../../shared/deeds/deed-sums.ts';

export interface TradeChange {
	readonly before: DeedTrade;
	readonly after: DeedTrade;
}

/** What one amendment changed, from the bytes of the version before and the version after it. */
export interface VersionChange {
	readonly version: number;
	readonly by: string;
	readonly reason: string;
	readonly height: number;
	readonly time: number;
	/** Digest of the version before. */
	readonly former: string;
	/** The bytes of the version before have that digest, and the version after names it. */
	readonly isProven: boolean;
	/** Trades whose energy is another. */
	readonly trades: readonly TradeChange[];
	/** Hex before and after; null where the annex is the same. */
	readonly annex: { readonly before: string | null; readonly after: string | null } | null;
	readonly totals: { readonly before: DeedTotals; readonly after: DeedTotals } | null;
}

/** Newest first. */
export function versionsOf({ amendments, document }: DeedDetail, sha256: Sha256): readonly VersionChange[] {
	const texts = [...amendments.map(({ formerDocument }) => formerDocument), document];
	return amendments
		.map(({ version, by, reason, height, time, former }, at): VersionChange => {
			const encoded = fromHex(texts[at] as string);
			const before = documentOf(encoded);
			const after = documentOf(fromHex(texts[at + 1] as string));
			const digest = deedDigest(encoded, sha256);
			const isNamed = after?.former ? equalBytes(after.former, digest) : false;
			return {
				version,
				by,
				reason,
				height,
				time,
				former,
				isProven: before !== null && isNamed && toHex(digest) === former,
				trades: before && after ? changedTrades(before, after) : [],
				annex: before && after ? changedAnnex(before, after) : null,
				totals: before && after ? { before: deedTotals(before), after: deedTotals(after) } : null,
			};
		})
		.reverse();
}

export function changedTrades(before: DeedDocument, after: DeedDocument): readonly TradeChange[] {
	return before.trades.flatMap((trade, at) => {
		const next = after.trades[at];
		return next && next.quantityWh !== trade.quantityWh ? [{ before: trade, after: next }] : [];
	});
}

function changedAnnex(before: DeedDocument, after: DeedDocument): VersionChange['annex'] {
	const [was, is] = [before, after].map(({ annex }) => annex && toHex(annex)) as [string | null, string | null];
	return was === is ? null : { before: was, after: is };
}

function documentOf(encoded: Uint8Array): DeedDocument | null {
	try {
		return decodeDeed(encoded);
	} catch {
		return null;
	}
}
