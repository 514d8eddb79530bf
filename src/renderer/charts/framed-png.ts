/** What stands above and below a picture that has left its page. */
export interface PictureWords {
	readonly title: string;
	readonly subtitle?: string;
	readonly source?: string;
}

/** Pictures are drawn at twice their size. */
const SCALE = 2;
const MARGIN_PX = 16;
const TITLE_PX = 34;
const SOURCE_PX = 24;

/** The picture, drawn at twice its size, under its title and over its source, on the theme's paper. */
export async function framedPng(picture: Blob, { title, subtitle, source }: PictureWords): Promise<Blob | null> {
	const image = await createImageBitmap(picture);
	const style = getComputedStyle(document.documentElement);
	const token = (name: string) => style.getPropertyValue(name).trim();
	const head = TITLE_PX * SCALE;
	const foot = source ? SOURCE_PX * SCALE : 0;
	const canvas = document.createElement('canvas');
	canvas.width = image.width;
	canvas.height = image.height + head + foot;
	const context = canvas.getContext('2d');
	if (!context) return null;
	context.fillStyle = token('--paper');
	context.fillRect(0, 0, canvas.width, canvas.height);
	context.drawImage(image, 0, head);
	image.close();
	const margin = MARGIN_PX * SCALE;
	const room = canvas.width - 2 * margin;
	const write = (text: string, x: number, y: number, px: number, weight: number, colour: string): number => {
		context.font = `${weight} ${px * SCALE}px ${token('--sans')}`;
		context.fillStyle = token(colour);
		context.fillText(text, x, y, Math.max(1, room - x + margin));
		return context.measureText(text).width;
	};
	const titleWidth = write(title, margin, 23 * SCALE, 14, 600, '--ink');
	const after = margin + titleWidth + 10 * SCALE;
	if (subtitle && after < room) write(subtitle, after, 23 * SCALE, 12, 400, '--ink-3');
	if (source) write(source, margin, canvas.height - 8 * SCALE, 11, 400, '--ink-3');
	return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
