import { describe, expect, it } from 'vitest';
import { systemFault } from '../../../src/main/node/files/system-fault.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';

const said = (message: string, code?: string): Error => Object.assign(new Error(message), code && { code });
const database = (message: string): Error =>
	Object.assign(new Error('Database failed to open'), { cause: said(message, 'LEVEL_IO_ERROR') });

describe('what the system says of a disk', () => {
	it.each([
		['DISK_FULL', said('ENOSPC: no space left on device, write', 'ENOSPC')],
		['DISK_FULL', said('EDQUOT: disk quota exceeded, write', 'EDQUOT')],
		['DISK_FULL', said('IO error: /data/000003.log: No space left on device', 'LEVEL_IO_ERROR')],
		['DISK_FULL', database('IO error: /data/000005.ldb: No space left on device')],
		['DISK_FULL', database('IO error: C:\\data\\000005.ldb: There is not enough space on the disk.')],
		['DISK_REFUSED', said("EACCES: permission denied, open '/data/node.lock'", 'EACCES')],
		['DISK_REFUSED', database('IO error: /data/LOCK: Read-only file system')],
		['DISK_BROKEN', database('IO error: /data/000005.ldb: Input/output error')],
	])('is %s', (code, error) => {
		expect(systemFault(error, '/data')).toMatchObject({ code, details: { directory: '/data' } });
	});

	it('is nothing where it was not the system', () => {
		expect(systemFault(database('Corruption: missing files'), '/data')).toBeNull();
		expect(systemFault(new CodedError('NODE_STOPPED'), '/data')).toBeNull();
		expect(systemFault('ENOSPC', '/data')).toBeNull();
	});

	it('is found through few causes only', () => {
		let error = said('ENOSPC', 'ENOSPC');
		for (let depth = 0; depth < 10; depth++) error = Object.assign(new Error('outer'), { cause: error });
		expect(systemFault(error, '/data')).toBeNull();
	});
});
