import {
	type AcknowledgePackets,
	bridgeForms,
	type ReceivePackets,
	type TimeOutPackets,
} from '../../codec/bridge-calls.ts';
import { type ClientUpdate, STATE_PROOF_MAX_BYTES } from '../../codec/bridge-client.ts';
import { EMPTY_CHAIN, type HashChain, packetDigest } from '../../codec/bridge-packet.ts';
import { bridgePaths } from '../../codec/bridge-state.ts';
import { type Digest, equalBytes } from '../../codec/bytes.ts';
import { decode, encode, type Plain } from '../../codec/cbor.ts';
import type { ContractEvent } from '../../codec/events.ts';
import { packetId } from '../../codec/ids.ts';
import { TRANSACTION_LIMITS, type Transaction } from '../../codec/transaction.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { readStateProof, STATE_VALUE_MAX_BYTES, verifyStateProof } from '../../proofs/state-proof.ts';
import { ChannelRecord, type ShownLeaf } from '../across/channel-record.ts';
import type { HistoryNode } from '../bundle-form.ts';
import { bridgeAccountPath } from '../connected-chains.ts';
import { type Because, because } from '../reasons.ts';
import { GoodsCheck } from './goods-check.ts';
import type { PlacedCall } from './read-block.ts';
import type { AuditScope } from './scope.ts';

/** A call that rests on a leaf of another chain. */
type Relayed =
	| { readonly method: 'receive'; readonly args: ReceivePackets }
	| { readonly method: 'acknowledge'; readonly args: AcknowledgePackets }
	| { readonly method: 'time-out'; readonly args: TimeOutPackets };

/** What a shown call brought of another chain. */
interface Brought {
	readonly relayed: Relayed | null;
	readonly update: ClientUpdate | null;
}

const NOTHING: Brought = { relayed: null, update: null };
/** Packets of one chain's channels that a verifier keeps. */
const MAX_PACKETS = 1_000_000;

/**
 * The channels of one chain: its packets are counted without a gap, each comes, is answered and is closed once, what a
 * call took for proven was proven, and the certified state holds of each channel what the events come to.
 */
export class CrossingCheck {
	/** By the other chain's id. */
	readonly channels = new Map<string, ChannelRecord>();
	readonly #scope: AuditScope;
	readonly #isWhole: boolean;
	readonly #goods: GoodsCheck;
	#packets = 0;

	/** @param options.isWhole whether every block is shown */
	constructor(scope: AuditScope, { isWhole }: { readonly isWhole: boolean }) {
		this.#scope = scope;
		this.#isWhole = isWhole;
		this.#goods = new GoodsCheck(scope, { channels: this.channels, isWhole });
	}

	get isWhole(): boolean {
		return this.#isWhole;
	}

	/** @param signed what its bytes say, where they are here @throws CodedError BUNDLE_CROSSING or BUNDLE_CHANNEL */
	take({ height, events, receipt }: PlacedCall, signed: Transaction | null): void {
		const brought = receipt.ok && signed?.contract === 'bridge' ? broughtBy(signed) : NOTHING;
		for (const { event } of events) this.#event(event, height, brought);
		// A packet that comes is told after what it did.
		for (const { event } of events) this.#goods.take(event);
		// A call that proved a fork did nothing else.
		const isFork = events.some(({ event }) => event.kind === 'client-frozen');
		if (brought.relayed && !isFork) this.#requireShown(brought.relayed, height);
	}

	#event(event: ContractEvent, height: number, brought: Brought): void {
		switch (event.kind) {
			case 'chain-connected':
				this.#channel(event.chain);
				this.#scope.board.count('crossings', 'channels');
				break;
			case 'chain-anchored': {
				const { epoch, height: of, time, stateRoot } = event;
				const { update } = brought;
				this.#channel(event.chain).anchors.push({ at: height, epoch, height: of, time, stateRoot, update });
				this.#scope.board.count('crossings', 'anchored-roots');
				break;
			}
			case 'packet-sent': {
				const { packet, chain, sequence } = event;
				const channel = this.#channel(chain);
				this.#requireNext(packet, packetId(this.#scope.chainId, chain, sequence), sequence, channel.sent);
				channel.send(event, height);
				this.#scope.board.count('crossings', 'packets-sent');
				break;
			}
			case 'packet-received': {
				const { packet, chain, sequence } = event;
				const channel = this.#channel(chain);
				this.#requireNext(packet, packetId(chain, this.#scope.chainId, sequence), sequence, channel.received);
				channel.receive(event, { digest: this.#broughtDigest(event, brought), restsOn: restsOn(brought), height });
				this.#scope.board.count('crossings', 'packets-received');
				break;
			}
			case 'packet-closed': {
				const { packet, chain, sequence } = event;
				const channel = this.#channel(chain);
				// A part of the chain may begin after it was sent.
				if (this.#isWhole && !channel.sent.has(sequence)) throw crossing(packet, because('packet-was-not-sent'));
				if (packet !== packetId(this.#scope.chainId, chain, sequence))
					throw crossing(
						packet,
						because('packet-has-another-name', { due: packetId(this.#scope.chainId, chain, sequence) }),
					);
				if (channel.closed.has(sequence)) throw crossing(packet, because('packet-is-told-twice'));
				channel.close(event, restsOn(brought));
				this.#scope.board.count('crossings', 'packets-closed');
				break;
			}
			case 'offer-taken':
				this.#channel(event.chain).balance += event.price;
		}
	}

	#channel(chain: string): ChannelRecord {
		const known = this.channels.get(chain);
		if (known) return known;
		const fresh = new ChannelRecord(this.#scope.sha256);
		this.channels.set(chain, fresh);
		return fresh;
	}

	#requireNext(packet: string, due: string, sequence: number, known: ReadonlyMap<number, unknown>): void {
		if (packet !== due) throw crossing(packet, because('packet-has-another-name', { due }));
		if (known.has(sequence)) throw crossing(packet, because('packet-is-told-twice'));
		if (this.#isWhole && sequence !== known.size) throw crossing(packet, because('packet-is-out-of-order'));
		this.#packets += 1;
		if (this.#packets > MAX_PACKETS) throw crossing(packet, because('more-than-parts', { max: MAX_PACKETS }));
	}

	/** Digest of the packet as the signed call brought it. */
	#broughtDigest(
		{ packet, sequence, contents }: Extract<ContractEvent, { kind: 'packet-received' }>,
		{ relayed }: Brought,
	): Digest | null {
		if (relayed?.method !== 'receive') return null;
		const { sha256 } = this.#scope;
		const given = relayed.args.packets.find((each) => each.sequence === sequence);
		const asTold = given && { ...given, contents };
		if (!given || !asTold || !equalBytes(packetDigest(given, sha256), packetDigest(asTold, sha256)))
			throw crossing(packet, because('packet-is-not-that-of-its-call'));
		return packetDigest(given, sha256);
	}

	/** What the call rests on was proven under a root that this chain had taken. */
	#requireShown({ method, args }: Relayed, at: number): void {
		const { chain, height, proof } = args;
		const channel = this.#channel(chain);
		const which: ShownLeaf['which'] = method === 'receive' ? 'sent' : 'received';
		const value = method === 'receive' ? args.sent : args.received;
		const root = channel.anchors.findLast((anchor) => anchor.height === height)?.stateRoot;
		if (!root && this.#isWhole) throw channelFault(chain, because('root-was-not-taken', { height }));
		if (!root) return;
		const path = bridgePaths[which](this.#scope.chainId);
		const leaf = value.count === 0 ? null : encode(value as unknown as Plain);
		const inState = readStateProof(decode(proof, STATE_PROOF_MAX_BYTES), 'proof');
		if (!verifyStateProof(inState, path, leaf, root, this.#scope.sha256))
			throw channelFault(chain, because('leaf-is-not-under-its-root', { height }));
		channel.shown.push({ at, which, height, value });
	}

	/** @param states of the certified tip, where everything is shown @throws CodedError BUNDLE_CHANNEL */
	end(states: HistoryNode['states']): void {
		if (!this.#isWhole) return;
		this.#goods.end();
		const values = new Map(states.map(({ path, value }) => [path, value]));
		for (const [chain, channel] of this.channels) {
			for (const which of ['sent', 'received'] as const) {
				const { count, digest } = hashChainIn(values.get(bridgePaths[which](chain)));
				const due = channel.valueAt(which, Number.POSITIVE_INFINITY);
				if (count !== due.count || !equalBytes(digest, due.digest))
					throw channelFault(chain, because('state-counts-other-packets', { count, due: due.count }));
			}
			const account = values.get(bridgeAccountPath(chain));
			const balance = account ? (decode(account, STATE_VALUE_MAX_BYTES) as number) : 0;
			if (balance !== channel.balance)
				throw channelFault(
					chain,
					because('account-is-not-what-its-packets-come-to', { balance, due: channel.balance }),
				);
			this.#scope.board.count('crossings', 'leaves-of-channels', 3);
		}
	}
}

function hashChainIn(leaf: Uint8Array | null | undefined): HashChain {
	return leaf ? (decode(leaf, STATE_VALUE_MAX_BYTES) as unknown as HashChain) : EMPTY_CHAIN;
}

function broughtBy({ method, arguments: encoded }: Transaction): Brought {
	const args = decode(encoded, TRANSACTION_LIMITS.argumentsBytes);
	switch (method) {
		case 'update':
			return { relayed: null, update: bridgeForms.update.read(args, 'arguments').update };
		case 'receive':
			return relay({ method, args: bridgeForms.receive.read(args, 'arguments') });
		case 'acknowledge':
			return relay({ method, args: bridgeForms.acknowledge.read(args, 'arguments') });
		case 'time-out':
			return relay({ method, args: bridgeForms.timeOut.read(args, 'arguments') });
		default:
			return NOTHING;
	}
}

function restsOn({ relayed }: Brought): number | null {
	return relayed?.args.height ?? null;
}

function relay(relayed: Relayed): Brought {
	return { relayed, update: relayed.args.update };
}

function crossing(packet: string, because: Because): CodedError {
	return new CodedError('BUNDLE_CROSSING', { packet, ...because });
}

function channelFault(chain: string, because: Because): CodedError {
	return new CodedError('BUNDLE_CHANNEL', { chain, ...because });
}
