import { fuses } from './src/main/desktop/fuses.ts';

/** electron-builder's name of a fuse: RunAsNode is runAsNode there. */
function builderName(fuse: string): string {
	return fuse.charAt(0).toLowerCase() + fuse.slice(1);
}

/**
 * The fuses that electron-builder can burn. It knows no WasmTrapHandlers yet, whose default in Electron is the decision
 * of fuses.ts; a test fails when that stops being so.
 */
export const electronFuses: Readonly<Record<string, boolean>> = Object.fromEntries(
	Object.entries(fuses)
		.filter(([fuse]) => fuse !== 'WasmTrapHandlers')
		.map(([fuse, value]) => [builderName(fuse), value]),
);

/** What a package holds besides the shipped dependencies: the built application, its data and its licences. */
export const applicationFiles: readonly string[] = [
	'package.json',
	'LICENSE',
	'NOTICE',
	'out/main/**/*.js',
	'out/preload/index.cjs',
	'out/renderer/**/*',
	'resources/demo/**/*',
	'resources/icons/*.png',
	'!**/*.map',
];

/** Shipped dependencies that only the command line or the built console has use for. */
export const unusedPackages: readonly string[] = ['commander', 'echarts', 'open', 'zrender'];

/** What packages carry for their own building, testing and reading, and no program ever loads. Licences stay. */
export const leftOut: readonly string[] = [
	...unusedPackages.map((name) => `!**/node_modules/${name}/**`),
	'!**/node_modules/**/*.{ts,mts,cts,flow,tsbuildinfo,cc,c,h,cpp,hpp,gyp,gypi,cmake,md,markdown,wat,bnf,bare,sh,html,ico}',
	'!**/node_modules/**/{CMakeLists.txt,tsconfig.json,Makefile,.*}',
	'!**/node_modules/**/{test,tests,__tests__,example,examples,benchmark,benchmarks,coverage,.github}/**',
	'!**/node_modules/classic-level/deps/**',
	'!**/node_modules/.bin/**',
];

/**
 * All patterns of one platform. They stand with the platform alone: beside common ones electron-builder would begin
 * these, which only leave out, with everything in the folder.
 */
function packaged(platform: string): readonly string[] {
	return [...applicationFiles, ...leftOut, `!**/prebuilds/!(${platform}-*)/**`];
}

/** Packages for Linux, Windows and macOS; nothing of it publishes anything. */
export default {
	appId: 'org.gridquorum.console',
	productName: 'Gridquorum',
	copyright: 'Copyright 2026 The Gridquorum Authors',
	directories: { output: 'dist', buildResources: 'resources/packaging' },
	// The same version gives the same names wherever it is built.
	// biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder fills these places itself
	artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
	asar: true,
	// A library of the system's loader has to lie on the disk itself.
	asarUnpack: ['**/*.node'],
	disableAsarIntegrity: false,
	electronFuses,
	// The native packages bring N-API builds for every platform; rebuilding would need a compiler and change nothing.
	npmRebuild: false,
	nodeGypRebuild: false,
	electronLanguages: ['en-GB', 'en-US', 'en', 'zh-CN', 'zh_CN'],
	extraFiles: [
		{ from: 'LICENSE', to: 'LICENSE.gridquorum.txt' },
		{ from: 'NOTICE', to: 'NOTICE.gridquorum.txt' },
	],
	// A feed is this computer's own setting; a package names none and is published nowhere.
	publish: null,
	protocols: [{ name: 'Gridquorum', schemes: ['gridquorum'], role: 'Viewer' }],
	fileAssociations: [
		{
			ext: 'car',
			name: 'Gridquorum audit bundle',
			description: 'Audit bundle of an energy market',
			mimeType: 'application/vnd.ipld.car',
			role: 'Viewer',
			rank: 'Alternate',
		},
	],
	linux: {
		files: packaged('linux'),
		target: ['AppImage', 'deb'],
		executableName: 'gridquorum',
		category: 'Office;Finance',
		synopsis: 'Operator console of a distributed energy market',
		maintainer: 'The Gridquorum Authors',
		icon: 'icons',
	},
	win: { target: ['nsis'], icon: 'icon.ico', files: packaged('win32') },
	nsis: {
		oneClick: false,
		perMachine: false,
		allowToChangeInstallationDirectory: true,
		// The keys of a validator are there.
		deleteAppDataOnUninstall: false,
	},
	mac: {
		files: packaged('darwin'),
		// Updates of macOS are taken from the zip.
		target: ['dmg', 'zip'],
		category: 'public.app-category.finance',
		icon: 'icon.icns',
		hardenedRuntime: true,
		gatekeeperAssess: false,
		entitlements: 'resources/packaging/entitlements.mac.plist',
		entitlementsInherit: 'resources/packaging/entitlements.mac.plist',
		minimumSystemVersion: '13.0',
	},
};
