import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueCertificate } from '../../fixtures/bridge/issued-certificate.ts';
import { type RunningCommand, runCommand, startCommand } from '../../fixtures/command-line.ts';
import { freePorts } from '../../fixtures/free-ports.ts';
import { readRepositoryFile } from '../../fixtures/repository.ts';

const page = readRepositoryFile('docs/operate/regions.md');
const steps = [...page.matchAll(/^```\n([\s\S]*?)^```$/gm)].flatMap(([, block]) =>
	(block as string).split('\n').filter((line) => line !== ''),
);
const PREFIX = 'npm run -s cli -- ';
/** Options whose value is a file or directory of the page's reader. */
const PATHS = ['--home', '--out', '--root', '--join', '--account', '--relay'];

let directory = '';
let ports = new Map<string, string>();
/** What the page cannot know, as its reader would fill it in. */
const filled = new Map<string, string>();
const running = new Map<string, RunningCommand>();

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-regions-'));
	const free = await freePorts(3);
	ports = new Map(['4001', '4011', '4012'].map((port, index) => [port, String(free[index])]));
});

afterAll(async () => {
	await Promise.all([...running.keys()].map(stop));
	await rm(directory, { recursive: true, force: true });
});

/** The words of one line of the page, with paths, ports and names filled in. */
function wordsOf(line: string): string[] {
	expect(line.startsWith(PREFIX), line).toBe(true);
	const words = [...line.slice(PREFIX.length).matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
	return words.map((word, index) => {
		const value = word as string;
		if (PATHS.includes(words[index - 1] ?? '') && !isAbsolute(value)) return join(directory, value);
		if (words[index - 1] === '--port') return ports.get(value) as string;
		return value.replace(/^[A-Z_]{4,}/, (name) => filled.get(name) ?? name);
	});
}

function homesOf(words: readonly string[]): string[] {
	return words.filter((_, index) => ['--home', '--relay'].includes(words[index - 1] ?? ''));
}

async function stop(home: string): Promise<void> {
	const command = running.get(home);
	if (!command) return;
	for (const [each, other] of running) if (other === command) running.delete(each);
	command.child.kill('SIGINT');
	expect(await command.result).toMatchObject({ code: 0 });
}

/** Runs one line; those that stay up are left running until a later line needs one of their directories. */
async function run(words: readonly string[]): Promise<string> {
	for (const home of homesOf(words)) await stop(home);
	if (words[0] !== 'node' && words[1] !== 'relay') {
		const { code, stdout, stderr } = await runCommand(...words);
		expect({ code, stderr: code === 0 ? '' : stderr }, words.join(' ')).toEqual({ code: 0, stderr: '' });
		return stdout;
	}
	const command = startCommand(...words);
	for (const home of homesOf(words)) running.set(home, command);
	const relays = words[1] === 'relay' || words.includes('--relay');
	await command.printed(relays ? /relaying · / : /validator is up/);
	return '';
}

async function statusOf(home: string) {
	await stop(join(directory, home));
	return JSON.parse((await runCommand('bridge', 'status', '--home', join(directory, home), '--json')).stdout);
}

describe('the page about connecting two regions', () => {
	it('brings two regions together, step by step as it says', async () => {
		expect(steps.length).toBeGreaterThanOrEqual(16);
		for (const line of steps) {
			if (line.includes('PRODUCER')) {
				const { producer, certificate } = await issueCertificate(join(directory, 'north'), 4_000);
				filled.set('PRODUCER', producer).set('CERTIFICATE', certificate);
			}
			const words = wordsOf(line);
			const printed = await run(words);
			const peerId = /^Peer id {3}(\S+)$/m.exec(printed)?.[1];
			if (peerId) filled.set('PEER_ID', peerId);
			if (words[1] === 'root' && words.at(-1)?.endsWith('south-root.json'))
				filled.set('SOUTH', JSON.parse(await readFile(words.at(-1) as string, 'utf8')).chainId);
			if (words[1] === 'connect' || words[1] === 'admit' || words[1] === 'recover' || words[1] === 'terms')
				expect(printed).toMatch(/P-\d+ is enacted\./);
			if (words[1] === 'send') expect(printed).toMatch(/^X-north-[0-9a-f]+-south-[0-9a-f]+-\d\n$/);
			if (words[1] === 'relay') {
				const { printed: hears } = running.get(join(directory, 'north')) as RunningCommand;
				await hears(/relayer: received .*first=0 count=2/);
				await hears(/relayer: acknowledged .*first=0 count=2/);
			}
			if (words[1] === 'status') expect(printed).toContain('2 sent, 2 acknowledged, 0 arrived');
		}
		const [north, south] = [await statusOf('north'), await statusOf('south')];
		expect(north.channels).toMatchObject([
			{ chain: filled.get('SOUTH'), state: 'open', sent: 2, acknowledged: 2, account: 25_000_000, packets: [] },
		]);
		expect(north.channels[0].client.terms).toMatchObject({ moneyLimit: 20_000_000_000, capacityW: 750_000 });
		expect(south.channels).toMatchObject([{ state: 'open', arrived: 2, account: -25_000_000 }]);
	}, 300_000);
});
