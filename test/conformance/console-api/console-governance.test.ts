import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { approvalSigningBytes, keyRegistrationBytes } from '../../../src/shared/codec/governance.ts';
import type { GovernanceChangeView } from '../../../src/shared/contract/index.ts';
import { codeOf, DOORS, type Stage, setStage } from '../../fixtures/console-stage.ts';
import { GRID, HOMES, PROOFS, signerOf } from '../../fixtures/engine-node.ts';

const idle = (value: number): GovernanceChangeView[] => [
	{ kind: 'consensus-parameters', parameters: [{ name: 'idleIntervalMs', value }] },
];

describe.each(DOORS)('governance over a %s', (_name, open) => {
	let stage: Stage;

	beforeEach(async () => {
		stage = await setStage(open);
	});

	afterEach(() => stage.strike());

	const digestOf = async (proposal: string): Promise<string> => {
		const { proposals } = await stage.console.client.governance.list({});
		return proposals.find((each) => each.proposal === proposal)?.digest ?? '';
	};

	/** Another validator's approval, as its own console would send it. */
	const approveAs = async (validator: string, proposal: string): Promise<void> => {
		const scope = { chainId: stage.node.chainId, epoch: 0, proposal, digest: fromHex(await digestOf(proposal)) };
		const signature = signerOf(validator).sign(approvalSigningBytes(scope));
		const { receipt } = await stage.node.call(GRID, calls.governance.approve({ proposal, validator, signature }));
		expect(receipt.code).toBe(null);
	};

	it('lists the epoch in force, its validators and parameters, and whose console it is', async () => {
		const { epochs, validator, identities, proposals } = await stage.console.client.governance.list({});
		expect(epochs).toHaveLength(1);
		expect(epochs[0]).toMatchObject({ epoch: 0, startHeight: 0, endsAt: null });
		expect(epochs[0]?.validators.map(({ id }) => id)).toEqual(['V0', 'V1', 'V2', 'V3']);
		expect(epochs[0]?.validators[0]?.publicKey).toBe(toHex(signerOf('V0').publicKey));
		expect({ validator, identities, proposals }).toEqual({
			validator: 'V0',
			identities: [GRID, HOMES[0]],
			proposals: [],
		});
	});

	it('proposes, approves with this validator’s key, and tells when a quorum ends the epoch', async () => {
		const { governance } = stage.console.client;
		const made = await governance.propose({ changes: idle(3_000), text: 'Quieter nights.', as: HOMES[0] });
		expect(made).toMatchObject({ proposal: 'P-0', enacted: false, epochEndsAt: null });
		const [listed] = (await governance.list({})).proposals;
		expect(listed).toMatchObject({
			proposal: 'P-0',
			proposer: HOMES[0],
			text: 'Quieter nights.',
			changes: idle(3_000),
			state: 'open',
			approvals: [],
			needed: 3,
			proposedAtHeight: made.height,
			needsMe: true,
		});
		const approved = await governance.approve({ proposal: 'P-0', digest: listed?.digest ?? '' });
		expect(approved).toMatchObject({ enacted: false });
		await approveAs('V1', 'P-0');
		await approveAs('V2', 'P-0');
		const { proposals, epochs } = await governance.list({});
		expect(proposals[0]).toMatchObject({
			state: 'enacted',
			approvals: [{ validator: 'V0' }, { validator: 'V1' }, { validator: 'V2' }],
			needsMe: false,
		});
		expect(proposals[0]?.epochEndsAt).toBe((proposals[0]?.endedAtHeight ?? 0) + 4);
		expect(epochs[0]?.endsAt).toBe(proposals[0]?.epochEndsAt);
	});

	it('answers enacted to the approval that makes the quorum', async () => {
		const { governance } = stage.console.client;
		await governance.propose({ changes: [{ kind: 'admit-observer', peerId: 'peer-x', name: 'Auditor' }], text: '' });
		await approveAs('V1', 'P-0');
		await approveAs('V3', 'P-0');
		const outcome = await governance.approve({ proposal: 'P-0', digest: await digestOf('P-0') });
		expect(outcome).toMatchObject({ proposal: 'P-0', enacted: true, epochEndsAt: null });
		expect((await governance.list({})).observers).toEqual([{ peerId: 'peer-x', name: 'Auditor' }]);
	});

	it('approves nothing but what the operator has read, and nothing twice', async () => {
		const { governance } = stage.console.client;
		await governance.propose({ changes: idle(3_000), text: '' });
		expect(await codeOf(governance.approve({ proposal: 'P-0', digest: '00'.repeat(32) }))).toBe(
			'CONSOLE_PROPOSAL_CHANGED',
		);
		const digest = await digestOf('P-0');
		await governance.approve({ proposal: 'P-0', digest });
		expect(await codeOf(governance.approve({ proposal: 'P-0', digest }))).toBe('APPROVAL_REPEATED');
		expect(await codeOf(governance.approve({ proposal: 'P-7', digest }))).toBe('PROPOSAL_UNKNOWN');
	});

	it('withdraws as the proposer, and only if this console is it', async () => {
		const { governance } = stage.console.client;
		await governance.propose({ changes: idle(3_000), text: '' });
		expect(await governance.withdraw({ proposal: 'P-0' })).toMatchObject({ proposal: 'P-0' });
		expect((await governance.list({})).proposals[0]).toMatchObject({ state: 'withdrawn', needsMe: false });
		expect(await codeOf(governance.withdraw({ proposal: 'P-0' }))).toBe('PROPOSAL_UNKNOWN');
	});

	it('answers a change that cannot be by its code, and malformed ones by the path', async () => {
		const { governance } = stage.console.client;
		expect(await codeOf(governance.propose({ changes: idle(1), text: '' }))).toBe('PARAMETER_RANGE');
		expect(await codeOf(governance.propose({ changes: idle(3_000), text: '', as: 'nobody' }))).toBe('KEY_UNKNOWN');
		expect(await codeOf(governance.propose({ changes: [], text: '' }))).toBe('CONSOLE_INPUT_INVALID');
	});

	it('shows an auditor everything and lets it change nothing', async () => {
		const auditor = await open(stage.api, { permission: 'observe' });
		const { governance } = auditor.client;
		expect((await governance.list({})).epochs).toHaveLength(1);
		for (const refused of [
			governance.propose({ changes: idle(3_000), text: '' }),
			governance.approve({ proposal: 'P-0', digest: '00' }),
			governance.withdraw({ proposal: 'P-0' }),
			governance.registration({ validator: 'newcomer', addresses: [] }),
		])
			expect(await codeOf(refused)).toBe('NOT_PERMITTED');
		await auditor.close();
	});

	it('proves that this node holds its key, for another operator to propose', async () => {
		const made = await stage.console.client.governance.registration({
			validator: 'newcomer',
			addresses: ['/ip4/127.0.0.1'],
		});
		const { validator, publicKey, peerId, addresses, possession } = made;
		const signed = keyRegistrationBytes(stage.node.chainId, {
			validator,
			publicKey: fromHex(publicKey),
			peerId,
			addresses,
		});
		expect(PROOFS.verify(fromHex(publicKey), signed, fromHex(possession))).toBe(true);
	});
});
