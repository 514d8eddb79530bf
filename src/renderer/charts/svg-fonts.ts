/** A face of the page's stylesheets that has been loaded: what a picture needs to carry it along. */
interface LoadedFace {
	readonly rule: CSSFontFaceRule;
	readonly url: string;
}

const unquoted = (text: string): string => text.replace(/["']/g, '').trim();
const compact = (text: string): string => text.replace(/\s/g, '').toLowerCase();

/** The document tells which faces are loaded, the stylesheets tell their files: joined by family, weight and range. */
function loadedFaces(): LoadedFace[] {
	const keyOf = (family: string, weight: string, range: string): string =>
		`${unquoted(family)}/${weight || 'normal'}/${compact(range) || 'u+0-10ffff'}`.replace('/normal/', '/400/');
	const loaded = new Set(
		[...document.fonts]
			.filter((face) => face.status === 'loaded')
			.map((face) => keyOf(face.family, face.weight, face.unicodeRange)),
	);
	return [...document.styleSheets]
		.flatMap((sheet) => [...sheet.cssRules].map((rule) => ({ rule, base: sheet.href ?? document.baseURI })))
		.flatMap(({ rule, base }) => {
			if (!(rule instanceof CSSFontFaceRule)) return [];
			const value = (name: string): string => rule.style.getPropertyValue(name);
			const file = /url\(["']?([^"')]+)["']?\)/.exec(value('src'))?.[1];
			if (!file || !loaded.has(keyOf(value('font-family'), value('font-weight'), value('unicode-range')))) return [];
			return { rule, url: new URL(file, base).href };
		});
}

function toDataUrl(blob: Blob): Promise<string> {
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () => resolve(String(reader.result));
		reader.onerror = () => reject(reader.error);
		reader.readAsDataURL(blob);
	});
}

/** The loaded faces as rules that carry their files, since an image may fetch nothing; a face that fails is left out. */
export async function embeddedFontRules(): Promise<string> {
	const rules = await Promise.all(
		loadedFaces().map(async ({ rule, url }) => {
			try {
				const data = await toDataUrl(await (await fetch(url)).blob());
				const kept = ['font-family', 'font-weight', 'font-style', 'font-stretch', 'unicode-range']
					.map((name) => [name, rule.style.getPropertyValue(name)] as const)
					.filter(([, value]) => value !== '')
					.map(([name, value]) => `${name}:${value}`);
				return `@font-face{${kept.join(';')};src:url(${data})}`;
			} catch {
				return '';
			}
		}),
	);
	return rules.join('');
}
