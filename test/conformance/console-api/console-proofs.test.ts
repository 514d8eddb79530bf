import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProofAuditor } from '../../../src/renderer/workers/proof-auditor.ts';
import { createProofDesk } from '../../../src/renderer/workers/proof-desk.ts';
import { fromHex } from '../../../src/shared/codec/bytes.ts';
import { genesisEpoch } from '../../../src/shared/codec/epoch.ts';
import { encodeGenesis } from '../../../src/shared/codec/genesis.ts';
import { CREDIT_PATH, participantStandingPath } from '../../../src/shared/codec/state-paths.ts';
import { PROOF_LIMITS } from '../../../src/shared/contract/proofs.ts';
import { decodeEpochChangeProof } from '../../../src/shared/proofs/epoch-change.ts';
import { codeOf, DOORS, type Stage, setStage } from '../../fixtures/console-stage.ts';
import { HOMES, signerOf } from '../../fixtures/engine-node.ts';
import { handOverTo, type SignedEpoch } from '../../fixtures/proven-chain.ts';

describe.each(DOORS)('proofs of the console contract over a %s', (_name, open) => {
	let stage: Stage;

	beforeEach(async () => {
		stage = await setStage(open);
	});

	afterEach(() => stage.strike());

	/** Has the node know of so many handovers after the genesis. */
	function giveHandovers(count: number): void {
		const { node } = stage;
		const first = genesisEpoch(node.genesis);
		const sign: SignedEpoch['sign'] = (validator, message) => signerOf(validator).sign(message);
		const proofs = Array.from({ length: count }, (_, epoch) =>
			handOverTo(
				{ ...first, epoch: epoch + 1, startHeight: epoch + 1 },
				{ chainId: node.chainId, epoch, validators: first.validators, sign },
			),
		);
		Object.assign(node, { epochChange: async (epoch: number) => proofs[epoch - 1] ?? null });
	}

	const openDesk = (chainId = stage.node.chainId) => {
		const { answer } = createProofAuditor({ now: () => 0 });
		const port = { ask: async (question: Parameters<typeof answer>[0]) => answer(question) };
		return createProofDesk({ chainId, expected: () => null }, { source: stage.console.client.proofs, port });
	};

	it.each([
		['validator', 'V2', CREDIT_PATH],
		['participant', HOMES[0], participantStandingPath(HOMES[0])],
	] as const)('let a console verify a %s’s credit itself, from the genesis on', async (kind, id, path) => {
		const { proof } = await stage.console.client.standings.explain({ kind, id });
		if (!proof) throw new Error('no proof');
		const audit = await openDesk().audit(path, proof);
		expect(audit.refusal).toBe(null);
		expect(audit.steps.map(({ step }) => step)).toEqual([
			'signature-rule',
			'trust-root',
			'certificate',
			'root',
			'value',
		]);
		expect(audit.steps[2]).toMatchObject({ epoch: 0, height: proof.certifiedByHeight, validators: 4 });
		const elsewhere = await openDesk().audit(participantStandingPath(HOMES[1]), proof);
		expect(elsewhere.refusal).toMatchObject({ step: 'value', code: 'AUDIT_VALUE_OTHER' });
		const other = await openDesk('console-test-0000000000000000').audit(path, proof);
		expect(other.refusal).toMatchObject({ step: 'trust-root', code: 'AUDIT_GENESIS_OTHER' });
	});

	it('give the canonical genesis document, whole or from a byte on', async () => {
		const { genesis } = stage.console.client.proofs;
		const encoded = encodeGenesis(stage.node.genesis);
		expect(encoded.length).toBeLessThan(PROOF_LIMITS.genesisPartBytes);
		const whole = await genesis({});
		expect(whole.totalBytes).toBe(encoded.length);
		expect(fromHex(whole.part)).toEqual(encoded);
		expect(fromHex((await genesis({ offset: 100 })).part)).toEqual(encoded.subarray(100));
		expect(await codeOf(genesis({ offset: encoded.length }))).toBe('CONSOLE_INPUT_INVALID');
		expect(await codeOf(genesis({ offset: -1 }))).toBe('CONSOLE_INPUT_INVALID');
	});

	it('give handovers in order, no more than asked, and say which one they do not have', async () => {
		giveHandovers(5);
		const { handovers } = stage.console.client.proofs;
		const all = await handovers({ after: 0 });
		expect(all.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
		expect(all.map(({ proof }) => decodeEpochChangeProof(fromHex(proof)).headers[0]?.epoch)).toEqual([0, 1, 2, 3, 4]);
		expect((await handovers({ after: 2, limit: 2 })).map(({ epoch }) => epoch)).toEqual([3, 4]);
		expect(await codeOf(handovers({ after: 5 }))).toBe('CONSOLE_HANDOVER_UNKNOWN');
		expect(await codeOf(handovers({ after: 0, limit: PROOF_LIMITS.handovers + 1 }))).toBe('CONSOLE_INPUT_INVALID');
	});

	it('let a console follow them as far as the node has them', async () => {
		giveHandovers(20);
		const { proof } = await stage.console.client.standings.explain({ kind: 'validator', id: 'V2' });
		if (!proof) throw new Error('no proof');
		const audit = await openDesk().audit(CREDIT_PATH, { ...proof, epoch: 20 });
		expect(audit.refusal).toBe(null);
		expect(audit.epochs).toHaveLength(21);
		const late = await openDesk().audit(CREDIT_PATH, { ...proof, epoch: 21 });
		expect(late.refusal).toMatchObject({ step: 'handover', epoch: 21, code: 'CONSOLE_HANDOVER_UNKNOWN' });
	});

	it('are open to an auditor, who may look but not act', async () => {
		const auditor = await open(stage.api, { permission: 'observe' });
		expect((await auditor.client.proofs.genesis({})).totalBytes).toBeGreaterThan(0);
		await auditor.close();
	});
});
