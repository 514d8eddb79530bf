import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyMarket } from '../../../src/main/headless/empty-market.ts';
import { createTestnet } from '../../../src/main/node/testnet.ts';
import { IDENTITY_ATTRIBUTES_FORMAT } from '../../../src/shared/access/private-attributes.ts';
import { type CommandResult, runCommand } from '../../fixtures/command-line.ts';
import { freePorts } from '../../fixtures/free-ports.ts';
import { TEST_SCRYPT } from '../../fixtures/local-network.ts';

const OWNER = 'grid-operator';
const GUEST = 'operator-0';

describe('cli access', () => {
	let directory = '';
	let home = '';

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'gridquorum-access-'));
		const network = { ...emptyMarket(1), name: 'access', ports: await freePorts(1), time: Date.now() };
		const made = await createTestnet({ ...network, directory: join(directory, 'net'), scrypt: TEST_SCRYPT });
		home = made.directories[0] as string;
	});
	afterAll(() => rm(directory, { recursive: true, force: true }));

	const access = (name: string, ...args: string[]): Promise<CommandResult> =>
		runCommand('access', name, ...args, '--home', home);
	const as = (participant: string): string[] => ['--participant', participant];

	it('deposits attributes, grants, releases and lists, and says what the chain refuses', async () => {
		const file = join(directory, 'attributes.json');
		const attributes = {
			format: IDENTITY_ATTRIBUTES_FORMAT,
			participant: OWNER,
			legalName: 'Stadtwerke AG',
			address: null,
			email: null,
			phone: null,
			taxId: null,
			registrationNumber: null,
		};
		await writeFile(file, JSON.stringify(attributes));
		const deposited = await access('attributes', file, ...as(OWNER));
		expect(deposited).toMatchObject({ code: 0, stdout: `E-${OWNER}-0\n` });

		const terms = ['--scope', `participant:${OWNER}`, '--purpose', 'audit'];
		const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 19);
		const granted = await access('grant', '--to', GUEST, ...terms, '--until', `${until}Z`, ...as(OWNER));
		expect(granted).toMatchObject({ code: 0, stdout: `A-${OWNER}-0\n` });
		expect(await access('release', `A-${OWNER}-0`, `E-${OWNER}-0`, ...as(OWNER))).toMatchObject({ code: 0 });
		expect(await access('request', `A-${OWNER}-0`, `E-${OWNER}-0`, ...as(GUEST))).toMatchObject({
			code: 1,
			stderr: expect.stringContaining('KEY_RELEASED'),
		});
		const listed = await access('list', '--json');
		expect(JSON.parse(listed.stdout)).toMatchObject({
			grants: [
				{
					id: `A-${OWNER}-0`,
					grantee: GUEST,
					right: 'owner',
					requests: [],
					releases: [{ document: `E-${OWNER}-0`, by: OWNER }],
					released: 1,
				},
			],
		});
	});

	it.each([
		['--scope', ['grant', '--to', GUEST, '--scope', 'house:1', '--until', '2027-01-31', '--purpose', 'x']],
		['--until', ['grant', '--to', GUEST, '--scope', 'meter:1', '--until', 'tomorrow', '--purpose', 'x']],
	])('refuses a bad %s before it starts the node', async (option, [name = '', ...args]) => {
		expect(await access(name, ...args, ...as(OWNER))).toMatchObject({
			code: 2,
			stderr: expect.stringMatching(new RegExp(`OPTION_INVALID: ${option}`)),
		});
	});
});
