import { embeddedFontRules } from './svg-fonts.ts';

const INHERITED = [
	'fill',
	'stroke',
	'stroke-width',
	'stroke-dasharray',
	'opacity',
	'font-family',
	'font-size',
	'font-weight',
	'text-anchor',
	'paint-order',
	'stroke-linejoin',
	'fill-opacity',
	'display',
] as const;

/** An image tells when its markup is decoded, not when the faces inside it are: text drawn before that stays blank. */
const FACES_SETTLE_MS = 600;
/** Paper around the picture. */
const MARGIN_PX = 16;

/** Copies what stylesheets give each element into attributes, so that the picture stands alone. */
function withOwnStyle(source: SVGSVGElement): SVGSVGElement {
	const copy = source.cloneNode(true) as SVGSVGElement;
	const originals = [source, ...source.querySelectorAll('*')];
	const copies = [copy, ...copy.querySelectorAll('*')];
	for (const [index, original] of originals.entries()) {
		const style = getComputedStyle(original);
		const target = copies[index];
		for (const property of INHERITED) target?.setAttribute(property, style.getPropertyValue(property));
		target?.removeAttribute('style');
		target?.removeAttribute('class');
	}
	return copy;
}

/** An SVG on screen as PNG at twice its size on the theme's paper; null when the browser cannot draw it. */
export async function svgToPng(source: SVGSVGElement): Promise<Blob | null> {
	const { width, height } = source.getBoundingClientRect();
	const copy = withOwnStyle(source);
	copy.setAttribute('width', String(width));
	copy.setAttribute('height', String(height));
	copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
	const fonts = document.createElementNS('http://www.w3.org/2000/svg', 'style');
	fonts.textContent = await embeddedFontRules();
	copy.prepend(fonts);
	const text = new XMLSerializer().serializeToString(copy);
	const image = new Image();
	// The content rules allow images from data: addresses, not from blob: ones.
	image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
	try {
		await image.decode();
		await new Promise((resolve) => setTimeout(resolve, FACES_SETTLE_MS));
	} catch {
		return null;
	}
	const canvas = document.createElement('canvas');
	canvas.width = Math.round((width + 2 * MARGIN_PX) * 2);
	canvas.height = Math.round((height + 2 * MARGIN_PX) * 2);
	const context = canvas.getContext('2d');
	if (!context) return null;
	context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--paper').trim();
	context.fillRect(0, 0, canvas.width, canvas.height);
	context.drawImage(image, MARGIN_PX * 2, MARGIN_PX * 2, Math.round(width * 2), Math.round(height * 2));
	return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
