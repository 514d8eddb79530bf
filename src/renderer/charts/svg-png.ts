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
	const text = new XMLSerializer().serializeToString(copy);
	const image = new Image();
	// The content rules allow images from data: addresses, not from blob: ones.
	image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
	try {
		await image.decode();
	} catch {
		return null;
	}
	const canvas = document.createElement('canvas');
	canvas.width = Math.round(width * 2);
	canvas.height = Math.round(height * 2);
	const context = canvas.getContext('2d');
	if (!context) return null;
	context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--paper').trim();
	context.fillRect(0, 0, canvas.width, canvas.height);
	context.drawImage(image, 0, 0, canvas.width, canvas.height);
	return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
