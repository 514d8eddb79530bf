const ISO_CURRENCY = /^[A-Z]{3}$/;
/** ISO 4217 for a unit that is no currency: a chain may name its money as it likes. */
const NO_CURRENCY = 'XXX';

/** ISO 4217, as consoles format money by it. */
export function currencyCode(name: string): string {
	return ISO_CURRENCY.test(name) ? name : NO_CURRENCY;
}
