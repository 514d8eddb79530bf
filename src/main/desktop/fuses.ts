/** Every switch that is burnt into the Electron binary, as @electron/fuses names them. */
type Fuse =
	| 'RunAsNode'
	| 'EnableCookieEncryption'
	| 'EnableNodeOptionsEnvironmentVariable'
	| 'EnableNodeCliInspectArguments'
	| 'EnableEmbeddedAsarIntegrityValidation'
	| 'OnlyLoadAppFromAsar'
	| 'LoadBrowserProcessSpecificV8Snapshot'
	| 'GrantFileProtocolExtraPrivileges'
	| 'WasmTrapHandlers';

/** How the packager sets each; a fuse without a decision does not compile. */
export const fuses: { readonly [fuse in Fuse]: boolean } = {
	/** The signed binary must not run other people's scripts. Child validators are utility processes. */
	RunAsNode: false,
	EnableCookieEncryption: true,
	/** No code injection by NODE_OPTIONS or NODE_EXTRA_CA_CERTS. */
	EnableNodeOptionsEnvironmentVariable: false,
	EnableNodeCliInspectArguments: false,
	EnableEmbeddedAsarIntegrityValidation: true,
	OnlyLoadAppFromAsar: true,
	LoadBrowserProcessSpecificV8Snapshot: false,
	GrantFileProtocolExtraPrivileges: false,
	/** Bounds checks of WebAssembly by page protection: fast, and as safe as checks in code. */
	WasmTrapHandlers: true,
};
