/**
 * The console's own picture of the provenance graph over 10,000 nodes, or (`?empty`) an empty canvas of its size that is
 * cleared in every frame: the baseline of its frames. `window.layout` tells when the first picture and the last sweep of
 * the layout were on screen.
 */
import { createPinia } from 'pinia';
import { createApp, h } from 'vue';
import { i18n, loadLanguage } from '../../../../src/renderer/app/i18n.ts';
import NetworkGraph from '../../../../src/renderer/features/trace/network/NetworkGraph.vue';
import { SWEEPS } from '../../../../src/renderer/workers/trace-layout.ts';
import { syntheticTrace } from '../../../fixtures/console/synthetic-trace.ts';
import '../../../../src/renderer/ui/styles/fonts.ts';
import '../../../../src/renderer/ui/styles/tokens.css';
import '../../../../src/renderer/ui/styles/base.css';

const NODES = 10_000;
const HEIGHT_PX = 640;

declare global {
	interface Window {
		layout?: { readonly nodes: number; readonly edges: number; readonly firstMs: number; readonly wholeMs: number };
	}
}

const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
const root = document.createElement('div');
document.getElementById('app')?.append(root);
await loadLanguage('en');
await document.fonts.ready;

if (location.search === '?empty') emptyCanvas();
else await wholeGraph();

function emptyCanvas(): void {
	const host = document.createElement('div');
	host.className = 'host';
	host.tabIndex = 0;
	const canvas = document.createElement('canvas');
	canvas.width = root.clientWidth;
	canvas.height = HEIGHT_PX;
	host.append(canvas);
	root.append(host);
	const clear = () => canvas.getContext('2d', { alpha: false })?.fillRect(0, 0, canvas.width, canvas.height);
	host.addEventListener('pointermove', clear);
	host.addEventListener('wheel', clear);
	window.layout = { nodes: 0, edges: 0, firstMs: 0, wholeMs: 0 };
}

async function wholeGraph(): Promise<void> {
	const shown = syntheticTrace(NODES);
	const none: ReadonlySet<string> = new Set();
	const focus = `${shown.focus.type}:${shown.focus.id}`;
	const props = {
		shown,
		owner: () => null,
		focus,
		selected: focus,
		height: HEIGHT_PX,
		grouped: false,
		fresh: none,
		path: null,
	};
	const began = performance.now();
	createApp({ render: () => h(NetworkGraph, props) })
		.use(createPinia())
		.use(i18n)
		.mount(root);
	const at = async (sweep: number): Promise<number> => {
		const sweepOf = () => Number(root.querySelector('canvas')?.dataset.sweep ?? -1);
		while (sweepOf() < sweep) await frame();
		return (await frame()) - began;
	};
	const firstMs = await at(0);
	const wholeMs = await at(SWEEPS);
	window.layout = { nodes: shown.nodes.length, edges: shown.edges.length, firstMs, wholeMs };
}
