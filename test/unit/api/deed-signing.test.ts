import { beforeEach, describe, expect, it } from 'vitest';
import { type ConsoleApi, createConsoleApi } from '../../../src/main/api/console-api.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { forms, readArguments } from '../../../src/shared/codec/calls.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import { openPort, QUIET } from '../../fixtures/console-doors.ts';
import { clearHour, type MarketHour, signAs } from '../../fixtures/engine-market-hour.ts';
import { createEngineNode, type EngineNode, GRID, PROOFS } from '../../fixtures/engine-node.ts';

describe('signing a batch of deeds', () => {
	let node: EngineNode;
	let hours: MarketHour[];

	beforeEach(async () => {
		node = createEngineNode();
		hours = [await clearHour(node, 2), await clearHour(node, 3)];
	});

	async function sign(
		calls: Partial<Pick<GridquorumNode, 'call'>>,
		before: (api: ConsoleApi) => Promise<void> = async () => undefined,
	) {
		const api = createConsoleApi(
			{ version: '1' },
			{ node: Object.assign(Object.create(node) as EngineNode, calls), proofs: PROOFS, log: QUIET },
		);
		await api.ready;
		const deeds = hours
			.flatMap((hour) => hour.deeds)
			.map((deed) => ({ deed, digest: toHex(api.model.products.deed(deed)?.digest ?? new Uint8Array()) }));
		await before(api);
		const console = await openPort(api);
		const outcomes = await console.client.deeds.sign({ deeds });
		await console.close();
		api.close();
		return outcomes;
	}

	it('leaves the good deeds signed when the chain refuses the batch for a bad one', async () => {
		// The chain has a signature that the console has not seen yet: the batch as a whole is refused.
		const spoilt = hours[0]?.deeds[1] as string;
		const sizes: number[] = [];
		let isFirst = true;
		const outcomes = await sign({
			call: async (participant, call) => {
				if (isFirst) {
					isFirst = false;
					await signAs(node, GRID, [spoilt]);
				}
				sizes.push(readArguments(forms.depository.signDeeds, call.arguments).signatures.length);
				return node.call(participant, call);
			},
		});
		expect(outcomes.filter(({ ok }) => !ok).map(({ deed, code }) => [deed, code])).toEqual([[spoilt, 'DEED_SIGNED']]);
		expect(outcomes.filter(({ ok }) => ok)).toHaveLength(5);
		expect(sizes[0]).toBe(6);
	});

	it('gives the code to every deed of a call that the node could not take', async () => {
		const outcomes = await sign({ call: () => Promise.reject(new CodedError('KEY_UNKNOWN', { participant: GRID })) });
		expect(new Set(outcomes.map(({ ok, code }) => `${ok} ${code}`))).toEqual(new Set(['false KEY_UNKNOWN']));
	});

	it('never hides an unexpected failure behind success', async () => {
		const outcomes = await sign({ call: () => Promise.reject(new Error('disk on fire')) });
		expect(outcomes.map(({ ok, code }) => [ok, code])).toEqual(outcomes.map(() => [false, 'CONSOLE_INTERNAL']));
	});

	it('answers each deed once, however often it is named', async () => {
		const api = createConsoleApi({ version: '1' }, { node, proofs: PROOFS, log: QUIET });
		await api.ready;
		const deed = hours[0]?.deeds[0] as string;
		const request = { deed, digest: toHex(api.model.products.deed(deed)?.digest ?? new Uint8Array()) };
		const console = await openPort(api);
		expect(await console.client.deeds.sign({ deeds: [request, request, request] })).toMatchObject([{ deed, ok: true }]);
		await console.close();
		api.close();
	});
});
