import { describe, expect, it } from 'vitest';
import type { ExecutionResult } from '../../../src/main/core/contracts/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decodeDeed, deedDigest, deedSigningBytes } from '../../../src/shared/codec/deed.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import type { MarketParameters } from '../../../src/shared/codec/genesis-document.ts';
import { EngineMarket, hourProduct, keyOf, neighbourhoodGenesis, START, sha256 } from '../../fixtures/engine-market.ts';

const { gateClosure, signingDeadline, settlementTime } = hourProduct(24);
const last = (result: ExecutionResult) => result.receipts.at(-1)?.code ?? null;
const kinds = (result: ExecutionResult) => result.events.map(({ kind }) => kind);

/** home-01 sells 400 Wh to home-02; the deed is drafted. */
function drafted(parameters: Partial<MarketParameters> = {}): {
	market: EngineMarket;
	draft: Extract<ContractEvent, { kind: 'deed-drafted' }>;
} {
	const market = new EngineMarket(neighbourhoodGenesis({ market: parameters }));
	market.send('market', calls.auction.openProducts({ products: [hourProduct(24)] }));
	market.block(START + 1);
	const order = { product: 'F-24', quantityWh: 400 };
	market.send(
		'home-01',
		calls.auction.placeOrders({ owner: null, orders: [{ ...order, side: 'offer', price: 100_000 }] }),
	);
	market.send(
		'home-02',
		calls.auction.placeOrders({ owner: null, orders: [{ ...order, side: 'bid', price: 200_000 }] }),
	);
	market.block(START + 2);
	const draft = market.block(gateClosure).events.find((event) => event.kind === 'deed-drafted');
	if (!draft) throw new Error('no deed');
	return { market, draft };
}

function signature(market: EngineMarket, signer: string, digest: Uint8Array) {
	return { deed: 'D-F-24-0', signature: keyOf(signer).sign(deedSigningBytes(market.chainId, digest)) };
}

describe('a deed', () => {
	it('is drafted for generator, user and grid operator over the terms of its trade', () => {
		const { market, draft } = drafted();
		expect(draft.signers).toEqual([
			{ participant: 'home-01', as: 'generator' },
			{ participant: 'home-02', as: 'user' },
			{ participant: 'grid', as: 'grid-operator' },
		]);
		expect(deedDigest(draft.document, sha256)).toEqual(draft.digest);
		const line = {
			trade: 'T-F-24-0',
			quantityWh: 400,
			price: 145_000,
			amount: 58_000,
			fee: 4_000,
		};
		expect(decodeDeed(draft.document)).toMatchObject({
			generator: 'home-01',
			user: 'home-02',
			chainId: market.chainId,
			trades: [line],
			signers: draft.signers,
			threshold: 3,
			signingDeadline,
		});
	});

	it('is sealed by the third signature, and only then', () => {
		const { market, draft } = drafted();
		for (const [index, signer] of ['grid', 'home-02', 'home-01'].entries()) {
			market.send(signer, calls.depository.signDeeds({ signatures: [signature(market, signer, draft.digest)] }));
			const result = market.block(gateClosure + 1 + index);
			expect(kinds(result)).toContain('deed-signed');
			expect(kinds(result).includes('deed-sealed')).toBe(index === 2);
			expect(result.events).toContainEqual(
				expect.objectContaining({ kind: 'participant-credit', participant: signer, credit: 802, change: 2 }),
			);
		}
	});

	it('takes a signature from its parties alone, once, over its own digest on this chain', () => {
		const { market, draft } = drafted();
		const attempt = (sender: string, given: { deed: string; signature: Uint8Array }): string | null => {
			market.send(sender, calls.depository.signDeeds({ signatures: [given] }));
			return last(market.block(gateClosure + market.blocks.length));
		};
		const good = signature(market, 'home-01', draft.digest);
		expect(attempt('home-03', signature(market, 'home-03', draft.digest))).toBe('DEED_NOT_SIGNER');
		expect(attempt('home-01', signature(market, 'home-02', draft.digest))).toBe('DEED_SIGNATURE');
		expect(attempt('home-01', { ...good, signature: keyOf('home-01').sign(draft.digest) })).toBe('DEED_SIGNATURE');
		const elsewhere = keyOf('home-01').sign(deedSigningBytes('other-0000000000000000', draft.digest));
		expect(attempt('home-01', { ...good, signature: elsewhere })).toBe('DEED_SIGNATURE');
		expect(attempt('home-01', { ...good, deed: 'D-F-24-1' })).toBe('DEED_UNKNOWN');
		expect(attempt('home-01', good)).toBeNull();
		expect(attempt('home-01', good)).toBe('DEED_SIGNED');
	});

	it('is refused with a reason; the trade is void and all collateral comes back', () => {
		const { market, draft } = drafted();
		expect(market.balance('$escrow/F-24')).toBe(62_000);
		market.send('grid', calls.depository.refuseDeed({ deed: 'D-F-24-0', reason: 'line under repair' }));
		const result = market.block(gateClosure + 1);
		expect(result.events).toContainEqual({
			kind: 'deed-refused',
			deed: 'D-F-24-0',
			trade: 'T-F-24-0',
			participant: 'grid',
			reason: 'line under repair',
		});
		expect(market.balance('$escrow/F-24')).toBe(0);
		expect(market.balance('home-02')).toBe(50_000_000 - 100);
		market.send('home-01', calls.depository.signDeeds({ signatures: [signature(market, 'home-01', draft.digest)] }));
		expect(market.block(gateClosure + 2).receipts.at(-1)).toMatchObject({
			code: 'DEED_CLOSED',
			details: { status: 'refused' },
		});
	});

	it('takes no signature at the deadline even while its expiry waits its turn', () => {
		const { market, draft } = drafted({ tasksPerBlock: 1 });
		market.send(
			'market',
			calls.auction.openProducts({ products: [hourProduct(30, { gateClosure: signingDeadline - 1 })] }),
		);
		market.block(gateClosure + 1);
		market.send('grid', calls.depository.signDeeds({ signatures: [signature(market, 'grid', draft.digest)] }));
		const result = market.block(signingDeadline);
		expect(kinds(result)).not.toContain('deed-expired');
		expect(result.receipts.at(-1)).toMatchObject({ code: 'DEED_CLOSED', details: { status: 'expired' } });
	});

	it('lapses at the deadline: collateral returns, who did not sign loses credit, and the tariff applies', () => {
		const { market, draft } = drafted();
		market.send('home-01', calls.depository.signDeeds({ signatures: [signature(market, 'home-01', draft.digest)] }));
		market.block(signingDeadline - 1);
		market.send('grid', calls.depository.signDeeds({ signatures: [signature(market, 'grid', draft.digest)] }));
		const result = market.block(signingDeadline);
		expect(last(result)).toBe('DEED_CLOSED');
		expect(result.events).toContainEqual(
			expect.objectContaining({ kind: 'deed-expired', trade: 'T-F-24-0', inDefault: ['home-02', 'grid'] }),
		);
		for (const participant of ['home-02', 'grid'])
			expect(result.events).toContainEqual(
				expect.objectContaining({
					kind: 'participant-credit',
					participant,
					rule: 'deed-missed',
					credit: 750,
					change: -50,
				}),
			);
		expect(market.balance('$escrow/F-24')).toBe(0);
		const interval = { start: hourProduct(24).deliveryStart, end: hourProduct(24).deliveryEnd };
		const reading = { meter: 'meter-home-02', ...interval, generatedWh: 0, consumedWh: 500 };
		market.send('metering', market.readings([reading]));
		market.block(signingDeadline + 1);
		const settled = market.block(settlementTime).events.find((event) => event.kind === 'product-settled');
		expect(settled?.statements[0]).toMatchObject({
			participant: 'home-02',
			contractedWh: 0,
			residualWh: -500,
			residual: -110_000,
		});
	});
});
