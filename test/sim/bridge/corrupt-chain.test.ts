import { describe, expect, it } from 'vitest';
import { ledgerPaths } from '../../../src/main/core/contracts/ledger.ts';
import { Random } from '../../../src/main/lab/random.ts';
import { energyOf, type WhRanges } from '../../../src/shared/certificates/wh-ranges.ts';
import { bridgeAccount } from '../../../src/shared/codec/accounts.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import { connectBoth, TERMS } from '../../fixtures/bridge/connected-chains.ts';
import { Activity } from '../../fixtures/bridge/regions/activity.ts';
import { CorruptRegion } from '../../fixtures/bridge/regions/corrupt-region.ts';
import { GRID_MS, RELAYERS, Region, TRADERS } from '../../fixtures/bridge/regions/region.ts';
import { readLeaf } from '../../fixtures/bridge/relayed-calls.ts';

const LIMIT = 20_000_000;
const STEPS = 70;

interface CertificateLeaf {
	readonly quantityWh: number;
	readonly heldWh: number;
	readonly cancelledWh: number;
	readonly expiredWh: number;
}

function sumOfAccounts({ chain }: Region): number {
	let sum = 0;
	for (const { path, value } of chain.engine.leaves())
		if (path.startsWith(ledgerPaths.accounts)) sum += decode(value, 64) as number;
	return sum;
}

/** Certificates of a chain and of the other there, each with the energy in all hands beside what the chain says. */
function requireWhole(victim: Region, other: string, certificates: Iterable<string>): void {
	for (const id of certificates) {
		const leaf = readLeaf<CertificateLeaf>(victim.chain, `certificates/certificate/${id}`);
		if (!leaf) continue;
		const hands = [...TRADERS, bridgeAccount(other)].map(
			(owner) => readLeaf<WhRanges>(victim.chain, `certificates/held/${owner}/${id}`) ?? [],
		);
		const inHand = hands.reduce((sum, ranges) => sum + energyOf(ranges), 0);
		expect(inHand, id).toBe(leaf.heldWh);
		const { quantityWh, heldWh, cancelledWh, expiredWh } = leaf;
		expect(heldWh + cancelledWh + expiredWh, id).toBe(quantityWh);
	}
}

describe('a chain whose validators all collude', () => {
	it.each([[1], [2], [3], [4]])(
		'takes no more than the limit, no Wh of the other’s, and stops nobody, whatever it certifies: seed %s',
		(seed) => {
			const random = new Random(seed);
			const make = (name: string, hours: number): Region =>
				new Region({ name, seed, hours, finality: 'order', validators: 4 });
			const [corrupt, victim] = [make('corrupt', 0), make('victim', 4)];
			connectBoth(corrupt.chain, victim.chain, { ...TERMS, moneyLimit: LIMIT });
			const activity = new Activity({ region: victim, neighbours: [corrupt], random });
			const attacker = new CorruptRegion({ region: corrupt, victim, random });
			const [issued, all] = [new Set<string>(), new Set<string>()];
			const before = sumOfAccounts(victim);
			const codes = new Map<string, number>();
			let now = victim.chain.time;
			for (let step = 0; step < STEPS; step++) {
				now += random.between(1, 8) * GRID_MS;
				for (let acts = 0; acts < 3; acts++) activity.act(now);
				attacker.attack(RELAYERS[0] as string, now, [...issued]);
				const { events, receipts } = victim.block(now);
				activity.observe(events);
				for (const event of events) {
					if (event.kind === 'certificate-issued') issued.add(event.certificate);
					if (event.kind === 'certificate-issued' || event.kind === 'certificate-admitted') all.add(event.certificate);
					if (event.kind === 'packet-received') {
						const key = `${event.contents.kind} ${event.answer.code ?? 'ok'}`;
						codes.set(key, (codes.get(key) ?? 0) + 1);
						expect(event.answer.code).not.toBe('CALL_FAULT');
					}
				}
				expect(receipts.map(({ code }) => code)).not.toContain('CALL_FAULT');
				const claim = victim.chain.balance(bridgeAccount(corrupt.chain.chainId));
				expect(Math.abs(claim)).toBeLessThanOrEqual(LIMIT);
				expect(sumOfAccounts(victim)).toBe(before);
				requireWhole(victim, corrupt.chain.chainId, all);
			}
			for (const kind of ['money', 'certificates', 'lot', 'offer']) expect(codes.get(`${kind} ok`)).toBeGreaterThan(0);
			expect(codes.get('money BRIDGE_MONEY_LIMIT')).toBeGreaterThan(0);
		},
		60_000,
	);
});
