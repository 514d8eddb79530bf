/**
 * The console's own DataGrid over 100,000 rows, or (`?empty`) a plain box as tall: the baseline of its frames.
 * `window.paintedMs` is the time from mounting to the first frame after it.
 */
import { createApp, h } from 'vue';
import { i18n, loadLanguage } from '../../../../src/renderer/app/i18n.ts';
import DataGrid from '../../../../src/renderer/ui/DataGrid.vue';
import '../../../../src/renderer/ui/styles/fonts.ts';
import '../../../../src/renderer/ui/styles/tokens.css';
import '../../../../src/renderer/ui/styles/base.css';

const ROWS = 100_000;
const ROW_PX = 28;

interface Order {
	readonly id: string;
	readonly participant: string;
	readonly side: string;
	readonly price: number;
	readonly quantityWh: number;
	readonly state: string;
}

declare global {
	interface Window {
		paintedMs?: number;
	}
}

function orders(): Order[] {
	return Array.from({ length: ROWS }, (_, n) => ({
		id: `order-${n}`,
		participant: `home-${n % 977}`,
		side: n % 2 === 0 ? 'bid' : 'offer',
		price: 50_000 + ((n * 7_919) % 500_000),
		quantityWh: 100 + ((n * 104_729) % 9_000),
		state: n % 3 === 0 ? 'filled' : 'open',
	}));
}

const columns = (['id', 'participant', 'side', 'price', 'quantityWh', 'state'] as const).map((key) => ({
	key,
	header: key,
	width: 'minmax(0, 1fr)',
	value: (row: Order) => row[key],
}));

/** The task after a frame: what was mounted is on the screen by then. */
function painted(): Promise<void> {
	return new Promise((resolve) => {
		requestAnimationFrame(() => setTimeout(resolve, 0));
	});
}

const isEmpty = location.search === '?empty';
const rows = isEmpty ? [] : orders();
const root = document.createElement('div');
root.style.cssText = 'display: flex; flex-direction: column; height: 800px';
document.getElementById('app')?.append(root);
await loadLanguage('en');
await document.fonts.ready;
await painted();
const began = performance.now();
if (isEmpty) {
	const box = document.createElement('div');
	box.className = 'body';
	box.style.cssText = 'height: 800px; overflow: auto';
	const filling = document.createElement('div');
	filling.style.height = `${ROWS * ROW_PX}px`;
	box.append(filling);
	root.append(box);
} else
	createApp({ render: () => h(DataGrid, { label: 'Orders', columns, rows, rowKey: (row: Order) => row.id }) })
		.use(i18n)
		.mount(root);
await painted();
window.paintedMs = performance.now() - began;
