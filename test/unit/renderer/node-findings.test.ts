import { describe, expect, it } from 'vitest';
import { nodeFinding } from '../../../src/renderer/features/node/findings.ts';
import { newPassphraseFault } from '../../../src/renderer/features/node/passphrase-rule.ts';

const GIB = 1_073_741_824;
const status = { phase: 'validating', quorum: { validators: 4, needed: 3, connected: 4 } } as const;
const disk = { daysUntilFull: 214, freeBytes: 60 * GIB };
const keys = { lastBackup: { at: 1, keys: 2, sha256: '', verifiedAt: null }, locked: [] as string[], total: 2 };

describe('the finding on a node', () => {
	it('puts what stops the node before what will, and that before what is convenient', () => {
		const bad = { ...status, quorum: { ...status.quorum, connected: 2 } };
		const full = { ...disk, daysUntilFull: 9 };
		const locked = { ...keys, locked: ['grid'], lastBackup: null };
		expect(nodeFinding({ ...bad, phase: 'failed' }, full, locked).kind).toBe('failed');
		expect(nodeFinding(bad, full, locked).kind).toBe('few');
		expect(nodeFinding(status, full, locked)).toEqual({ kind: 'full', days: 9 });
		expect(nodeFinding(status, disk, locked).kind).toBe('locked');
		expect(nodeFinding(status, disk, { ...locked, locked: [] }).kind).toBe('unsaved');
		expect(nodeFinding(status, disk, keys)).toEqual({ kind: 'lasts', days: 214 });
	});

	it('names the free space where no forecast is known, and nothing that it does not know', () => {
		expect(nodeFinding(status, { ...disk, daysUntilFull: null }, keys)).toEqual({ kind: 'calm', freeBytes: 60 * GIB });
		expect(nodeFinding(status, { ...disk, daysUntilFull: 90_000 }, keys).kind).toBe('calm');
		expect(nodeFinding(status, null, null).kind).toBe('plain');
	});
});

describe('a new passphrase', () => {
	it('has twelve characters, twice the same', () => {
		expect(newPassphraseFault('short', 'short')).toEqual({ kind: 'short', left: 7 });
		expect(newPassphraseFault('twelve chars', 'twelve Chars')).toEqual({ kind: 'differs', left: 0 });
		expect(newPassphraseFault('twelve chars', 'twelve chars')).toBeNull();
	});
});
