import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ClockWatch } from '../../../src/main/api/alarms/clock-watch.ts';
import type { ProgramHost } from '../../../src/main/api/host/program-types.ts';
import { readConfig, writeConfig } from '../../../src/main/node/config.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { openHostConsole } from '../../fixtures/fake-network.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { openLocalProgram, reached } from '../../fixtures/local-program.ts';
import { until } from '../../fixtures/until.ts';

/** Ten minutes: far beyond what validators take of a block's time. */
const SKEW_MS = 600_000;
/** A loaded machine may answer a heartbeat late. */
const TOLERANCE_MS = 5_000;

let network: LocalNetwork | null = null;
let program: ProgramHost | null = null;
let other: GridquorumNode | null = null;

afterEach(async () => {
	await program?.stop();
	await other?.stop();
	await network?.remove();
});

describe('a clock that stands apart from the others', () => {
	it('is seen by heartbeats where no block comes any more, on both sides', async () => {
		network = await createLocalNetwork(2);
		const [own = '', theirs = ''] = network.directories;
		const now = Date.now();
		const clock = { anchorChainMs: now + SKEW_MS, anchorWallMs: now, speed: 1 };
		await writeConfig(own, { ...(await readConfig(own)), clock });
		other = await createNode(await readNodeOptions(theirs));
		program = await openLocalProgram(join(own, '..', 'demo'), { kind: 'node', directory: own }, { canChoose: false });
		await Promise.all([other.start(), reached(program, 'running')]);
		const { client } = openHostConsole(program);
		const aheadOf = async () => (await client.node.status()).peers[0]?.clockAheadMs ?? null;
		await until(async () => (await aheadOf()) !== null);
		expect(Math.abs(((await aheadOf()) ?? 0) - SKEW_MS)).toBeLessThan(TOLERANCE_MS);
		await until(() => (other?.snapshot().peers[0]?.clockAheadMs ?? null) !== null);
		const watch = new ClockWatch({ node: other });
		expect(Math.abs(watch.offsetMs(Date.now()) + SKEW_MS)).toBeLessThan(TOLERANCE_MS);
		watch.close();
	});
});
