import { describe, expect, it } from 'vitest';
import { fuses } from '../../../src/main/desktop/fuses.ts';

describe('the fuses', () => {
	it('close every way into the signed binary', () => {
		expect(fuses).toMatchObject({
			RunAsNode: false,
			EnableNodeOptionsEnvironmentVariable: false,
			EnableNodeCliInspectArguments: false,
			GrantFileProtocolExtraPrivileges: false,
			LoadBrowserProcessSpecificV8Snapshot: false,
		});
	});

	it('check and encrypt what is shipped and stored', () => {
		expect(fuses).toMatchObject({
			EnableCookieEncryption: true,
			EnableEmbeddedAsarIntegrityValidation: true,
			OnlyLoadAppFromAsar: true,
		});
	});
});
