import { useI18n } from 'vue-i18n';
import type { LedgerField } from '../../../shared/contract/index.ts';
import { useFormat } from '../../app/format.ts';
import type { Formatter } from '../../app/formatter.ts';

export interface LedgerWords {
	/** What a call does, in words; its own name where this console has no word for it. */
	call(contract: string, method: string): string;
	event(kind: string): string;
	field(field: LedgerField): string;
}

/** Words for calls, events and values in the language on screen. */
export function useLedgerWords(): LedgerWords {
	const { t, te } = useI18n();
	const format = useFormat();
	const wordOr = (key: string, name: string): string => (te(key) ? t(key) : name);
	return {
		call: (contract, method) => wordOr(`ledger.call.${contract}.${method}`, `${contract}.${method}`),
		event: (kind) => wordOr(`ledger.event.${kind}`, kind),
		field: (field) => fieldText(field, format.value, t),
	};
}

type Translate = (key: string, named?: Record<string, unknown>) => string;

/** A value with its unit, exact; ciphertext by its length alone. */
export function fieldText({ value, unit, bytes }: LedgerField, format: Formatter, t: Translate): string {
	if (value === null) return t('ledger.fields.none');
	if (typeof value === 'boolean') return t(value ? 'ledger.fields.yes' : 'ledger.fields.no');
	if (typeof value === 'string')
		return unit === 'sealed' ? t('ledger.fields.sealed', { n: format.bytes(bytes ?? 0) }) : value;
	switch (unit) {
		case 'energyWh':
			return format.energyWithUnit(value);
		case 'money':
			return format.money(value, 6);
		case 'price':
			return `${format.priceBare(value)} ${format.priceUnit}`;
		case 'time':
			return `${format.date(value)} ${format.timeSeconds(value)}`;
		case 'duration':
			return t('ledger.fields.ms', { n: format.count(value) });
		default:
			return format.count(value);
	}
}
