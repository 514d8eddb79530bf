import type { ClientContext, ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { shallowRef } from 'vue';
import type { PortMessage } from '../../shared/contract/console-port.ts';
import { ConnectionLost } from './failure.ts';

export type ConnectionState = 'connecting' | 'online' | 'offline';

/** What is known of a connection that is down. */
export interface Outage {
	/** Unix wall ms. */
	readonly since: number;
	/** Unix wall ms of the next attempt; null while one is under way, and where the window brings the next connection. */
	readonly nextTryAt: number | null;
	/** The server answers, but knows no session of this console. */
	readonly sessionEnded: boolean;
}

type Link = ClientLink<ClientContext>;

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 8_000;
const UNAUTHORIZED = 401;
/** The window's own preload hands the port over under this name. */
const PORT_MESSAGE: PortMessage = 'gridquorum:port';

/** The way to the node: a MessagePort in the desktop window, a WebSocket on the same origin in a browser. */
export const connectionState = shallowRef<ConnectionState>('connecting');
/** Rises with every new connection, so that subscriptions begin anew. */
export const connectionEpoch = shallowRef(0);
/** Null while the connection stands or the first is being made. */
export const outage = shallowRef<Outage | null>(null);

let link: Link | null = null;
let attemptNow: (() => void) | null = null;
const waiting: { readonly resolve: (link: Link) => void; readonly reject: (error: Error) => void }[] = [];

function online(next: Link): void {
	link = next;
	connectionState.value = 'online';
	outage.value = null;
	connectionEpoch.value += 1;
	for (const { resolve } of waiting.splice(0)) resolve(next);
}

function offline(nextTryAt: number | null): void {
	link = null;
	connectionState.value = 'offline';
	outage.value = {
		since: outage.value?.since ?? Date.now(),
		nextTryAt,
		sessionEnded: outage.value?.sessionEnded ?? false,
	};
	for (const { reject } of waiting.splice(0)) reject(new ConnectionLost());
}

/** The link of the moment; while the first connection is still being made, callers wait for it. */
export function currentLink(): Promise<Link> {
	if (link) return Promise.resolve(link);
	if (connectionState.value === 'offline') return Promise.reject(new ConnectionLost());
	return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
}

/** Brings the next attempt forward; nothing where one is under way. */
export function tryNow(): void {
	attemptNow?.();
}

/** The window hands a port over at first, and another one whenever the former has ended. */
export function connectByPort(): void {
	let current: MessagePort | null = null;
	window.addEventListener('message', (event) => {
		const port = event.ports[0];
		if (event.source !== window || event.data !== PORT_MESSAGE || !port) return;
		const former = current;
		current = port;
		port.addEventListener('close', () => {
			if (current === port) offline(null);
		});
		port.start();
		online(new PortLink({ port }));
		former?.close();
	});
	// The preload asks for a port when the page has loaded.
	attemptNow = () => location.reload();
}

function connectBySocket(): void {
	let retryMs = FIRST_RETRY_MS;
	let timer: ReturnType<typeof setTimeout> | null = null;
	const url = new URL('/rpc', location.href);
	url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';

	function open(): void {
		timer = null;
		if (outage.value) outage.value = { ...outage.value, nextTryAt: null };
		let opened = false;
		const socket = new WebSocket(url);
		socket.addEventListener('open', () => {
			opened = true;
			retryMs = FIRST_RETRY_MS;
			online(new SocketLink({ websocket: socket }));
		});
		socket.addEventListener('close', () => {
			// Half fixed, half random: many consoles do not return in one instant.
			const waitMs = retryMs / 2 + (Math.random() * retryMs) / 2;
			timer = setTimeout(open, waitMs);
			retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
			offline(Date.now() + waitMs);
			if (!opened) void askWhy();
		});
	}

	attemptNow = () => {
		if (timer === null) return;
		clearTimeout(timer);
		open();
	};
	open();
}

/** A refused socket does not say why; the server that serves the page does. */
async function askWhy(): Promise<void> {
	const sessionEnded = await fetch('/', { method: 'HEAD', cache: 'no-store' }).then(
		({ status }) => status === UNAUTHORIZED,
		() => false,
	);
	if (outage.value) outage.value = { ...outage.value, sessionEnded };
}

/** Called once at start. */
export function connect(): void {
	if (location.protocol === 'http:' || location.protocol === 'https:') connectBySocket();
	else connectByPort();
}
