import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { argumentsOf, eventViewOf } from '../../../src/main/api/ledger/entry-view.ts';
import { fieldListOf, fieldsOfEncoded, NAMES_OF_UNIT } from '../../../src/main/api/ledger/field-view.ts';
import { contracts } from '../../../src/main/core/contracts/registry.ts';
import { type Call, calls, forms } from '../../../src/shared/codec/calls.ts';
import { encode } from '../../../src/shared/codec/cbor.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { LEDGER_LIMITS } from '../../../src/shared/contract/ledger.ts';

const root = join(import.meta.dirname, '../../..');

/** Every kind of event: the compiler refuses a list that lacks one, or has one too many. */
const KINDS = {
	'access-expired': true,
	'access-granted': true,
	'access-revoked': true,
	'certificate-admitted': true,
	'certificate-cancelled': true,
	'certificate-expired': true,
	'certificate-issued': true,
	'certificate-refused': true,
	'certificate-returned': true,
	'certificate-sent': true,
	'certificate-transferred': true,
	'chain-anchored': true,
	'chain-connected': true,
	'chain-recovered': true,
	'channel-terms-set': true,
	'client-frozen': true,
	'commitment-forfeited': true,
	'contract-upgraded': true,
	'deed-amended': true,
	'deed-drafted': true,
	'deed-expired': true,
	'deed-refused': true,
	'deed-sealed': true,
	'deed-signed': true,
	'delegation-granted': true,
	'delegation-revoked': true,
	'document-deposited': true,
	'document-expired': true,
	'document-refused': true,
	'document-sealed': true,
	'document-signed': true,
	'encryption-key-rotated': true,
	'epoch-changed': true,
	'fee-points-instructed': true,
	'fees-set': true,
	'governance-approved': true,
	'governance-enacted': true,
	'governance-expired': true,
	'governance-proposed': true,
	'governance-withdrawn': true,
	'incentive-points': true,
	'key-released': true,
	'key-requested': true,
	'key-rotated': true,
	'lot-admitted': true,
	'lot-returned': true,
	'lot-sent': true,
	'meter-registered': true,
	'offer-expired': true,
	'offer-opened': true,
	'offer-taken': true,
	'order-amended': true,
	'order-cancelled': true,
	'order-placed': true,
	'orders-cleared': true,
	'orders-committed': true,
	'orders-revealed': true,
	'orders-taken': true,
	'packet-closed': true,
	'packet-received': true,
	'packet-sent': true,
	'participant-credit': true,
	'participant-eic-assigned': true,
	'participant-moved': true,
	'participant-readmitted': true,
	'participant-registered': true,
	'participant-renamed': true,
	'participant-role-changed': true,
	'participant-suspended': true,
	'pool-paid': true,
	'product-cancelled': true,
	'product-cleared': true,
	'product-opened': true,
	'product-settled': true,
	'product-settling': true,
	provenance: true,
	'reading-recorded': true,
	'readings-submitted': true,
	'reward-paid': true,
	'trade-made': true,
	transfer: true,
	'validator-credit': true,
	'validator-slashed': true,
} as const satisfies { readonly [kind in ContractEvent['kind']]: true };

type Words = { readonly [key: string]: string | Words };
const wordsOf = (language: string): { readonly call: Words; readonly event: Words } =>
	JSON.parse(readFileSync(join(root, 'src/renderer/locales', language, 'ledger.json'), 'utf8'));

/** Everything that can stand in a receipt: what is called, and what is done on schedule. */
function* methods(): Generator<readonly [contract: string, method: string]> {
	for (const each of Object.values(forms))
		for (const { contract, method } of Object.values(each)) yield [contract, method];
	for (const { name, version } of contracts.newest)
		for (const task of Object.keys(contracts.find(name, version)?.tasks ?? {})) yield [name, task];
	// The chain's own work at the start of a block.
	yield ['governance', 'upgrade-contracts'];
	yield ['governance', 'close-epoch'];
	yield ['incentive', 'account'];
}

describe('the ledger’s words', () => {
	it.each(['en', 'zh-CN'])(
		'name every call, every task and every kind of event, and nothing else, in %s',
		(language) => {
			const { call, event } = wordsOf(language);
			const known = new Set<string>();
			for (const [contract, method] of methods()) known.add(`${contract}.${method}`);
			const worded = Object.entries(call).flatMap(([contract, each]) =>
				Object.keys(each as Words).map((method) => `${contract}.${method}`),
			);
			expect(worded.sort()).toEqual([...known].sort());
			expect(Object.keys(event).sort()).toEqual(Object.keys(KINDS).sort());
		},
	);
});

const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(5);

/** One call of a method of each contract, with arguments that hold every kind of value. */
const EXAMPLES: readonly Call[] = [
	calls.ledger.transfer({ to: 'bob', amount: 1_500_000 }),
	calls.depository.signDeeds({ signatures: [{ deed: 'D-1', signature: bytes(64) }] }),
	calls.auction.placeOrders({
		owner: null,
		orders: [{ product: 'P', side: 'bid', quantityWh: 1_500, price: 92_000 }],
	}),
	calls.traceability.releaseKey({ grant: 'G', document: 'D', wrappedKey: bytes(80) }),
];

describe('decoding', () => {
	it('reads the arguments of a call with their units', () => {
		expect(EXAMPLES.map(({ contract, method, arguments: encoded }) => argumentsOf(contract, method, encoded))).toEqual([
			{
				fields: [
					{ path: 'to', value: 'bob', unit: 'text', bytes: null },
					{ path: 'amount', value: 1_500_000, unit: 'money', bytes: null },
				],
				omitted: 0,
			},
			{
				fields: [
					{ path: 'signatures.0.deed', value: 'D-1', unit: 'text', bytes: null },
					{ path: 'signatures.0.signature', value: '05'.repeat(64), unit: 'bytes', bytes: 64 },
				],
				omitted: 0,
			},
			expect.objectContaining({
				fields: expect.arrayContaining([
					{ path: 'orders.0.quantityWh', value: 1_500, unit: 'energyWh', bytes: null },
					{ path: 'orders.0.price', value: 92_000, unit: 'price', bytes: null },
				]),
			}),
			expect.objectContaining({
				fields: expect.arrayContaining([{ path: 'wrappedKey', value: '05'.repeat(80), unit: 'sealed', bytes: 80 }]),
			}),
		]);
	});

	it('says that it cannot read what no method, or not this one, takes', () => {
		const [transfer] = EXAMPLES as [Call];
		expect(argumentsOf('ledger', 'no-such', transfer.arguments)).toBeNull();
		for (const [contract, method] of methods())
			if (`${contract}.${method}` !== 'ledger.transfer')
				expect(argumentsOf(contract, method, transfer.arguments)).toBeNull();
	});

	it('tells the fee of a schedule, a price, from the fee of a trade, money', () => {
		const fee = (event: object) =>
			eventViewOf(event as ContractEvent, 0).fields.find(({ path }) => path === 'fee')?.unit;
		expect(fee({ kind: 'fees-set', fee: 10 })).toBe('price');
		expect(fee({ kind: 'trade-made', fee: 10 })).toBe('money');
		expect(fieldListOf({ borders: [{ fee: 3 }] }).fields[0]?.unit).toBe('price');
	});

	it('tells the price of an offer to another region, money, from the price of a kWh', () => {
		const unitOf = (event: Pick<ContractEvent, 'kind'> & Record<string, unknown>) =>
			eventViewOf(event as ContractEvent, 0).fields.find(({ path }) => path === 'price')?.unit;
		expect(unitOf({ kind: 'offer-taken', price: 10 })).toBe('money');
		expect(unitOf({ kind: 'trade-made', price: 10 })).toBe('price');
	});

	it('cuts what is long and counts what it leaves out', () => {
		const { fields, omitted } = fieldListOf(Array.from({ length: LEDGER_LIMITS.fields + 7 }, (_, at) => at));
		expect([fields.length, omitted]).toEqual([LEDGER_LIMITS.fields, 7]);
		const [long] = fieldListOf({ note: 'x'.repeat(1_000), data: bytes(1_000) }).fields;
		expect(String(long?.value)).toHaveLength(LEDGER_LIMITS.fieldCharacters + 1);
		expect(fieldListOf(bytes(1_000)).fields[0]).toMatchObject({ bytes: 1_000, path: '' });
	});

	it('shows a leaf that is no dag-cbor as the bytes that it is', () => {
		expect(fieldsOfEncoded(Uint8Array.of(0xff, 0xff)).fields).toEqual([
			{ path: '', value: 'ffff', unit: 'bytes', bytes: 2 },
		]);
		expect(fieldsOfEncoded(encode({ list: [], map: {} })).fields.map(({ value }) => value)).toEqual([null, null]);
	});

	it('gives each name the unit that the codec’s own types give it', () => {
		const folder = join(root, 'src/shared/codec');
		const source = readdirSync(folder)
			.map((file) => readFileSync(join(folder, file), 'utf8'))
			.join('\n');
		const namesOf = (type: string): string[] => {
			const typed = new RegExp(`(?<![\\w(])(?:readonly )?([a-z]\\w*)\\??: (?:readonly )?\\(?${type}\\b`, 'g');
			return [...new Set([...source.matchAll(typed)].map(([, name]) => name as string))];
		};
		const types = { money: 'MicroMoney', price: 'MicroPerKwh', time: 'TimeMs' } as const;
		for (const unit of Object.keys(types) as (keyof typeof types)[]) {
			const typed = namesOf(types[unit]);
			for (const name of NAMES_OF_UNIT[unit]) expect(typed, `${unit} ${name}`).toContain(name);
			for (const name of typed)
				if (name !== 'fee' && name !== 'price' && !name.endsWith('Ms'))
					expect(NAMES_OF_UNIT[unit], `${unit} ${name}`).toContain(name);
		}
		for (const name of namesOf('EnergyWh')) expect(name).toMatch(/Wh(?:PerProduct)?$/);
	});
});
