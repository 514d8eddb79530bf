import { beforeEach, describe, expect, it } from 'vitest';
import { type ConsoleApi, createConsoleApi } from '../../../src/main/api/console-api.ts';
import { fromHex, toHex } from '../../../src/shared/codec/bytes.ts';
import { decodeDeed, deedSigningBytes, encodeDeed } from '../../../src/shared/codec/deed.ts';
import { type DeedsToSign, reviewDeeds, signReviewed } from '../../../src/shared/deeds/signing-file.ts';
import { openPort, QUIET } from '../../fixtures/console-doors.ts';
import { clearHour, type MarketHour, signAs } from '../../fixtures/engine-market-hour.ts';
import { createEngineNode, type EngineNode, GRID, HOMES, PROOFS, signerOf } from '../../fixtures/engine-node.ts';

const SIGNER = HOMES[2];

describe('deeds signed offline, by file', () => {
	let node: EngineNode;
	let hour: MarketHour;
	let api: ConsoleApi;
	let console: Awaited<ReturnType<typeof openPort>>;

	beforeEach(async () => {
		node = createEngineNode();
		hour = await clearHour(node, 2);
		api = createConsoleApi({ version: '1' }, { node, proofs: PROOFS, log: QUIET });
		await api.ready;
		console = await openPort(api);
		return async () => {
			await console.close();
			api.close();
		};
	});

	const exported = async (participant: string = SIGNER) =>
		(await console.client.deeds.signingFile({ participant })).text;
	const review = (text: string, participant: string = SIGNER, chainId = node.chainId) =>
		reviewDeeds('F.json', text, { chainId, participant }, PROOFS.sha256);
	const signed = (text: string) =>
		signReviewed(review(text), { chainId: node.chainId, participant: SIGNER }, (message) =>
			signerOf(SIGNER).sign(message),
		);
	const submit = (content: object) =>
		console.client.deeds.submitSigned({ file: 'S.json', text: JSON.stringify(content) });

	it('are signed with a key that this node does not have, and count on the chain', async () => {
		expect(node.identities.map(({ participant }) => participant)).not.toContain(SIGNER);
		const text = await exported();
		const deeds = review(text).map(({ document }) => document.deed);
		expect(deeds.length).toBeGreaterThan(0);
		const outcomes = await submit(signed(text));
		expect(outcomes.map(({ deed, ok, code }) => [deed, ok, code])).toEqual(deeds.map((deed) => [deed, true, null]));
		expect(review(await exported())).toEqual([]);
		for (const deed of deeds)
			expect(
				api.model.products.deed(deed)?.signers.find(({ participant }) => participant === SIGNER)?.signed,
			).not.toBeNull();
	});

	it('are sealed where the signature was the last', async () => {
		const text = await exported();
		for (const other of [...HOMES, GRID]) if (other !== SIGNER) await signAs(node, other, hour.deeds);
		expect((await submit(signed(text))).every(({ sealed }) => sealed)).toBe(true);
	});

	it('are refused as a file that was made for another chain or participant, or changed', async () => {
		const text = await exported();
		const content = JSON.parse(text) as DeedsToSign;
		const changed = (change: object) =>
			JSON.stringify({ ...content, deeds: [{ ...content.deeds[0], ...change }, ...content.deeds.slice(1)] });
		const document = decodeDeed(fromHex(content.deeds[0]?.document ?? ''));
		const [trade] = document.trades;
		const dearer = { ...document, trades: [{ ...trade, amount: (trade?.amount ?? 0) + 1 }] } as typeof document;
		const encoded = encodeDeed(dearer);
		const refused = (bad: string, code = 'SIGNING_FILE') =>
			expect(() => review(bad)).toThrow(expect.objectContaining({ code }));
		refused('{');
		refused(text.slice(0, -20));
		refused(JSON.stringify({ ...content, extra: 1 }));
		refused(JSON.stringify({ ...content, deeds: [...content.deeds, content.deeds[0]] }));
		refused(changed({ digest: '00'.repeat(32) }));
		refused(changed({ deadline: 1 }));
		refused(changed({ threshold: 1 }));
		refused(changed({ signers: [{ participant: SIGNER, as: 'witness' }] }));
		refused(changed({ document: 'ff00' }), 'DEED_UNREADABLE');
		refused(changed({ document: toHex(encoded), digest: toHex(PROOFS.sha256(encoded)) }), 'DEED_UNREADABLE');
		refused(changed({ deed: 'D-F-2-99' }), 'DEED_UNREADABLE');
		expect(() => review(text, GRID)).toThrow(expect.objectContaining({ code: 'SIGNING_FILE' }));
		expect(() => review(text, SIGNER, 'other-chain')).toThrow(expect.objectContaining({ code: 'SIGNING_FILE' }));
		expect(() =>
			review(text.replaceAll(`"participant": "${SIGNER}"`, '"participant": "metering"'), 'metering'),
		).toThrow(expect.objectContaining({ code: 'SIGNING_FILE' }));
	});

	it('are told one by one: what is not the signer’s, of another version or over already counts for itself', async () => {
		const answer = signed(await exported());
		const [first, ...rest] = answer.signatures;
		if (!first) throw new Error('nothing to sign');
		const forged = toHex(signerOf(GRID).sign(deedSigningBytes(node.chainId, fromHex(first.digest))));
		const outcomes = await submit({
			...answer,
			signatures: [{ ...first, signature: forged }, { ...first, deed: 'D-F-2-99' }, ...rest],
		});
		expect(new Map(outcomes.map(({ deed, code }) => [deed, code]))).toEqual(
			new Map([
				[first.deed, 'DEED_SIGNATURE'],
				['D-F-2-99', 'CONSOLE_DEED_UNKNOWN'],
				...rest.map(({ deed }) => [deed, null] as const),
			]),
		);
		expect(await submit({ ...answer, signatures: [{ ...first, digest: '11'.repeat(32) }] })).toMatchObject([
			{ ok: false, code: 'CONSOLE_DEED_DIGEST' },
		]);
	});
});
