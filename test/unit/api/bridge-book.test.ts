import { describe, expect, it } from 'vitest';
import { BridgeBook } from '../../../src/main/api/bridge/bridge-book.ts';
import { BRIDGE_RETENTION } from '../../../src/main/api/bridge/bridge-limits.ts';
import { tieOf } from '../../../src/main/api/bridge/energy-views.ts';
import type { RegionRow } from '../../../src/main/api/bridge/region-row.ts';
import { CertificateBook } from '../../../src/main/api/read-model/certificate-book.ts';
import { DEFAULT_RETENTION } from '../../../src/main/api/read-model/retention.ts';
import type { ChainRoot } from '../../../src/shared/codec/bridge-client.ts';
import type { BridgeEvent } from '../../../src/shared/codec/bridge-events.ts';
import type { EnergyLot, PacketContents } from '../../../src/shared/codec/bridge-packet.ts';
import { foreignCertificateId, packetId } from '../../../src/shared/codec/ids.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';

const [HERE, THERE] = ['a-1', 'a-1-b'];
const TERMS = { moneyLimit: 1_000, capacityW: 2_000, trustPeriodMs: 24 * HOUR_MS };
const DIGEST = new Uint8Array(32);
const root = (epoch: number): ChainRoot => ({
	...{ chainId: THERE, genesisDigest: DIGEST, currency: 'USD', epoch, genesisId: DIGEST },
	validators: [{ id: 'acacia', publicKey: DIGEST }],
});
const MONEY: PacketContents = { kind: 'money', from: 'alice', to: 'bob', amount: 5 };
const lotAt = (start: number, quantityWh: number): EnergyLot => ({
	...{ product: 'P', deed: 'D', deedDigest: DIGEST, trade: 'T', generator: 'sun' },
	...{ start, end: start + HOUR_MS, quantityWh },
});
const at = (height: number) => ({ height, time: height * 1_000, transactionId: null });

function connected(): { book: BridgeBook; region: RegionRow; take: (height: number, event: BridgeEvent) => void } {
	const book = new BridgeBook(HERE);
	const take = (height: number, event: BridgeEvent) => book.take(event, at(height));
	take(1, { kind: 'chain-connected', chain: THERE, root: root(0), terms: TERMS });
	return { book, region: book.region(THERE) as RegionRow, take };
}

const sent = (sequence: number, contents: PacketContents = MONEY): BridgeEvent => ({
	...{ kind: 'packet-sent', packet: packetId(HERE, THERE, sequence), chain: THERE, sequence, contents },
	timeoutAt: 60_000,
});
const closed = (sequence: number, outcome: 'delivered' | 'refused' | 'timed-out'): BridgeEvent => ({
	...{ kind: 'packet-closed', packet: packetId(HERE, THERE, sequence), chain: THERE, sequence, outcome },
	...{ code: outcome === 'refused' ? 'PARTICIPANT_UNKNOWN' : null, by: 'relay' },
});
const received = (sequence: number, contents: PacketContents, code: string | null = null): BridgeEvent => ({
	...{ kind: 'packet-received', packet: packetId(THERE, HERE, sequence), chain: THERE, sequence, contents },
	...{ answer: { ok: code === null, code }, by: 'relay' },
});

describe('the console’s book of the bridge', () => {
	it('counts every packet once by how it ended, and keeps those on the way apart', () => {
		const { region, take } = connected();
		for (const sequence of [0, 1, 2, 3]) take(2, sent(sequence));
		take(3, closed(0, 'delivered'));
		take(3, closed(1, 'refused'));
		take(4, closed(2, 'timed-out'));
		take(5, closed(2, 'delivered'));
		take(6, received(0, MONEY));
		take(6, received(1, MONEY, 'PARTICIPANT_UNKNOWN'));
		expect(region.packets.counts).toEqual({
			...{ sent: 4, delivered: 1, refused: 1, timedOut: 1 },
			...{ received: 2, executed: 1, refusedHere: 1 },
		});
		expect([...region.packets.open.keys()]).toEqual([packetId(HERE, THERE, 3)]);
		expect(region.packets.find(packetId(HERE, THERE, 2))?.state).toBe('timed-out');
		expect(region.overdue(59_999)).toBe(0);
		expect(region.overdue(60_000)).toBe(1);
	});

	it('finds the chain of a packet where one id is the beginning of the other', () => {
		const { book } = connected();
		expect(book.regionOfPacket(packetId(HERE, THERE, 7))?.chain).toBe(THERE);
		expect(book.regionOfPacket(packetId(THERE, HERE, 7))?.chain).toBe(THERE);
		expect(book.regionOfPacket(packetId('a', '1-a-1-b', 7))?.chain).toBe(THERE);
		expect(book.regionOfPacket(packetId(HERE, 'other', 7))).toBeUndefined();
	});

	it('forgets only what has ended', () => {
		const { region, take } = connected();
		take(1, sent(0));
		const many = BRIDGE_RETENTION.closedPackets + 3;
		for (let sequence = 0; sequence < many; sequence++) take(2, received(sequence, MONEY));
		expect(region.packets.closed.size).toBe(BRIDGE_RETENTION.closedPackets);
		expect(region.packets.dropped).toBe(3);
		expect(region.packets.open.size).toBe(1);
		expect(region.packets.counts.received).toBe(many);
	});

	it('keeps a client frozen until governance gives it a new root', () => {
		const { region, take } = connected();
		take(2, { kind: 'chain-anchored', chain: THERE, epoch: 1, height: 10, time: 1_500, stateRoot: DIGEST });
		expect([region.newest?.height, region.updatedAt, region.anchorCount]).toEqual([10, 1_500, 1]);
		take(3, { kind: 'client-frozen', chain: THERE, epoch: 1, height: 11, first: DIGEST, second: DIGEST, by: 'x' });
		expect(region.frozen?.height).toBe(11);
		take(9, { kind: 'chain-recovered', chain: THERE, root: root(2) });
		expect([region.frozen, region.root.epoch, region.updatedAt]).toEqual([null, 2, 9_000]);
	});

	it('follows an offer of this chain to its end there, and its lot with it', () => {
		const { region, take } = connected();
		const lot = lotAt(HOUR_MS, 700);
		const offer: PacketContents = {
			...{ kind: 'offer', from: 'alice', taker: null, goods: { kind: 'lot', lot }, price: 40, expiresAt: 50_000 },
		};
		const ids = [0, 1, 2].map((sequence) => packetId(HERE, THERE, sequence));
		ids.forEach((packet, sequence) => {
			take(2, sent(sequence, offer));
			take(2, { kind: 'lot-sent', packet, chain: THERE, owner: 'alice', lot });
		});
		expect(region.offers.reserved).toBe(120);
		take(3, closed(0, 'delivered'));
		take(3, closed(1, 'delivered'));
		take(3, closed(2, 'refused'));
		take(3, {
			...{ kind: 'lot-returned', packet: ids[2] as string, owner: 'alice', product: 'P', quantityWh: 700 },
			...{ settled: false, amount: 0 },
		});
		expect(region.offers.find(ids[0] as string)?.state).toBe('open');
		expect(tieOf(region)).toMatchObject([{ usedWh: 1_400, capacityWh: 2_000, lots: 2 }]);
		take(4, received(0, { kind: 'offer-closed', offer: ids[0] as string, taker: 'bob' }));
		take(4, received(1, { kind: 'offer-closed', offer: ids[1] as string, taker: null }));
		expect(ids.map((id) => region.offers.find(id)?.state)).toEqual(['taken', 'expired', 'refused']);
		expect(ids.map((id) => region.lots.rows.get(id)?.state)).toEqual(['delivered', 'returned', 'returned']);
		expect(region.offers.reserved).toBe(0);
		expect(tieOf(region)).toMatchObject([{ usedWh: 700, lots: 1 }]);
	});
});

describe('certificates that cross', () => {
	const [METER, START] = ['m', 10 * HOUR_MS];
	const ID = `GC-${METER}-${START}`;
	const terms = {
		...{ product: 'P', meter: METER, producer: 'sun', technology: 'solar' as const, start: START },
		...{ end: START + HOUR_MS, reading: 'R', expiresAt: 99 * HOUR_MS, quantityWh: 1_000 },
	};
	const book = () => new CertificateBook(DEFAULT_RETENTION, (time) => time - (time % HOUR_MS));
	const ranges = (of: CertificateBook, id: string) =>
		of.find(id)?.parts.map(({ fromWh, toWh, holder }) => `${fromWh}-${toWh} ${holder}`);

	it('are held by the bridge at home, and come back into a hand', () => {
		const home = book();
		const { producer, ...issued } = terms;
		home.issue({ kind: 'certificate-issued', certificate: ID, owner: producer, ...issued }, at(1));
		const part = { certificate: ID, fromWh: 200, toWh: 500, packet: 'X' };
		home.send({ kind: 'certificate-sent', owner: 'sun', ...part }, THERE, at(2));
		expect(ranges(home, ID)).toEqual(['0-200 sun', `200-500 $bridge/${THERE}`, '500-1000 sun']);
		home.takeBack({ kind: 'certificate-returned', owner: 'alice', ...part, toWh: 300 }, THERE, at(3));
		expect(ranges(home, ID)).toEqual(['0-200 sun', '200-300 alice', `300-500 $bridge/${THERE}`, '500-1000 sun']);
	});

	it('are whole on the other chain too: what is not here the bridge holds', () => {
		const away = book();
		const id = foreignCertificateId(THERE, ID);
		const admit = (fromWh: number, toWh: number) =>
			away.admit(
				{
					...{ kind: 'certificate-admitted', owner: 'bob', packet: 'X', origin: THERE, terms, certificate: id },
					...{ fromWh, toWh },
				},
				at(2),
			);
		admit(200, 500);
		admit(700, 800);
		expect(ranges(away, id)).toEqual([
			...[`0-200 $bridge/${THERE}`, '200-500 bob', `500-700 $bridge/${THERE}`],
			...['700-800 bob', `800-1000 $bridge/${THERE}`],
		]);
		away.send(
			{ kind: 'certificate-sent', owner: 'bob', packet: 'Y', certificate: id, fromWh: 200, toWh: 500 },
			THERE,
			at(3),
		);
		expect(away.find(id)?.parts.reduce((sum, { fromWh, toWh }) => sum + toWh - fromWh, 0)).toBe(1_000);
		expect(away.find(id)?.parts.find(({ holder }) => holder === 'bob')).toMatchObject({ fromWh: 700, toWh: 800 });
	});
});
