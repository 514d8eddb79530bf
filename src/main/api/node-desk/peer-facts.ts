import type { PeerFacts } from '../../../shared/contract/index.ts';
import type { NetworkFigures } from '../../node/network/network-figures.ts';
import type { PeerState } from '../../node/types.ts';

const CODES: readonly (readonly [RegExp, string])[] = [
	[/ECONNREFUSED/, 'PEER_REFUSED'],
	[/ETIMEDOUT|TimeoutError|timed out/i, 'PEER_TIMEOUT'],
	[/ENETUNREACH|EHOSTUNREACH|ENOTFOUND/, 'PEER_UNREACHABLE'],
	[/silent for too long/, 'PEER_SILENT'],
	[/ECONNRESET|reset|closed|ended/i, 'PEER_CLOSED'],
	[/invalid|frame/i, 'PEER_INVALID'],
];

/** Every validator beside this one, connected or not, then the observers that are connected. */
export function peerFacts(
	figures: NetworkFigures,
	peers: readonly PeerState[],
	nameOf: (validator: number) => string | null,
): PeerFacts[] {
	const open = new Map(figures.connections.map((connection) => [connection.peerId, connection]));
	const connectionOf = (peerId: string) => {
		const connection = open.get(peerId);
		return {
			address: connection?.address ?? null,
			direction: connection?.direction ?? null,
			since: connection ? Math.floor(connection.sinceMs) : null,
		};
	};
	const validators = figures.links.map(({ peerId, validator, bytesIn, bytesOut, lastFailure }): PeerFacts => {
		const state = peers.find((peer) => peer.validator === validator);
		return {
			peerId,
			name: nameOf(validator),
			kind: 'validator',
			...connectionOf(peerId),
			roundTripMs: state?.roundTripMs ?? null,
			clockAheadMs: state?.clockAheadMs ?? null,
			bytesIn,
			bytesOut,
			lastFailure: lastFailure && {
				code: failureCode(lastFailure.reason),
				reason: lastFailure.reason,
				at: lastFailure.atMs,
			},
		};
	});
	const linked = new Set(figures.links.map(({ peerId }) => peerId));
	const others = figures.connections
		.filter(({ peerId }) => !linked.has(peerId))
		.map(
			({ peerId, validator }): PeerFacts => ({
				peerId,
				name: validator === null ? null : nameOf(validator),
				kind: validator === null ? 'observer' : 'validator',
				...connectionOf(peerId),
				roundTripMs: null,
				clockAheadMs: null,
				bytesIn: null,
				bytesOut: null,
				lastFailure: null,
			}),
		);
	return [...validators, ...others];
}

function failureCode(reason: string): string {
	return CODES.find(([form]) => form.test(reason))?.[1] ?? 'PEER_FAILED';
}
