import { onBeforeUnmount, type Ref, shallowRef, watch } from 'vue';

/** Content width and height of an element in CSS px, kept current; 0 before it is laid out. */
export function useElementSize(element: Readonly<Ref<HTMLElement | null>>): {
	readonly width: Readonly<Ref<number>>;
	readonly height: Readonly<Ref<number>>;
} {
	const width = shallowRef(0);
	const height = shallowRef(0);
	let observer: ResizeObserver | null = null;
	// An element inside another component's slot comes and goes while this component stays.
	watch(
		element,
		(current) => {
			observer?.disconnect();
			if (!current) return;
			width.value = current.clientWidth;
			height.value = current.clientHeight;
			observer = new ResizeObserver(([entry]) => {
				if (!entry) return;
				width.value = entry.contentRect.width;
				height.value = entry.contentRect.height;
			});
			observer.observe(current);
		},
		{ immediate: true, flush: 'post' },
	);
	onBeforeUnmount(() => observer?.disconnect());
	return { width, height };
}
