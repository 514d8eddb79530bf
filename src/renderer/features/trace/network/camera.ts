/** What of the picture is seen: the unit at the frame's top left corner, and px per unit. */
export interface Camera {
	readonly x: number;
	readonly y: number;
	readonly scale: number;
}

export interface Size {
	readonly width: number;
	readonly height: number;
}

export const SCALE_MAX = 2.5;
/** Room above the picture for the names of its columns, px. */
export const HEAD_PX = 36;
const MARGIN_PX = 14;

/** The whole picture in the frame, never larger than life. */
export function wholeView(picture: Size, frame: Size): Camera {
	const [width, height] = [frame.width - 2 * MARGIN_PX, frame.height - HEAD_PX - MARGIN_PX];
	const scale = Math.max(0.005, Math.min(1, width / picture.width, height / picture.height));
	return {
		scale,
		x: (picture.width - frame.width / scale) / 2,
		y: (picture.height - (height + 2 * HEAD_PX) / scale) / 2,
	};
}

/** Nearer or farther with the unit under a point of the frame held; not farther than half of the whole. */
export function zoom(camera: Camera, factor: number, at: { x: number; y: number }, whole: Camera): Camera {
	const scale = Math.min(SCALE_MAX, Math.max(whole.scale / 2, camera.scale * factor));
	return {
		scale,
		x: camera.x + at.x / camera.scale - at.x / scale,
		y: camera.y + at.y / camera.scale - at.y / scale,
	};
}

/** Moves what is seen by px of the frame. */
export function pan(camera: Camera, x: number, y: number): Camera {
	return { ...camera, x: camera.x + x / camera.scale, y: camera.y + y / camera.scale };
}

/** A unit in the middle of the frame, at least at that scale. */
export function centre(camera: Camera, at: { x: number; y: number }, frame: Size, least: number): Camera {
	const scale = Math.max(camera.scale, least);
	return { scale, x: at.x - frame.width / scale / 2, y: at.y - frame.height / scale / 2 };
}

/** Whether a unit lies well within the frame. */
export function isSeen({ x, y, scale }: Camera, at: { x: number; y: number }, frame: Size): boolean {
	const [px, py] = [(at.x - x) * scale, (at.y - y) * scale];
	return px > 40 && px < frame.width - 40 && py > HEAD_PX && py < frame.height - 20;
}
