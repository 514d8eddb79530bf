import { cpus, release, totalmem, type } from 'node:os';

export interface Machine {
	readonly processor: string;
	readonly cores: number;
	readonly memoryBytes: number;
	readonly system: string;
	readonly node: string;
}

/** Where the figures were measured; never who or where the machine is. */
export function describeMachine(): Machine {
	const processors = cpus();
	return {
		processor: processors[0]?.model ?? 'unknown',
		cores: processors.length,
		memoryBytes: totalmem(),
		system: `${type()} ${release()}`,
		node: process.version,
	};
}
