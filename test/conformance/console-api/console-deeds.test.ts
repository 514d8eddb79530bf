import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/shared/codec/bytes.ts';
import { DEED_DOMAIN, decodeDeed } from '../../../src/shared/codec/deed.ts';
import { codeOf, DOORS, type Stage, setStage } from '../../fixtures/console-stage.ts';
import { signAs } from '../../fixtures/engine-market-hour.ts';
import { GRID, HOMES, PROOFS } from '../../fixtures/engine-node.ts';

describe.each(DOORS)('the deeds of the console contract over a %s', (_name, open) => {
	let stage: Stage;

	beforeEach(async () => {
		stage = await setStage(open);
	});

	afterEach(() => stage.strike());

	async function reviewed(deeds: readonly string[]): Promise<{ deed: string; digest: string }[]> {
		return Promise.all(
			deeds.map(async (deed) => ({ deed, digest: (await stage.console.client.deeds.get({ deed })).digest })),
		);
	}

	describe('deeds', () => {
		it('lists first what needs this console, then what awaits others, then what has ended', async () => {
			await signAs(stage.node, GRID, [stage.cleared.deeds[2] as string]);
			const list = await stage.console.client.deeds.list({});
			expect(list.needsMe).toBe(2);
			expect(list.total).toBe(6);
			expect(list.deeds.map(({ needsMe, state }) => [needsMe, state])).toEqual([
				[true, 'awaiting'],
				[true, 'awaiting'],
				[false, 'awaiting'],
				[false, 'sealed'],
				[false, 'sealed'],
				[false, 'sealed'],
			]);
			expect(list.deeds[0]?.signers.map((signer) => signer.as)).toEqual(['generator', 'user', 'grid-operator']);
		});

		it('shows the document whose digest is to be signed, and every check passes', async () => {
			const detail = await stage.console.client.deeds.get({ deed: stage.cleared.deeds[0] as string });
			expect(toHex(PROOFS.sha256(fromHex(detail.document)))).toBe(detail.digest);
			expect(decodeDeed(fromHex(detail.document))).toMatchObject({
				chainId: stage.node.chainId,
				product: stage.cleared.product,
			});
			expect(detail.domain).toBe(DEED_DOMAIN);
			expect(detail.checks.map(({ check, ok }) => [check, ok])).toEqual(
				['decoded', 'digest', 'clearing', 'parties', 'fee', 'deadline'].map((check) => [check, true]),
			);
		});

		it('changes only the count of signatures while others must still sign', async () => {
			const { effects } = await stage.console.client.deeds.get({ deed: stage.cleared.deeds[0] as string });
			expect(effects.filter(({ before, after }) => before !== after).map(({ what }) => what)).toEqual(['signatures']);
			expect(effects[0]).toMatchObject({ before: 0, after: 2 });
		});

		it('shows what the last signature brings about', async () => {
			const deed = stage.cleared.deeds[0] as string;
			for (const home of HOMES.slice(1)) await signAs(stage.node, home, [deed]);
			const { effects, summary } = await stage.console.client.deeds.get({ deed });
			const of = (what: string) => effects.find((effect) => effect.what === what);
			expect(of('signatures')).toMatchObject({ before: 1, after: 3 });
			expect(of('seller-owes')).toMatchObject({ subject: summary.seller, before: 0, after: summary.quantityWh });
			expect(of('seller-receives')).toMatchObject({ before: 0, after: summary.amount });
			expect(of('grid-receives')).toMatchObject({ subject: GRID, before: 0, after: summary.fee });
			expect(of('at-tariff')).toMatchObject({ before: (summary.quantityWh * 540_000) / 1_000, after: 0 });
		});

		it('signs with every identity that the deed awaits, and says which were sealed', async () => {
			for (const home of HOMES.slice(1)) await signAs(stage.node, home, stage.cleared.deeds);
			const outcomes = await stage.console.client.deeds.sign({ deeds: await reviewed(stage.cleared.deeds) });
			expect(outcomes.map(({ ok, code, sealed }) => [ok, code, sealed])).toEqual(
				stage.cleared.deeds.map(() => [true, null, true]),
			);
			const list = await stage.console.client.deeds.list({});
			expect(list.needsMe).toBe(0);
			expect(list.asOfHeight).toBeGreaterThanOrEqual(Math.max(...outcomes.map(({ height }) => height ?? 0)));
			const [outcome] = outcomes;
			expect(stage.node.chain.blocks[(outcome?.height ?? 0) - 1]?.transactionIds.map(toHex)).toContain(
				outcome?.transactionId,
			);
		});

		it('signs all of a batch by one transaction for each identity', async () => {
			const before = stage.node.chain.blocks.length;
			await stage.console.client.deeds.sign({ deeds: await reviewed(stage.cleared.deeds) });
			const transactions = stage.node.chain.blocks
				.slice(before)
				.reduce((sum, { block }) => sum + block.transactions.length, 0);
			expect(transactions).toBe(2);
		});

		it('never signs a digest that is not the one of the deed, and signs the others', async () => {
			const [first, second] = await reviewed(stage.cleared.deeds.slice(0, 2));
			const outcomes = await stage.console.client.deeds.sign({
				deeds: [{ deed: first?.deed as string, digest: '00'.repeat(32) }, second as { deed: string; digest: string }],
			});
			expect(outcomes.map(({ ok, code }) => [ok, code])).toEqual([
				[false, 'CONSOLE_DEED_DIGEST'],
				[true, null],
			]);
		});

		it('names why a deed cannot be signed any more', async () => {
			const [sealed] = await reviewed(stage.settled.deeds.slice(0, 1));
			const outcomes = await stage.console.client.deeds.sign({
				deeds: [sealed as { deed: string; digest: string }, { deed: 'D-F-9-0', digest: '00' }],
			});
			expect(outcomes.map(({ code }) => code)).toEqual(['CONSOLE_DEED_ENDED', 'CONSOLE_DEED_UNKNOWN']);
		});

		it('refuses with a reason that everyone reads', async () => {
			const deed = stage.cleared.deeds[0] as string;
			expect(await stage.console.client.deeds.refuse({ deed, reason: 'wrong meter' })).toMatchObject({
				ok: true,
				sealed: false,
			});
			const { summary } = await stage.console.client.deeds.get({ deed });
			expect(summary).toMatchObject({ state: 'refused', needsMe: false, refusal: { reason: 'wrong meter' } });
		});

		it('gives the chain’s own code when the chain refuses', async () => {
			const deed = stage.cleared.deeds[0] as string;
			const stale = stage.node.chain.blocks.length;
			stage.node.produceQuietly([], stage.cleared.signingDeadline);
			expect(stage.node.chain.blocks.length).toBe(stale + 1);
			expect(await codeOf(stage.console.client.deeds.refuse({ deed, reason: 'too late' }))).toBe('DEED_CLOSED');
		});

		it('lets an auditor look but not act', async () => {
			const auditor = await open(stage.api, { permission: 'observe' });
			const deed = stage.cleared.deeds[0] as string;
			const { digest } = await auditor.client.deeds.get({ deed });
			const before = stage.node.chain.blocks.length;
			expect(await codeOf(auditor.client.deeds.sign({ deeds: [{ deed, digest }] }))).toBe('NOT_PERMITTED');
			expect(await codeOf(auditor.client.deeds.refuse({ deed, reason: 'no' }))).toBe('NOT_PERMITTED');
			expect(stage.node.chain.blocks.length).toBe(before);
			await auditor.close();
		});
	});
});
