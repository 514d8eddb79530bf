/**
 * The import rule: shared ← core ← node ← api ← demo ← {headless, desktop}; lab stands on core, and api and headless
 * may use it; the console (renderer) stands on shared alone.
 *
 * What a layer may import is listed here once; every rule below is made from the list.
 */
const layers = {
	'src/shared': [],
	'src/main/core': ['src/shared'],
	'src/main/lab': ['src/shared', 'src/main/core'],
	'src/main/node': ['src/shared', 'src/main/core'],
	'src/main/api': ['src/shared', 'src/main/core', 'src/main/lab', 'src/main/node'],
	'src/main/demo': ['src/shared', 'src/main/core', 'src/main/node', 'src/main/api'],
	'src/main/headless': [
		'src/shared',
		'src/main/core',
		'src/main/lab',
		'src/main/node',
		'src/main/api',
		'src/main/demo',
	],
	'src/main/desktop': ['src/shared', 'src/main/core', 'src/main/node', 'src/main/api', 'src/main/demo'],
	'src/preload': ['src/shared'],
	'src/renderer': ['src/shared'],
};

const layerRules = Object.entries(layers).map(([layer, allowed]) => ({
	name: `layer-${layer.replace('src/', '').replace('/', '-')}`,
	comment: `${layer} may import ${allowed.length === 0 ? 'nothing but itself' : `only ${allowed.join(', ')}`}.`,
	severity: 'error',
	from: { path: `^${layer}/` },
	to: { path: '^src/', pathNot: [layer, ...allowed].map((path) => `^${path}/`) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		...layerRules,
		{
			name: 'no-circular',
			comment: 'A cycle hides which of two modules stands on the other; move what both need below them.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'no-orphan',
			comment: 'A module that imports nothing and that nothing imports is dead.',
			severity: 'error',
			from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$' },
			to: {},
		},
		{
			name: 'no-unresolvable',
			comment: 'Every import leads somewhere.',
			severity: 'error',
			from: { path: '^src/' },
			to: { couldNotResolve: true },
		},
		{
			name: 'no-deprecated-node-module',
			severity: 'error',
			from: { path: '^src/' },
			to: { dependencyTypes: ['deprecated'] },
		},
		{
			name: 'electron-in-desktop-only',
			comment: 'The desktop shell and its preload are the only code that knows of Electron; all else runs headless.',
			severity: 'error',
			from: { pathNot: '^(src/(main/desktop|preload)|test/(unit|integration|e2e)/(desktop|electron))/' },
			to: { path: '(^|/)electron(/|$)', pathNot: '^(src|test)/' },
		},
		{
			name: 'preload-stands-alone',
			comment: 'A sandboxed preload can load nothing but electron.',
			severity: 'error',
			from: { path: '^src/preload/' },
			to: { pathNot: ['^src/preload/', '^src/shared/', '(^|/)electron(/|$)'] },
		},
		{
			name: 'preload-imports-types-only',
			comment: 'The preload takes types from shared and no code: it hands one port across and does nothing else.',
			severity: 'error',
			from: { path: '^src/preload/' },
			to: { path: '^src/shared/', dependencyTypesNot: ['type-only'] },
		},
		{
			name: 'no-node-modules-in-pure-layers',
			comment: 'shared and core run anywhere: no built-in module of Node.',
			severity: 'error',
			from: { path: '^src/(shared|main/core|main/lab(?!/.*worker)|renderer)/' },
			to: { dependencyTypes: ['core'] },
		},
		{
			name: 'core-needs-no-package',
			comment: 'Consensus, contracts and state are our own code down to the hasher that is handed in.',
			severity: 'error',
			from: { path: '^src/main/core/' },
			to: { path: 'node_modules' },
		},
		{
			name: 'core-reads-no-files',
			comment:
				'Import formats read local times by the database of the machine; the core takes the check of codes alone.',
			severity: 'error',
			from: { path: '^src/main/core/' },
			to: { path: '^src/shared/formats/(?!eic\\.ts$)' },
		},
		{
			name: 'only-shipped-packages',
			comment:
				'Node-side code is not bundled with its packages, so they must be in "dependencies". Electron itself is the runtime.',
			severity: 'error',
			from: { path: '^src/(shared|main)/' },
			to: {
				dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
				dependencyTypesNot: ['type-only'],
				path: 'node_modules',
				pathNot: 'node_modules/(electron|@types)/',
			},
		},
		{
			name: 'feature-by-its-door',
			comment: "A feature's index.ts is its only door, and only the app opens it.",
			severity: 'error',
			from: { path: '^src/renderer/', pathNot: '^src/renderer/features/' },
			to: { path: '^src/renderer/features/[^/]+/.+', pathNot: '^src/renderer/features/[^/]+/index\\.ts$' },
		},
		{
			name: 'features-opened-by-app-only',
			severity: 'error',
			from: { path: '^src/renderer/', pathNot: '^src/renderer/(features|app)/' },
			to: { path: '^src/renderer/features/' },
		},
		{
			name: 'features-keep-apart',
			comment: 'Features never import each other: what two of them need belongs to ui, charts or rpc.',
			severity: 'error',
			from: { path: '^src/renderer/features/([^/]+)/' },
			to: { path: '^src/renderer/features/', pathNot: '^src/renderer/features/$1/' },
		},
		{
			name: 'source-never-imports-tests',
			severity: 'error',
			from: { path: '^src/' },
			to: { path: '^(test|scripts)/' },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsPreCompilationDeps: 'specify',
		combinedDependencies: false,
		moduleSystems: ['es6', 'cjs'],
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'node', 'default', 'types'],
			mainFields: ['module', 'main', 'types'],
			extensions: ['.ts', '.vue', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
		},
		builtInModules: { add: ['node:sqlite', 'node:test'] },
	},
};
