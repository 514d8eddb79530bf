import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

/**
 * Keeps the Latin slices of the faces alone: what is not needed at once weighs on a page that is one file, and every
 * system has a Song and a Hei face of its own.
 */
function latinFacesOnly(): Plugin {
	const face = /@font-face\s*\{[^}]*\}/g;
	return {
		name: 'gridquorum:latin-faces-only',
		enforce: 'pre',
		transform(code, id) {
			if (!/@fontsource(?:-variable)?\/.*\.css$/.test(id)) return null;
			const kept = (code.match(face) ?? []).filter((rule) => /-latin-(?!ext)/.test(rule) && !rule.includes('-sc-'));
			const woff2 = kept.map((rule) => rule.replace(/,\s*url\([^)]*\.woff\) format\('woff'\)/g, ''));
			return { code: woff2.join('\n'), map: null };
		},
	};
}

/** The page that verifies an audit bundle with no node and no network: one file, which a browser opens from disk. */
export default defineConfig({
	root: fileURLToPath(new URL('./src/renderer/features/audit/verifier', import.meta.url)),
	base: './',
	publicDir: false,
	plugins: [vue(), latinFacesOnly(), viteSingleFile({ removeViteModuleLoader: true })],
	worker: { format: 'iife' },
	build: {
		outDir: fileURLToPath(new URL('./out/renderer', import.meta.url)),
		emptyOutDir: false,
		minify: true,
		chunkSizeWarningLimit: 4_000,
		rolldownOptions: {
			input: fileURLToPath(new URL('./src/renderer/features/audit/verifier/verifier.html', import.meta.url)),
		},
	},
});
