import { watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { loadCatalogue } from '../../app/error-catalogue.ts';

/** Families of the tokens, and the weights in which this view writes. */
const FACES = [
	['--sans', 400],
	['--sans', 600],
	['--serif', 500],
] as const;

/**
 * Fetches the slices of the faces that this view's words need, while there is somebody to fetch them from: Chinese faces
 * come in slices of some hundred characters, each when it is first shown.
 */
export function useGlyphs(): void {
	const { locale, getLocaleMessage } = useI18n();
	watch(
		locale,
		async (language) => {
			if (language === 'en') return;
			const { audit, trace, common } = getLocaleMessage(language) as Readonly<Record<string, unknown>>;
			const catalogue = await loadCatalogue().catch(() => ({}));
			const text = charactersOf(JSON.stringify([audit, trace, common, catalogue]));
			const tokens = getComputedStyle(document.documentElement);
			for (const [family, weight] of FACES)
				document.fonts.load(`${weight} 16px ${tokens.getPropertyValue(family)}`, text).catch(() => undefined);
		},
		{ immediate: true },
	);
}

function charactersOf(text: string): string {
	return [...new Set(text)].join('');
}
