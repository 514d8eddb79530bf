import { describe, expect, it } from 'vitest';
import { bridgeAccount } from '../../../../src/shared/codec/accounts.ts';
import { type CrossingPart, PACKET_LIMITS } from '../../../../src/shared/codec/bridge-packet.ts';
import { decode, encode, type Plain } from '../../../../src/shared/codec/cbor.ts';
import { DERIVED_ID_MAX_CHARACTERS, NAME_MAX_CHARACTERS } from '../../../../src/shared/codec/ids.ts';
import { QUARTER_MS } from '../../../../src/shared/codec/product-terms.ts';
import { TRANSACTION_LIMITS } from '../../../../src/shared/codec/transaction.ts';
import { HOUR_MS } from '../../../../src/shared/codec/units.ts';
import { eventsIn, run } from '../../../fixtures/bridge/bridge-calls.ts';
import { CorruptCounterpart } from '../../../fixtures/bridge/corrupt/corrupt-counterpart.ts';
import { type Regions, tradedRegions } from '../../../fixtures/bridge/traded-regions.ts';

describe('packets that a corrupt counterpart certifies', () => {
	/** As long as names may be. */
	const heavy = ({ north, south }: Regions, n: number): CrossingPart[] =>
		Array.from({ length: PACKET_LIMITS.parts }, (_, at) => {
			const certificate = `GC-${n}-${at}-`.padEnd(DERIVED_ID_MAX_CHARACTERS - south.chainId.length - 1, 'x');
			const name = 'x'.repeat(NAME_MAX_CHARACTERS);
			const terms = {
				product: name,
				meter: name,
				producer: name,
				technology: 'solar' as const,
				start: 0,
				end: HOUR_MS,
				quantityWh: 1_000_000_000,
				reading: 'x'.repeat(DERIVED_ID_MAX_CHARACTERS),
				expiresAt: north.time + HOUR_MS,
			};
			return { origin: south.chainId, certificate, fromWh: 0, toWh: 1_000_000_000, terms };
		});

	it('are all taken however heavy they are, as many at once as a call holds', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		const liar = new CorruptCounterpart({ chain: south, victim: north });
		const packets = Array.from({ length: 5 }, (_, n) => ({
			contents: { kind: 'certificates' as const, from: 'x', to: 'home-02', lot: null, parts: heavy(regions, n) },
			timeoutAt: null,
		}));
		const call = liar.packets(packets);
		expect(call.arguments.length).toBeGreaterThan(TRANSACTION_LIMITS.argumentsBytes / 2);
		const { code, result, steps } = run(north, call);
		expect(code).toBeNull();
		expect(eventsIn(result.events, 'packet-received').map(({ answer }) => answer.code)).toEqual(
			packets.map(() => null),
		);
		const { callStepLimit, callStepsPerByte } = north.genesis.market;
		expect(steps).toBeLessThan(callStepLimit + callStepsPerByte * call.arguments.length);
		north.block(north.time + HOUR_MS + QUARTER_MS);
		north.run(10);
		expect(eventsIn(north.events, 'certificate-expired')).toHaveLength(5 * PACKET_LIMITS.parts);
		expect([...north.engine.leaves()].filter(({ path }) => /^bridge\/(foreign|expir)/.test(path))).toEqual([]);
	});

	it('are refused with the whole call where no form knows their contents, and leave the channel as it was', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		const liar = new CorruptCounterpart({ chain: south, victim: north });
		const contents = { kind: 'money', from: 'x', to: 'home-02', amount: 1 } as const;
		const call = liar.packets([{ contents, timeoutAt: null }]);
		const args = decode(call.arguments, TRANSACTION_LIMITS.argumentsBytes) as { packets: { contents: object }[] };
		const [packet] = args.packets;
		const other = (changed: object) => {
			const packets = [{ ...packet, contents: changed }];
			return run(north, { ...call, arguments: encode({ ...args, packets } as unknown as Plain) }).code;
		};
		expect(other({ ...contents, kind: 'other' })).toBe('CODEC_INVALID');
		expect(other({ ...contents, amount: 0 })).toBe('CODEC_INVALID');
		expect(other({ ...contents, to: bridgeAccount(south.chainId) })).toBe('CODEC_INVALID');
		expect(other({ ...contents, more: 1 })).toBe('CODEC_INVALID');
		expect(run(north, call).code).toBeNull();
	});
});
