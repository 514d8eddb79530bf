import { describe, expect, it } from 'vitest';
import { readChain, roomFor, sendPacket, writeChain } from '../../../../src/main/core/contracts/bridge/channel.ts';
import { findClient, writeClient } from '../../../../src/main/core/contracts/bridge/client-state.ts';
import {
	moneyPackets,
	releaseMoney,
	reserveMoney,
	sendMoney as send,
	takeMoney,
} from '../../../../src/main/core/contracts/bridge/money.ts';
import { balanceOf } from '../../../../src/main/core/contracts/ledger.ts';
import { bridgeAccount } from '../../../../src/shared/codec/accounts.ts';
import type { ChainClient } from '../../../../src/shared/codec/bridge-client.ts';
import {
	appendToChain,
	EMPTY_CHAIN,
	PACKET_LIMITS,
	type Packet,
	packetDigest,
} from '../../../../src/shared/codec/bridge-packet.ts';
import { bridgePaths } from '../../../../src/shared/codec/bridge-state.ts';
import { calls } from '../../../../src/shared/codec/calls.ts';
import { packetId } from '../../../../src/shared/codec/ids.ts';
import { claim, contextOn, eventsIn, HOUR, run, sendMoney } from '../../../fixtures/bridge/bridge-calls.ts';
import { connectedChains, TERMS } from '../../../fixtures/bridge/connected-chains.ts';
import { readLeaf } from '../../../fixtures/bridge/relayed-calls.ts';
import { sha256 } from '../../../fixtures/engine-market.ts';

const coded = (code: string) => expect.objectContaining({ code });

describe('money that is sent to another chain', () => {
	it('lies in that chain’s account, in a packet that the channel’s hash chain commits', () => {
		const { a, b } = connectedChains();
		const before = a.balance('home-01');
		const timeoutAt = a.time + HOUR;
		const { code, result } = run(a, sendMoney(a, b, 1_000, timeoutAt), 'home-01');
		expect(code).toBeNull();
		expect(a.balance('home-01')).toBe(before - 1_000 - a.genesis.market.transactionFee);
		expect(claim(a, b)).toBe(1_000);
		const contents = { kind: 'money', from: 'home-01', to: 'home-02', amount: 1_000 } as const;
		const packet: Packet = { sequence: 0, contents, timeoutAt };
		expect(readLeaf(a, bridgePaths.packet(b.chainId, 0))).toEqual({ packet, sentAt: a.time, status: 'open' });
		const chain = appendToChain(EMPTY_CHAIN, packetDigest(packet, sha256), sha256);
		expect(readLeaf(a, bridgePaths.sent(b.chainId))).toEqual(chain);
		const id = packetId(a.chainId, b.chainId, 0);
		expect(result.events.filter(({ kind }) => kind !== 'validator-credit')).toEqual([
			{ kind: 'packet-sent', packet: id, chain: b.chainId, sequence: 0, contents, timeoutAt },
			{
				kind: 'provenance',
				from: { type: 'packet', id },
				to: { type: 'participant', id: 'home-01' },
				relation: 'wasAttributedTo',
				energyWh: null,
			},
			{
				kind: 'transfer',
				from: 'home-01',
				to: bridgeAccount(b.chainId),
				amount: 1_000,
				reason: 'bridge-sent',
				subject: id,
			},
		]);
	});

	it('is the sender’s, and a suspended one sends none', () => {
		const { a, b } = connectedChains();
		expect(run(a, sendMoney(a, b, 60_000_000), 'home-01').code).toBe('FUNDS_SHORT');
		run(a, calls.identity.suspend({ participant: 'home-01', reason: 'test' }), 'market');
		expect(run(a, sendMoney(a, b), 'home-01').code).toBe('PARTICIPANT_SUSPENDED');
		expect(readLeaf(a, bridgePaths.sent(b.chainId))).toBeUndefined();
	});

	it('goes to a connected chain, of the same currency', () => {
		const { a, b } = connectedChains();
		const { chainId } = b;
		expect(
			run(a, calls.bridge.sendMoney({ chain: 'west-0', to: 'x', amount: 1, timeoutAt: a.time + HOUR }), 'home-01').code,
		).toBe('BRIDGE_CHAIN_UNKNOWN');
		const other = connectedChains({ market: { currency: 'EUR' } });
		expect(run(other.a, sendMoney(other.a, other.b), 'home-01').code).toBe('BRIDGE_CURRENCY');
		const context = contextOn(other.b);
		const crossing = { chain: other.a.chainId, packet: 'X' };
		const contents = { kind: 'money', from: 'home-01', to: 'home-02', amount: 1 } as const;
		expect(() => moneyPackets.receive(context, crossing, contents)).toThrow(coded('BRIDGE_CURRENCY'));
		expect(() => reserveMoney(context, other.a.chainId, 1)).toThrow(coded('BRIDGE_CURRENCY'));
		expect(() => moneyPackets.receive(contextOn(a), { chain: chainId, packet: 'X' }, contents)).not.toThrow();
	});

	it('never brings the account over its limit', () => {
		const { a, b } = connectedChains({}, {}, { ...TERMS, moneyLimit: 100 });
		expect(run(a, sendMoney(a, b, 101), 'home-01').code).toBe('BRIDGE_MONEY_LIMIT');
		expect(run(a, sendMoney(a, b, 60), 'home-01').code).toBeNull();
		expect(run(a, sendMoney(a, b, 41), 'home-01').code).toBe('BRIDGE_MONEY_LIMIT');
		expect(run(a, sendMoney(a, b, 40), 'home-01').code).toBeNull();
		expect(claim(a, b)).toBe(100);
	});
});

describe('the account of another chain', () => {
	const crossing = (chain: string) => ({ chain, packet: 'X' });
	const money = (amount: number) => ({ kind: 'money', from: 'home-01', to: 'home-02', amount }) as const;

	it('pays what comes down to minus its limit', () => {
		const { a, b } = connectedChains({}, {}, { ...TERMS, moneyLimit: 100 });
		const context = contextOn(a);
		const { chainId } = b;
		moneyPackets.receive(context, crossing(chainId), money(100));
		expect(balanceOf(context, bridgeAccount(chainId))).toBe(-100);
		expect(() => moneyPackets.receive(context, crossing(chainId), money(1))).toThrow(coded('BRIDGE_MONEY_LIMIT'));
	});

	it('keeps back what open packets may yet take from it, so that giving back never breaks the limit', () => {
		const { a, b } = connectedChains({}, {}, { ...TERMS, moneyLimit: 100 });
		const context = contextOn(a);
		const { chainId } = b;
		send(context, { chain: chainId, to: 'home-02', amount: 100, timeoutAt: a.time + HOUR });
		expect(() => moneyPackets.receive(context, crossing(chainId), money(101))).toThrow(coded('BRIDGE_MONEY_LIMIT'));
		moneyPackets.receive(context, crossing(chainId), money(100));
		moneyPackets.giveBack(context, crossing(chainId), money(100));
		expect(balanceOf(context, bridgeAccount(chainId))).toBe(-100);
	});

	it('lends what was kept back again once the packet is delivered', () => {
		const { a, b } = connectedChains({}, {}, { ...TERMS, moneyLimit: 100 });
		const context = contextOn(a);
		const { chainId } = b;
		send(context, { chain: chainId, to: 'home-02', amount: 100, timeoutAt: a.time + HOUR });
		moneyPackets.delivered(context, crossing(chainId), money(100));
		moneyPackets.receive(context, crossing(chainId), money(200));
		expect(balanceOf(context, bridgeAccount(chainId))).toBe(-100);
	});

	it('is reserved for what must be paid later, within the limit', () => {
		const { a, b } = connectedChains({}, {}, { ...TERMS, moneyLimit: 100 });
		const context = contextOn(a);
		const { chainId } = b;
		reserveMoney(context, chainId, 60);
		expect(() => reserveMoney(context, chainId, 41)).toThrow(coded('BRIDGE_MONEY_LIMIT'));
		expect(() => moneyPackets.receive(context, crossing(chainId), money(41))).toThrow(coded('BRIDGE_MONEY_LIMIT'));
		moneyPackets.receive(context, crossing(chainId), money(40));
		releaseMoney(context, chainId, 60);
		expect(() => releaseMoney(context, chainId, 1)).toThrow(coded('ENGINE_CONSERVATION'));
		takeMoney(context, chainId, 'home-01', 140, 'X');
		expect(() => takeMoney(context, chainId, 'home-01', 1, 'X')).toThrow(coded('BRIDGE_MONEY_LIMIT'));
	});
});

describe('a packet', () => {
	const contents = { kind: 'money', from: 'home-01', to: 'home-02', amount: 1 } as const;

	it('has from a moment to 30 days', () => {
		const { a, b } = connectedChains();
		const context = contextOn(a);
		const latest = context.time + PACKET_LIMITS.timeoutMs;
		for (const timeoutAt of [context.time, latest + 1])
			expect(() => sendPacket(context, b.chainId, contents, timeoutAt)).toThrow(coded('BRIDGE_TIMEOUT'));
		for (const timeoutAt of [context.time + 1, latest]) sendPacket(context, b.chainId, contents, timeoutAt);
		expect(readChain(context, 'sent', b.chainId).count).toBe(2);
	});

	it('waits until others were acknowledged where too many are on their way', () => {
		const { a, b } = connectedChains();
		const context = contextOn(a);
		const digest = new Uint8Array(32);
		const open = (count: number, answered: number) => {
			writeChain(context, 'sent', b.chainId, { count, digest });
			writeChain(context, 'acknowledged', b.chainId, { count: answered, digest });
		};
		open(PACKET_LIMITS.window + 4, 5);
		expect(roomFor(context, b.chainId)).toBe(1);
		sendPacket(context, b.chainId, contents, context.time + 1);
		expect(roomFor(context, b.chainId)).toBe(0);
		for (const timeoutAt of [context.time + 1, null])
			expect(() => sendPacket(context, b.chainId, contents, timeoutAt)).toThrow(coded('BRIDGE_WINDOW'));
	});

	it('that must arrive is sent while the client is frozen too, any other is not', () => {
		const { a, b } = connectedChains();
		const context = contextOn(a);
		writeClient(context, b.chainId, { ...(findClient(context, b.chainId) as ChainClient), frozenAt: 1 });
		expect(() => sendPacket(context, b.chainId, contents, context.time + 1)).toThrow(coded('BRIDGE_CLIENT_FROZEN'));
		expect(sendPacket(context, b.chainId, contents, null)).toBe(packetId(a.chainId, b.chainId, 0));
		expect(() => sendPacket(context, 'west-0', contents, null)).toThrow(coded('BRIDGE_CHAIN_UNKNOWN'));
		expect(eventsIn(context.block.events, 'packet-sent')).toMatchObject([{ timeoutAt: null }]);
	});
});
