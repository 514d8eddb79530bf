import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { type Call, calls } from '../../../src/shared/codec/calls.ts';
import { DOORS, type Stage, setStage } from '../../fixtures/console-stage.ts';
import { HOMES, MARKET, METERS, START, signerOf } from '../../fixtures/engine-node.ts';

const IN_A_WEEK = START + 7 * 86_400_000;

describe.each(DOORS)('participants over a %s', (_name, open) => {
	let stage: Stage;
	const [home, other] = HOMES;

	beforeEach(async () => {
		stage = await setStage(open);
	});

	afterEach(() => stage.strike());

	const send = (sender: string, call: Call) => stage.node.submit(stage.node.encode(sender, call));
	const list = (input: { after?: string; limit?: number } = {}) => stage.console.client.participants.list(input);
	const viewOf = async (id: string) => (await list()).participants.find(({ participant }) => participant === id);

	it('shows keys, meters and whose console it is', async () => {
		expect(await viewOf(home)).toMatchObject({
			role: 'prosumer',
			zone: 'F',
			moved: null,
			eic: null,
			publicKey: toHex(signerOf(home).publicKey),
			suspended: null,
			delegations: [],
			meters: [{ meter: `M-${home}`, operator: METERS }],
			registeredAtHeight: 0,
			me: true,
		});
		expect((await viewOf(other))?.me).toBe(false);
	});

	it('shows codes, suspensions, moves and delegations as the chain tells of them', async () => {
		const limits = {
			zones: ['F'],
			sides: ['bid' as const],
			priceMin: 0,
			priceMax: 9,
			quantityWhPerProduct: 1,
			collateralMax: 1,
		};
		const delegation = { to: other, scope: 'orders', validFrom: 0, validUntil: Number.MAX_SAFE_INTEGER } as const;
		await send(home, calls.identity.delegate({ ...delegation, limits }));
		await send(MARKET, calls.identity.assignEic({ participant: home, eic: '10X1001A1001A450' }));
		await send(MARKET, calls.identity.suspend({ participant: home, reason: 'late' }));
		await send(MARKET, calls.identity.move({ participant: home, zone: 'G', from: IN_A_WEEK }));
		expect(await viewOf(home)).toMatchObject({
			eic: '10X1001A1001A450',
			suspended: { by: MARKET, byName: `Name of ${MARKET}`, reason: 'late' },
			zone: 'G',
			moved: { from: 'F', at: IN_A_WEEK },
			delegations: [{ ...delegation, toName: `Name of ${other}`, limits }],
		});
		await send(MARKET, calls.identity.readmit({ participant: home, reason: 'paid' }));
		await send(home, calls.identity.revoke({ to: other, scope: 'orders' }));
		expect(await viewOf(home)).toMatchObject({ suspended: null, delegations: [] });
	});

	it('lists by id in pages', async () => {
		const all = await list();
		expect(all.total).toBe(all.participants.length);
		const ids = all.participants.map(({ participant }) => participant);
		expect(ids).toEqual([...ids].sort());
		const second = await list({ after: ids[1] as string, limit: 2 });
		expect(second.participants.map(({ participant }) => participant)).toEqual(ids.slice(2, 4));
		expect((await list({ after: ids.at(-1) as string })).participants).toEqual([]);
	});
});
