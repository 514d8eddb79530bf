import type { Language } from './i18n.ts';

/** What printing depends on besides the language: the market's currency and its fixed offset from UTC. */
export interface MarketUnits {
	/** ISO 4217. */
	readonly currency: string;
	readonly utcOffsetMinutes: number;
}

export type EnergyDecimals = 1 | 2 | 3;

export interface Formatter {
	/** kWh without its unit: as many decimals as given, else 1 to 3 as the energy needs. */
	energy(wh: number, decimals?: EnergyDecimals): string;
	/** Decimals in which every figure of a column is exact, so that the column aligns; null figures do not count. */
	energyDecimals(columnWh: readonly (number | null)[]): EnergyDecimals;
	/** For labels: one decimal from 1 kWh on, two significant digits below. */
	energyShort(wh: number): string;
	energyWithUnit(wh: number): string;
	/** Whole kWh with the unit, for sums that are read at a glance. */
	energyRounded(wh: number): string;
	/** Money with the currency's sign; `decimals` 6 prints every micro-unit, `exact` does where two would not say all. */
	money(micro: number, decimals?: 2 | 3 | 6 | 'exact'): string;
	/** Money without a sign, for columns whose header has the currency. */
	moneyBare(micro: number, decimals?: 4 | 6): string;
	/** Price per kWh with the currency's sign, at least 3 decimals. */
	price(microPerKwh: number): string;
	/** Price per kWh without a sign, for columns whose header has the unit. */
	priceBare(microPerKwh: number): string;
	priceUnit: string;
	count(value: number): string;
	percent(share: number, decimals?: number): string;
	milliseconds(ms: number): string;
	bytes(value: number): string;
	/** Clock time in the market's zone. */
	time(ms: number): string;
	timeSeconds(ms: number): string;
	/** “15:00”; the end of a day is 24:00. */
	hour(ms: number): string;
	/** Two digits of the hour. */
	hourShort(ms: number): string;
	/** “Fri 28 Jul”. */
	day(ms: number): string;
	/** “Fri 28 Jul” of `2017-07-28`, a day of the market. */
	dayOfKey(key: string): string;
	dayLong(ms: number): string;
	/** “28 Jul 2017”. */
	date(ms: number): string;
	/** “July 2017” of `2017-07`. */
	month(key: string): string;
	zone: string;
	/** mm:ss under an hour, h:mm above, with the unit that the figures need. */
	countdown(ms: number): { readonly text: string; readonly unit: 'min' | 'h' | 'd' };
	/** Words up to twelve, as a headline wants them. */
	countWord(value: number): string;
	/** Whole sentences after each other: with a space where the language has one. */
	sentences(parts: readonly string[]): string;
	/** “a, b and c”. */
	list(items: readonly string[]): string;
}

const EN_WORDS = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ');
const ZH_WORDS = '零一两三四五六七八九十'.split('');
const MINUTE_MS = 60_000;

/** Pure: the same language, units and value always print the same. */
export function createFormatter(language: Language, units: MarketUnits): Formatter {
	const number = (min: number, max = min) =>
		new Intl.NumberFormat(language, { minimumFractionDigits: min, maximumFractionDigits: max });
	const currency = (min: number, max = min) =>
		new Intl.NumberFormat(language, {
			style: 'currency',
			currency: units.currency,
			currencyDisplay: 'narrowSymbol',
			minimumFractionDigits: min,
			maximumFractionDigits: max,
		});
	const date = (options: Intl.DateTimeFormatOptions) =>
		new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { ...options, timeZone: 'UTC', hourCycle: 'h23' });
	const energyFormat = number(1, 3);
	const energyFormats = { 1: number(1), 2: number(2), 3: number(3) };
	const energyBelowOne = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 });
	const moneyBareFormats = { 4: number(4), 6: number(6) };
	const moneyFormats = { 2: currency(2), 3: currency(3), 6: currency(6) };
	const priceFormat = currency(3, 6);
	const priceBareFormat = number(3, 6);
	const countFormat = number(0);
	const oneDecimal = number(1);
	const minutes = date({ hour: '2-digit', minute: '2-digit' });
	const seconds = date({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
	const dayFormat = date({ weekday: 'short', day: 'numeric', month: 'short' });
	const dayLongFormat = date({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
	const dateFormat = date({ day: 'numeric', month: 'short', year: 'numeric' });
	const monthFormat = date({ month: 'long', year: 'numeric' });
	const listFormat = new Intl.ListFormat(language === 'en' ? 'en-GB' : language, { type: 'conjunction' });
	const local = (ms: number) => ms + units.utcOffsetMinutes * MINUTE_MS;
	const offset = Math.abs(units.utcOffsetMinutes);
	const offsetMinutes = offset % 60 === 0 ? '' : `:${String(offset % 60).padStart(2, '0')}`;
	const symbol = priceFormat.formatToParts(0).find((part) => part.type === 'currency')?.value ?? units.currency;
	// Integers of micro-units stay exact as doubles far beyond any neighbourhood's turnover.
	const micro = (value: number) => value / 1_000_000;
	const twoDigits = (value: number) => String(value).padStart(2, '0');

	return {
		energy: (wh, decimals) => (decimals ? energyFormats[decimals] : energyFormat).format(wh / 1000),
		energyDecimals: (column) =>
			column.every((wh) => (wh ?? 0) % 100 === 0) ? 1 : column.every((wh) => (wh ?? 0) % 10 === 0) ? 2 : 3,
		energyShort: (wh) => (wh === 0 || Math.abs(wh) >= 1000 ? energyFormats[1] : energyBelowOne).format(wh / 1000),
		moneyBare: (value, decimals = 4) => moneyBareFormats[decimals].format(micro(value)),
		energyWithUnit: (wh) => `${energyFormat.format(wh / 1000)} kWh`,
		energyRounded: (wh) => `${countFormat.format(wh / 1000)} kWh`,
		money: (value, decimals = 2) =>
			moneyFormats[decimals === 'exact' ? (value % 10_000 === 0 ? 2 : 6) : decimals].format(micro(value)),
		price: (value) => priceFormat.format(micro(value)),
		priceBare: (value) => priceBareFormat.format(micro(value)),
		priceUnit: `${symbol}/kWh`,
		count: (value) => countFormat.format(value),
		percent: (share, decimals = 0) =>
			new Intl.NumberFormat(language, {
				style: 'percent',
				minimumFractionDigits: decimals,
				maximumFractionDigits: decimals,
			}).format(share),
		milliseconds: (ms) => (ms < 100 ? oneDecimal.format(ms) : countFormat.format(ms)),
		bytes: (value) => {
			if (value < 1024) return `${countFormat.format(value)} B`;
			if (value < 1024 ** 2) return `${countFormat.format(value / 1024)} KiB`;
			if (value < 1024 ** 3) return `${countFormat.format(value / 1024 ** 2)} MiB`;
			return `${oneDecimal.format(value / 1024 ** 3)} GiB`;
		},
		time: (ms) => minutes.format(local(ms)),
		timeSeconds: (ms) => seconds.format(local(ms)),
		hour: (ms) => minutes.format(local(ms)),
		hourShort: (ms) => minutes.format(local(ms)).slice(0, 2),
		day: (ms) => dayFormat.format(local(ms)).replace(',', ''),
		dayOfKey: (key) => dayFormat.format(Date.parse(`${key}T00:00:00Z`)).replace(',', ''),
		dayLong: (ms) => dayLongFormat.format(local(ms)),
		date: (ms) => dateFormat.format(local(ms)),
		month: (key) => monthFormat.format(Date.parse(`${key}-01T00:00:00Z`)),
		zone: `UTC${units.utcOffsetMinutes < 0 ? '−' : '+'}${Math.floor(offset / 60)}${offsetMinutes}`,
		countdown: (ms) => {
			const total = Math.max(0, Math.floor(ms / 1000));
			if (total < 3600) return { text: `${twoDigits(Math.floor(total / 60))}:${twoDigits(total % 60)}`, unit: 'min' };
			if (total < 172_800)
				return { text: `${Math.floor(total / 3600)}:${twoDigits(Math.floor((total % 3600) / 60))}`, unit: 'h' };
			return { text: String(Math.floor(total / 86_400)), unit: 'd' };
		},
		countWord: (value) => (language === 'en' ? EN_WORDS : ZH_WORDS)[value] ?? countFormat.format(value),
		sentences: (parts) => parts.join(language === 'en' ? ' ' : ''),
		list: (items) => listFormat.format(items),
	};
}
