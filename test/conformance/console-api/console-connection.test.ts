import type { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveNotice, Topic } from '../../../src/shared/contract/index.ts';
import { codeOf, DOORS, type Stage, setStage } from '../../fixtures/console-stage.ts';
import { signAs } from '../../fixtures/engine-market-hour.ts';
import { HOMES } from '../../fixtures/engine-node.ts';
import { until } from '../../fixtures/until.ts';

describe.each(DOORS)('a connection of the console contract over a %s', (_name, open) => {
	let stage: Stage;

	beforeEach(async () => {
		stage = await setStage(open);
	});

	afterEach(() => stage.strike());

	describe('live.subscribe', () => {
		it('tells which views a block has changed, merged', async () => {
			const stream = await stage.console.client.live.subscribe();
			const notices: LiveNotice[] = [];
			const reading = (async () => {
				for await (const notice of stream) notices.push(notice);
			})().catch(() => undefined);
			await until(() => notices.length > 0);
			await signAs(stage.node, HOMES[2], stage.cleared.deeds);
			const topics = (): Set<Topic> => new Set(notices.flatMap((notice) => notice.topics));
			await until(() => topics().has('deeds') && topics().has('standings') && topics().has('trace'));
			expect(notices.map(({ sequence }) => sequence)).toEqual(notices.map((_, index) => index));
			expect(notices.at(-1)?.height).toBe(stage.node.chain.blocks.length);
			await stream.return?.();
			await reading;
		});

		it('ends on the node’s side when the console goes', async () => {
			const other = await open(stage.api);
			const stream = await other.client.live.subscribe();
			await stream.next();
			expect(stage.api.subscribers).toBe(1);
			await other.close();
			await until(() => stage.api.subscribers === 0);
		});

		it('allows a connection only so many subscriptions', async () => {
			const other = await open(stage.api, { limits: { subscriptions: 1 } });
			const stream = await other.client.live.subscribe();
			await stream.next();
			expect(await codeOf(other.client.live.subscribe())).toBe('CONSOLE_SUBSCRIPTIONS');
			await stream.return?.();
			await until(() => stage.api.subscribers === 0);
			await (await other.client.live.subscribe()).next();
			await other.close();
		});
	});

	describe('limits and faults', () => {
		it('answers malformed input with the path of the bad field', async () => {
			const { client } = stage.console;
			expect(await codeOf(client.deeds.list({ limit: 0 }))).toBe('CONSOLE_INPUT_INVALID');
			await client.deeds.list({ limit: 0 }).catch((error: ORPCError<'CODED', { details: { path: string } }>) => {
				expect(error.data.details.path).toBe('input.limit');
			});
		});

		it('answers an unknown procedure by its code', async () => {
			const untyped = stage.console.client as unknown as { node: { explode(): Promise<unknown> } };
			expect(await codeOf(untyped.node.explode())).toBe('CONSOLE_PROCEDURE_UNKNOWN');
		});

		it('answers BUSY above the number of requests in flight, and goes on', async () => {
			const other = await open(stage.api, { limits: { inFlight: 2 } });
			let release = (): void => undefined;
			stage.node.holdProofs(
				new Promise((resolve) => {
					release = resolve;
				}),
			);
			const slow = [0, 1].map((index) => other.client.standings.explain({ kind: 'validator', id: `V${index}` }));
			expect(await codeOf(other.client.standings.list())).toBe('CONSOLE_BUSY');
			release();
			expect((await Promise.all(slow)).map(({ id }) => id)).toEqual(['V0', 'V1']);
			expect((await other.client.standings.list()).validators).toHaveLength(4);
			await other.close();
		});

		it.each([
			['text that is no JSON', 'hello'],
			['JSON that is no message', '[1,2]'],
			['a message without an id', '{"p":{}}'],
			['bytes', new Uint8Array([1, 2, 3])],
			['a message above the size limit', `{"i":"1","p":{"u":"/node/status","b":"${'x'.repeat(2 ** 21)}"}}`],
		])('closes the connection on %s, and only that one', async (_what, message) => {
			const other = await open(stage.api);
			other.send(message);
			await other.closed;
			expect((await stage.console.client.node.status()).height).toBe(stage.node.chain.blocks.length);
			await other.close();
		});
	});
});
