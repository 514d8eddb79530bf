import { onBeforeUnmount, onMounted, type Ref, shallowRef } from 'vue';

/** Content width and height of an element in CSS px, kept current; 0 before it is laid out. */
export function useElementSize(element: Readonly<Ref<HTMLElement | null>>): {
	readonly width: Readonly<Ref<number>>;
	readonly height: Readonly<Ref<number>>;
} {
	const width = shallowRef(0);
	const height = shallowRef(0);
	let observer: ResizeObserver | null = null;
	onMounted(() => {
		if (!element.value) return;
		width.value = element.value.clientWidth;
		height.value = element.value.clientHeight;
		observer = new ResizeObserver(([entry]) => {
			if (!entry) return;
			width.value = entry.contentRect.width;
			height.value = entry.contentRect.height;
		});
		observer.observe(element.value);
	});
	onBeforeUnmount(() => observer?.disconnect());
	return { width, height };
}
