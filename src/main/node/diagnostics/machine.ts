import { arch, availableParallelism, cpus, freemem, loadavg, platform, release, totalmem } from 'node:os';

/** The machine as a diagnostics file describes it: nothing that names a person, a host or an address. */
export function describeMachine() {
	return {
		platform: platform(),
		release: release(),
		architecture: arch(),
		processor: cpus()[0]?.model ?? 'unknown',
		parallelism: availableParallelism(),
		memoryBytes: totalmem(),
		freeMemoryBytes: freemem(),
		load: loadavg(),
		versions: {
			node: process.versions.node,
			v8: process.versions.v8,
			openssl: process.versions.openssl,
			...(process.versions['electron'] === undefined ? {} : { electron: process.versions['electron'] }),
		},
	};
}
