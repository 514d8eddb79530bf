/**
 * Processor time of this thread, ms: what else runs on the machine does not count. Linux brings a thread's own account up
 * to date only at its ticks, 4 ms apart; asking for the whole process's first makes it exact.
 */
export function threadCpuMs(): number {
	process.cpuUsage();
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1_000;
}
