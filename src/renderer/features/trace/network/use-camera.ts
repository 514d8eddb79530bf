import { type Ref, shallowRef } from 'vue';
import type { Layout } from '../../../workers/trace-layout.ts';
import { type Camera, centre, isSeen, pan, type Size, wholeView, zoom } from './camera.ts';

/** A press that moves less is a click, px. */
const CLICK_PX = 4;
const ZOOM_STEP = 1.4;
const PAN_PX = 90;
/** Words of nodes can be read from here on. */
const READABLE = 0.75;

export interface CameraHandlers {
	readonly layout: () => Layout | null;
	readonly frame: () => Size;
	/** At px of the frame. */
	readonly onClick: (x: number, y: number) => void;
	readonly onHover: (x: number, y: number) => void;
}

/** Moves what is seen of the picture by pointer, wheel and steps; `pressed` while the pointer is down. */
export function useCamera(pressed: Ref<boolean>, { layout, frame, onClick, onHover }: CameraHandlers) {
	const camera = shallowRef<Camera>({ x: 0, y: 0, scale: 1 });
	let moved = 0;
	let last = { x: 0, y: 0 };
	const whole = (): Camera => {
		const picture = layout();
		return picture ? wholeView(picture, frame()) : camera.value;
	};
	const pointOf = (event: MouseEvent) => {
		const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
		return { x: event.clientX - box.left, y: event.clientY - box.top };
	};

	function zoomBy(factor: number, at = { x: frame().width / 2, y: frame().height / 2 }): void {
		camera.value = zoom(camera.value, factor, at, whole());
	}

	return {
		camera,
		showWhole: () => {
			camera.value = whole();
		},
		nearer: () => zoomBy(ZOOM_STEP),
		farther: () => zoomBy(1 / ZOOM_STEP),
		/** By steps of the frame. */
		step: (x: number, y: number) => {
			camera.value = pan(camera.value, x * PAN_PX, y * PAN_PX);
		},
		/** Brings a node into sight, and near enough to be read. */
		show: (node: number) => {
			const picture = layout();
			if (!picture) return;
			const at = { x: picture.x[node] as number, y: picture.y[node] as number };
			if (camera.value.scale < READABLE || !isSeen(camera.value, at, frame()))
				camera.value = centre(camera.value, at, frame(), READABLE);
		},
		handlers: {
			pointerdown(event: PointerEvent) {
				if (event.button !== 0) return;
				(event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
				pressed.value = true;
				moved = 0;
				last = pointOf(event);
			},
			pointermove(event: PointerEvent) {
				const at = pointOf(event);
				if (!pressed.value) {
					onHover(at.x, at.y);
					return;
				}
				moved += Math.abs(at.x - last.x) + Math.abs(at.y - last.y);
				if (moved > CLICK_PX) camera.value = pan(camera.value, last.x - at.x, last.y - at.y);
				last = at;
			},
			pointerup(event: PointerEvent) {
				if (!pressed.value) return;
				if (moved <= CLICK_PX) {
					const at = pointOf(event);
					onClick(at.x, at.y);
				}
				pressed.value = false;
			},
			pointercancel() {
				pressed.value = false;
			},
			/** The page scrolls under a wheel until the picture has the keyboard. */
			wheel(event: WheelEvent) {
				const host = event.currentTarget as HTMLElement;
				if (!event.ctrlKey && !host.contains(document.activeElement)) return;
				event.preventDefault();
				zoomBy(Math.exp(-Math.max(-240, Math.min(240, event.deltaY)) / 400), pointOf(event));
			},
		},
	};
}
