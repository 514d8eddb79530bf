import { describe, expect, it } from 'vitest';
import { createConsensus } from '../../../src/main/core/consensus/consensus.ts';
import { FRESH, type PersistRecord } from '../../../src/main/core/consensus/types.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { EPOCH, LoneValidator, leaderOf, makeBlock, proposal } from '../../fixtures/lone-validator.ts';
import { FAST, sha256 } from '../../fixtures/simulation.ts';

function recordsOf(validator: LoneValidator): PersistRecord[] {
	return Array.from(validator.records, ([key, value]) => ({ key, value }));
}

function codeOfStart(records: readonly PersistRecord[], self = 3, epoch = EPOCH): string | null {
	try {
		createConsensus(
			{ epoch, self, leaderOverride: leaderOf },
			{ hasher: { sha256 }, verifier: FAST.verifier, signer: FAST.signerOf(self) },
			{ ...FRESH, records },
		);
		return null;
	} catch (error) {
		return codeOf(error);
	}
}

describe('a start from stored records', () => {
	const validator = new LoneValidator(3);
	validator.hear(proposal(makeBlock({ round: 1 }).block));
	const records = recordsOf(validator);

	it('accepts its own', () => {
		expect(codeOfStart(records)).toBeNull();
	});

	it('refuses another validator’s, chain’s or epoch’s safety record', () => {
		expect(codeOfStart(records, 2)).toBe('CONSENSUS_RECORDS_DAMAGED');
		expect(codeOfStart(records, 3, { ...EPOCH, chainId: 'other' })).toBe('CONSENSUS_RECORDS_DAMAGED');
		expect(codeOfStart(records, 3, { ...EPOCH, epoch: 1 })).toBe('CONSENSUS_RECORDS_DAMAGED');
	});

	it('refuses damaged records and a vote without its safety record, rather than begin anew', () => {
		for (const { key } of records.filter((record) => record.key === 'safety' || record.key.startsWith('last-'))) {
			const damaged = records.map((record) => (record.key === key ? { key, value: utf8('junk') } : record));
			expect(codeOfStart(damaged), key).toBe('CONSENSUS_RECORDS_DAMAGED');
		}
		expect(codeOfStart(records.filter((record) => record.key !== 'safety'))).toBe('CONSENSUS_RECORDS_DAMAGED');
	});

	it('refuses a key that is not its validator’s', () => {
		expect(() =>
			createConsensus(
				{ epoch: EPOCH, self: 3 },
				{ hasher: { sha256 }, verifier: FAST.verifier, signer: FAST.signerOf(2) },
				FRESH,
			),
		).toThrow(/key/);
	});
});
