import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	demoFaults,
	digestFault,
	emptyDemo,
	emptyJoin,
	nodeFaults,
	passphraseFaults,
	peersOf,
	playersOf,
	portOf,
	speedOf,
} from '../../../src/renderer/features/setup/drafts.ts';
import { hostChoice } from '../../../src/shared/contract/host.ts';

const PROPOSED = {
	demo: { directory: '/data/demo', exists: false },
	node: { directory: '/data/node', exists: true },
};
const digits = fc
	.array(fc.constantFrom(...'0123456789abcdef'), { minLength: 64, maxLength: 64 })
	.map((each) => each.join(''));

describe('the digest that another source gave', () => {
	it('agrees however it is written: in groups, with colons, in capitals, behind 0x', () => {
		fc.assert(
			fc.property(digits, fc.constantFrom(' ', ':', '\n', '', '-'), fc.boolean(), (digest, between, capitals) => {
				const grouped = (digest.match(/.{1,4}/g) as string[]).join(between);
				expect(digestFault(capitals ? grouped.toUpperCase() : `0x${grouped}`, digest)).toBeUndefined();
			}),
		);
	});

	it('never agrees when one digit differs, and names the first group that does', () => {
		fc.assert(
			fc.property(digits, fc.integer({ min: 0, max: 63 }), (digest, at) => {
				const other = digest[at] === '0' ? '1' : '0';
				const fault = digestFault(digest.slice(0, at) + other + digest.slice(at + 1), digest);
				expect(fault).toMatchObject({ code: 'SETUP_DIGEST_DIFFERS', details: { group: Math.floor(at / 4) + 1 } });
			}),
		);
	});

	it('is incomplete with a digit too few, too many, or another character', () => {
		const digest = 'ab'.repeat(32);
		for (const text of ['', digest.slice(1), `${digest}0`, `${digest.slice(1)}g`])
			expect(digestFault(text, digest)?.code).toBe('SETUP_DIGEST_INCOMPLETE');
	});
});

describe('the draft of a demo', () => {
	it('is without fault as it is proposed, and makes a choice that the contract takes', () => {
		const draft = emptyDemo(PROPOSED);
		expect(demoFaults(draft)).toEqual({});
		const choice = { kind: 'demo', directory: draft.directory, speed: speedOf(draft), played: playersOf(draft) };
		expect(hostChoice.safeParse(choice).success).toBe(true);
	});

	it('takes speeds from 1 to 3600 alone', () => {
		const speed = (text: string) => speedOf({ ...emptyDemo(PROPOSED), speed: text });
		expect(['1', ' 60 ', '3600'].map(speed)).toEqual([1, 60, 3_600]);
		expect(['0', '3601', '1.5', '-1', 'fast', ''].map(speed)).toEqual([null, null, null, null, null, null]);
	});

	it('reads named players by comma or space, each once, and refuses none at all', () => {
		const draft = { ...emptyDemo(PROPOSED), player: 'named' as const, names: 'home-01, home-02，home-01 ' };
		expect(playersOf(draft)).toEqual(['home-01', 'home-02']);
		expect(demoFaults({ ...draft, names: ' , ' }).names?.code).toBe('SETUP_FIELD_EMPTY');
	});

	it('refuses a relative directory', () => {
		for (const directory of ['demo', './demo', '~/demo'])
			expect(demoFaults({ ...emptyDemo(PROPOSED), directory }).directory?.code).toBe('SETUP_DIRECTORY_RELATIVE');
		for (const directory of ['/demo', 'C:\\demo', 'D:/demo', '\\\\server\\demo'])
			expect(demoFaults({ ...emptyDemo(PROPOSED), directory })).toEqual({});
	});
});

describe('the draft of a node that joins', () => {
	const draft = emptyJoin(PROPOSED);

	it('needs an id only as a validator', () => {
		expect(nodeFaults(draft)).toEqual({});
		expect(nodeFaults({ ...draft, role: 'validator' }).validator?.code).toBe('SETUP_FIELD_EMPTY');
		expect(nodeFaults({ ...draft, role: 'validator', validator: 'elm grid' }).validator?.code).toBe(
			'SETUP_VALIDATOR_ID',
		);
		expect(nodeFaults({ ...draft, role: 'validator', validator: 'elm-grid' })).toEqual({});
	});

	it('takes ports from 0 to 65535 alone', () => {
		expect(['0', '4101', '65535'].map((port) => portOf({ ...draft, port }))).toEqual([0, 4_101, 65_535]);
		for (const port of ['65536', '-1', 'x']) expect(nodeFaults({ ...draft, port }).port?.code).toBe('SETUP_PORT');
	});

	it('names the line whose address is none, and passes over empty ones', () => {
		const good = '/ip4/192.0.2.1/tcp/4101/p2p/12D3KooWabc\n\n/dns4/elm.example/tcp/4101';
		expect(nodeFaults({ ...draft, peers: good })).toEqual({});
		expect(peersOf(good)).toHaveLength(2);
		expect(nodeFaults({ ...draft, peers: `${good}\n192.0.2.1:4101` }).peers).toMatchObject({
			code: 'SETUP_PEER_ADDRESS',
			details: { line: 4 },
		});
	});

	it('takes no passphrase that is short, monotonous, or not repeated', () => {
		expect(passphraseFaults('short', 'short').passphrase?.code).toBe('SETUP_PASSPHRASE_WEAK');
		expect(passphraseFaults('aaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaa').passphrase?.code).toBe('SETUP_PASSPHRASE_WEAK');
		expect(passphraseFaults('four unrelated words', 'four unrelated word').repeated?.code).toBe(
			'SETUP_PASSPHRASE_DIFFERS',
		);
		expect(passphraseFaults('four unrelated words', 'four unrelated words')).toEqual({});
	});
});
