import { CodedError } from '../../../shared/errors/coded-error.ts';

const MAX_CAUSES = 4;

/** As Linux, macOS and Windows word it; a database passes on the words alone. */
const FULL = /\b(ENOSPC|EDQUOT)\b|No space left on device|Disk quota exceeded|not enough space on the disk/i;
const REFUSED = /\b(EACCES|EPERM|EROFS)\b|Permission denied|Read-only file system/i;
const BROKEN = /\bEIO\b|Input\/output error/i;

/**
 * What the operating system said of a disk, as a code of its own; null for any other error.
 * @param directory whose disk it was
 */
export function systemFault(error: unknown, directory: string): CodedError | null {
	const texts: string[] = [];
	let at: unknown = error;
	for (let depth = 0; depth < MAX_CAUSES && at instanceof Error; depth++) {
		texts.push(`${String((at as NodeJS.ErrnoException).code ?? '')} ${at.message}`);
		at = at.cause;
	}
	const said = texts.join(' ');
	const reason = texts[0]?.trim() ?? '';
	if (FULL.test(said)) return new CodedError('DISK_FULL', { directory });
	if (REFUSED.test(said)) return new CodedError('DISK_REFUSED', { directory, reason });
	if (BROKEN.test(said)) return new CodedError('DISK_BROKEN', { directory, reason });
	return null;
}
