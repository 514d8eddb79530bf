import { fromHex, type Sha256, toHex } from '../../../shared/codec/bytes.ts';
import { type DeedDocument, deedDigest, encodeDeed } from '../../../shared/codec/deed.ts';
import { amendDeed } from '../../../shared/deeds/amendment.ts';
import { decimalMark, readDecimal } from '../../../shared/formats/decimal.ts';

/** What the person entered. */
export interface AmendmentEntry {
	/** kWh by trade, as text. */
	readonly quantities: readonly string[];
	/** Hex of the annex's digest; null leaves it as it is. */
	readonly annex: string | null;
}

export interface AmendmentFault {
	readonly fault: 'quantity' | 'above' | 'nothing-left' | 'unchanged';
	/** Place of the trade at fault; null where it is the whole. */
	readonly at: number | null;
}

/** An amendment that the chain would take. */
export interface AmendmentDraft {
	/** Null leaves all as they are. */
	readonly quantitiesWh: readonly number[] | null;
	readonly annex: string | null;
	/** The version that it makes, and its digest, computed here: this is what is signed. */
	readonly document: DeedDocument;
	readonly digest: string;
}

/** Wh have three decimals in kWh. */
const KWH_SCALE = 3;

/** Says what the entry would make of the deed, or what is wrong with it. */
export function draftAmendment(
	document: DeedDocument,
	{ quantities, annex }: AmendmentEntry,
	sha256: Sha256,
): AmendmentDraft | AmendmentFault {
	const quantitiesWh: number[] = [];
	for (const [at, trade] of document.trades.entries()) {
		const found = readDecimal((quantities[at] ?? '').trim(), KWH_SCALE, decimalMark(null));
		if (typeof found === 'string' || found < 0) return { fault: 'quantity', at };
		if (found > trade.quantityWh) return { fault: 'above', at };
		quantitiesWh.push(found);
	}
	if (quantitiesWh.every((quantityWh) => quantityWh === 0)) return { fault: 'nothing-left', at: null };
	const isSame = quantitiesWh.every((quantityWh, at) => quantityWh === document.trades[at]?.quantityWh);
	const isSameAnnex = annex === null || (document.annex !== null && toHex(document.annex) === annex);
	if (isSame && isSameAnnex) return { fault: 'unchanged', at: null };
	const change = { quantitiesWh: isSame ? null : quantitiesWh, annex: isSameAnnex ? null : fromHex(annex) };
	const amended = amendDeed(document, change, sha256);
	return {
		quantitiesWh: change.quantitiesWh,
		annex: isSameAnnex ? null : annex,
		document: amended,
		digest: toHex(deedDigest(encodeDeed(amended), sha256)),
	};
}
