import type { HostSight } from '../node/host.ts';

/** Why an update would be installed: the program ends anyway, or the person at the console asked for it. */
export type InstallReason = 'quit' | 'asked';

/**
 * Whether stopping this validator leaves the network below its quorum. While the node cannot say how many are connected
 * the answer is no only where it has no vote at all.
 */
export function isNeeded({ phase, quorum }: HostSight): boolean {
	if (phase !== 'validating' || quorum === null) return false;
	return quorum.connected - 1 < quorum.needed;
}

/**
 * What becomes of a downloaded update. The quorum decides only where installing is what stops the node: at a quit the
 * node has stopped by the person's own word.
 */
export function decideInstall(reason: InstallReason, sight: HostSight, evenIfNeeded: boolean): 'install' | 'refuse' {
	if (reason === 'quit') return 'install';
	return isNeeded(sight) && !evenIfNeeded ? 'refuse' : 'install';
}

/**
 * How a platform takes updates: by itself where its installer checks a publisher's signature, else a person installs the
 * package by the means of the system. Linux packages carry a checksum from the feed alone.
 */
export function installsItself(platform: NodeJS.Platform): boolean {
	return platform === 'darwin' || platform === 'win32';
}
