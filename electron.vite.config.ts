import { basename, dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

/**
 * Makes an entry of every worker thread that a module names by `new URL('./…worker.ts', import.meta.url)`, so that the
 * same line finds the source when run directly and the bundled file, out/main/…worker.js, when built.
 */
function workerThreads(): Plugin {
	const inSource = /new URL\('(\.\/(?:[\w-]+-)?worker)\.ts', import\.meta\.url\)/g;
	const inChunk = /#worker-thread\/([\w-]+)\.js/g;
	return {
		name: 'gridquorum:worker-threads',
		apply: 'build',
		enforce: 'pre',
		transform(code, id) {
			if (!id.startsWith(root) || !code.includes("worker.ts', import.meta.url")) return null;
			const named = code.replace(inSource, (_whole, path: string) => {
				const file = join(dirname(id), `${path}.ts`);
				// A plain worker.ts takes the name of its folder: execution/worker.ts becomes execution-worker.js.
				const name = basename(path) === 'worker' ? `${basename(dirname(file))}-worker` : basename(path);
				this.emitFile({ type: 'chunk', id: file, fileName: `${name}.js` });
				return `new URL('#worker-thread/${name}.js', import.meta.url)`;
			});
			return { code: named, map: null };
		},
		renderChunk(code, chunk) {
			if (!code.includes('#worker-thread/')) return null;
			const up = posix.relative(posix.dirname(chunk.fileName), '.') || '.';
			return { code: code.replace(inChunk, (_whole, name: string) => `${up}/${name}.js`), map: null };
		},
	};
}

/** Leaves out the woff fallbacks of the font packages: every browser that runs the console reads woff2. */
function woff2Only(): Plugin {
	return {
		name: 'gridquorum:woff2-only',
		enforce: 'pre',
		transform(code, id) {
			if (!/@fontsource(?:-variable)?\/.*\.css$/.test(id)) return null;
			return { code: code.replace(/,\s*url\([^)]*\.woff\) format\('woff'\)/g, ''), map: null };
		},
	};
}

export default defineConfig({
	main: {
		plugins: [workerThreads()],
		build: {
			outDir: 'out/main',
			sourcemap: true,
			rolldownOptions: {
				input: { index: join(root, 'src/main/index.ts'), validator: join(root, 'src/main/desktop/node/validator.ts') },
				output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
			},
		},
	},
	preload: {
		build: {
			outDir: 'out/preload',
			// A sandboxed preload can load no package and no ES module.
			externalizeDeps: false,
			rolldownOptions: {
				input: { index: join(root, 'src/preload/index.ts') },
				output: { format: 'cjs', entryFileNames: '[name].cjs' },
			},
		},
	},
	renderer: {
		root: 'src/renderer',
		base: './',
		publicDir: 'public',
		plugins: [vue(), woff2Only()],
		worker: { format: 'es' },
		build: {
			outDir: 'out/renderer',
			emptyOutDir: true,
			minify: true,
			// The content security policy allows files of this origin only: nothing inline, fonts included.
			assetsInlineLimit: 0,
			modulePreload: { polyfill: false },
			// ECharts is one chunk, loaded with the first chart from disk.
			chunkSizeWarningLimit: 1_500,
			rolldownOptions: { input: { index: join(root, 'src/renderer/index.html') } },
		},
	},
});
