import { type ComputedRef, computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { createFormatter, type Formatter, type MarketUnits } from './formatter.ts';
import type { Language } from './i18n.ts';
import { useNodeStatus } from './node-status.ts';

const UNITS_UNKNOWN: MarketUnits = { currency: 'USD', utcOffsetMinutes: 0 };

/** The formatter of the language on screen and the market at hand. */
export function useFormat(): ComputedRef<Formatter> {
	const { locale } = useI18n();
	const status = useNodeStatus();
	return computed(() => createFormatter(locale.value as Language, status.data ?? UNITS_UNKNOWN));
}

/** Upper-case first letter, where a count word opens a sentence. */
export function sentenceCase(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
