import type { ClientContext, ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { shallowRef } from 'vue';
import type { PortMessage } from '../../shared/contract/console-port.ts';
import { ConnectionLost } from './failure.ts';

export type ConnectionState = 'connecting' | 'online' | 'offline';

type Link = ClientLink<ClientContext>;

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 8_000;
/** The window's own preload hands the port over under this name. */
const PORT_MESSAGE: PortMessage = 'gridquorum:port';

/** The way to the node: a MessagePort in the desktop window, a WebSocket on the same origin in a browser. */
export const connectionState = shallowRef<ConnectionState>('connecting');
/** Rises with every new connection, so that subscriptions begin anew. */
export const connectionEpoch = shallowRef(0);

let link: Link | null = null;
const waiting: ((link: Link) => void)[] = [];

function online(next: Link): void {
	link = next;
	connectionState.value = 'online';
	connectionEpoch.value += 1;
	for (const resolve of waiting.splice(0)) resolve(next);
}

function offline(): void {
	link = null;
	connectionState.value = 'offline';
}

/** The link of the moment; while the first connection is still being made, callers wait for it. */
export function currentLink(): Promise<Link> {
	if (link) return Promise.resolve(link);
	if (connectionState.value === 'offline') return Promise.reject(new ConnectionLost());
	return new Promise((resolve) => waiting.push(resolve));
}

function connectByPort(): void {
	window.addEventListener('message', (event) => {
		const port = event.ports[0];
		if (event.source !== window || event.data !== PORT_MESSAGE || !port) return;
		port.addEventListener('close', offline);
		port.start();
		online(new PortLink({ port }));
	});
}

function connectBySocket(): void {
	let retryMs = FIRST_RETRY_MS;
	const url = new URL('/rpc', location.href);
	url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
	const open = () => {
		const socket = new WebSocket(url);
		socket.addEventListener('open', () => {
			retryMs = FIRST_RETRY_MS;
			online(new SocketLink({ websocket: socket }));
		});
		socket.addEventListener('close', () => {
			offline();
			// Half fixed, half random: many consoles do not return in one instant.
			setTimeout(open, retryMs / 2 + (Math.random() * retryMs) / 2);
			retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
		});
	};
	open();
}

/** Called once at start. */
export function connect(): void {
	if (location.protocol === 'http:' || location.protocol === 'https:') connectBySocket();
	else connectByPort();
}
