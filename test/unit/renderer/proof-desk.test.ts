import { sha256 } from '@noble/hashes/sha2.js';
import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { createStateTree } from '../../../src/main/core/state/state-tree.ts';
import { ConnectionLost } from '../../../src/renderer/rpc/failure.ts';
import { createProofAuditor } from '../../../src/renderer/workers/proof-auditor.ts';
import { createProofDesk, type ProofSource } from '../../../src/renderer/workers/proof-desk.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { encode } from '../../../src/shared/codec/cbor.ts';
import { encodeGenesis } from '../../../src/shared/codec/genesis.ts';
import type { HandoverView } from '../../../src/shared/contract/index.ts';
import { encodeEpochChangeProof } from '../../../src/shared/proofs/epoch-change.ts';
import { CHAIN_ID, FIRST_EPOCH, GENESIS } from '../../fixtures/console/story-genesis.ts';
import { handOverTo, proofViewOf, type SignedEpoch } from '../../fixtures/proven-chain.ts';

const PATH = 'incentive/standing/home-1';
const EPOCHS = 20;
const ALL = { signers: [0, 1, 2] };
const state = createStateTree({ sha256 }, [{ path: PATH, value: encode({ credit: 900, points: 3 }) }]);
const epochAt = (epoch: number): SignedEpoch => ({ chainId: CHAIN_ID, epoch, validators: FIRST_EPOCH.validators });
const chain: readonly HandoverView[] = Array.from({ length: EPOCHS }, (_, at) => {
	const description = { ...FIRST_EPOCH, epoch: at + 1, startHeight: 10 * (at + 1) };
	return { epoch: at + 1, proof: toHex(encodeEpochChangeProof(handOverTo(description, epochAt(at), [], ALL))) };
});
const genesis = encodeGenesis(GENESIS);

/** A node that answers from these bytes, and what it was asked. */
function source(
	changed: Partial<{ handovers: readonly HandoverView[]; genesis: Uint8Array; totalBytes: number }> = {},
) {
	const asked: string[] = [];
	const document = changed.genesis ?? genesis;
	const node = {
		genesis: async ({ offset = 0 }) => {
			asked.push(`genesis ${offset}`);
			const part = toHex(document.subarray(offset, offset + 400));
			return { totalBytes: changed.totalBytes ?? document.length, part };
		},
		handovers: async ({ after, limit = 16 }: { after: number; limit?: number }) => {
			asked.push(`handovers ${after}`);
			return (changed.handovers ?? chain).filter(({ epoch }) => epoch > after).slice(0, limit);
		},
	} as unknown as ProofSource;
	return { node, asked };
}

function desk(node: ProofSource, expected: () => string | null = () => null) {
	const { answer } = createProofAuditor({ now: () => 0 });
	return createProofDesk(
		{ chainId: CHAIN_ID, expected },
		{ source: node, port: { ask: async (each) => answer(each) } },
	);
}

const proofIn = (epoch: number) => proofViewOf(PATH, state, epochAt(epoch), 10 * epoch + 5, ALL);
const stepsOf = (steps: readonly { step: string }[]) => steps.map(({ step }) => step);

describe('the desk that verifies proofs', () => {
	it('puts the trust root together from parts and verifies the handovers up to the proof’s epoch', async () => {
		const { node, asked } = source();
		const audit = await desk(node).audit(PATH, proofIn(2));
		expect(audit.refusal).toBe(null);
		expect(stepsOf(audit.steps).slice(0, 2)).toEqual(['signature-rule', 'trust-root']);
		expect(stepsOf(audit.steps).slice(-3)).toEqual(['certificate', 'root', 'value']);
		expect(audit.remembered).toBe(0);
		expect(asked.filter((each) => each.startsWith('genesis')).length).toBe(Math.ceil(genesis.length / 400));
	});

	it('remembers what it verified, and asks only for what is newer', async () => {
		const { node, asked } = source();
		const open = desk(node);
		await open.audit(PATH, proofIn(0));
		const before = asked.length;
		const again = await open.audit(PATH, proofIn(0));
		expect(asked.length).toBe(before);
		expect(again).toMatchObject({ refusal: null, remembered: 2 });
		const later = await open.audit(PATH, proofIn(EPOCHS));
		expect(asked.slice(before)).toEqual(['handovers 0', 'handovers 16']);
		expect(later.epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: EPOCHS + 1 }, (_, epoch) => epoch));
		expect(later.refusal).toBe(null);
	});

	it('names the handover that does not hold, keeps those before it, and goes on from there', async () => {
		const second = chain[1] as HandoverView;
		const first = chain[0] as HandoverView;
		let handovers: readonly HandoverView[] = [first, { ...second, proof: first.proof }];
		const { node } = source();
		const open = desk({
			...node,
			handovers: (async ({ after }: { after: number }) => handovers.filter(({ epoch }) => epoch > after)) as never,
		});
		const refused = await open.audit(PATH, proofIn(2));
		expect(refused.refusal).toMatchObject({ step: 'handover', epoch: 2 });
		expect(refused.epochs.map(({ epoch }) => epoch)).toEqual([0, 1]);
		handovers = chain;
		expect((await open.audit(PATH, proofIn(2))).refusal).toBe(null);
	});

	it.each<[string, readonly HandoverView[]]>([
		['out of order', [chain[1] as HandoverView]],
		['that it has already', [{ ...(chain[0] as HandoverView), epoch: 0 }]],
	])('refuses handovers %s, and none at all, instead of asking for ever', async (_what, handovers) => {
		const lying = { ...source().node, handovers: (async () => handovers) as never };
		const silent = { ...source().node, handovers: (async () => []) as never };
		for (const node of [lying, silent])
			expect((await desk(node).audit(PATH, proofIn(2))).refusal).toMatchObject({
				step: 'handover',
				epoch: 1,
				code: 'AUDIT_OUT_OF_ORDER',
			});
	});

	it.each([
		['longer than it says', { totalBytes: 100 }],
		['longer than any may be', { totalBytes: 2 ** 40 }],
		['that ends before its end', { totalBytes: genesis.length + 1 }],
	])('refuses a genesis document %s', async (_what, changed) => {
		const { refusal } = await desk(source(changed).node).audit(PATH, proofIn(0));
		expect(refusal).toMatchObject({ step: 'trust-root', code: 'CODEC_INVALID' });
	});

	it('takes the trust root anew after the operator compared it', async () => {
		let compared: string | null = '11'.repeat(32);
		const open = desk(source().node, () => compared);
		const { refusal } = await open.audit(PATH, proofIn(0));
		expect(refusal).toMatchObject({ step: 'trust-root', code: 'AUDIT_TRUST_ROOT_CHANGED' });
		compared = String(refusal?.details.found);
		expect((await open.audit(PATH, proofIn(0))).refusal).toBe(null);
	});

	it('tells a node that cannot be asked from a proof that does not hold', async () => {
		const away = { ...source().node, handovers: (() => Promise.reject(new ConnectionLost())) as never };
		await expect(desk(away).audit(PATH, proofIn(1))).rejects.toThrow(ConnectionLost);
		const open = desk(source().node);
		await expect(open.audit(PATH, proofIn(1))).resolves.toMatchObject({ refusal: null });
	});

	it('says by its code that the node has no handover', async () => {
		const error = new ORPCError('CODED', {
			defined: true,
			data: { code: 'CONSOLE_HANDOVER_UNKNOWN', details: { epoch: 1 } },
		});
		const node = { ...source().node, handovers: (() => Promise.reject(error)) as never };
		expect((await desk(node).audit(PATH, proofIn(1))).refusal).toEqual({
			step: 'handover',
			epoch: 1,
			code: 'CONSOLE_HANDOVER_UNKNOWN',
			details: { epoch: 1 },
		});
	});
});
