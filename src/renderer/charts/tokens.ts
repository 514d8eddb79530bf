import { onScopeDispose, type ShallowRef, shallowRef } from 'vue';

const NAMES = {
	paper: '--paper',
	raised: '--raised',
	sunken: '--sunken',
	hairline: '--hairline',
	line: '--line',
	ink: '--ink',
	ink2: '--ink-2',
	ink3: '--ink-3',
	signal: '--signal',
	warn: '--warn',
	sun: '--c-sun',
	load: '--c-load',
	trade: '--c-trade',
	tradeWash: '--c-trade-wash',
	sunInk: '--c-sun-ink',
	grid: '--c-grid',
	plum: '--c-plum',
	sans: '--sans',
	serif: '--serif',
} as const;

/** The design tokens that a canvas needs as plain values. */
export type ChartTokens = { readonly [K in keyof typeof NAMES]: string };

function read(): ChartTokens {
	const style = getComputedStyle(document.documentElement);
	return Object.fromEntries(
		Object.entries(NAMES).map(([key, name]) => [key, style.getPropertyValue(name).trim()]),
	) as unknown as ChartTokens;
}

/** The tokens of the theme on screen; they change with theme, contrast and language on the document's root. */
export function useChartTokens(): Readonly<ShallowRef<ChartTokens>> {
	const tokens = shallowRef(read());
	const refresh = () => {
		tokens.value = read();
	};
	const observer = new MutationObserver(refresh);
	observer.observe(document.documentElement, {
		attributes: true,
		attributeFilter: ['data-theme', 'data-contrast', 'lang'],
	});
	const contrast = window.matchMedia('(prefers-contrast: more)');
	contrast.addEventListener('change', refresh);
	onScopeDispose(() => {
		observer.disconnect();
		contrast.removeEventListener('change', refresh);
	});
	return tokens;
}
