import type { IncomingMessage } from 'node:http';
import { contentSecurityPolicy } from '../../api/console-document.ts';

export interface Refusal {
	readonly status: 400 | 403 | 405 | 421;
	readonly reason: string;
}

/**
 * What holds for every request, before anything is looked up. Host: a name that an attacker's DNS points at this
 * machine is not ours. Origin: a page of another origin may not talk to us, whatever the browser sends along.
 */
export function refusalOf(request: IncomingMessage, port: number): Refusal | null {
	const { host, origin } = request.headers;
	if (host !== `127.0.0.1:${port}`) return { status: 421, reason: 'wrong host' };
	if (origin !== undefined && origin !== originOf(port)) return { status: 403, reason: 'wrong origin' };
	if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405, reason: 'wrong method' };
	return null;
}

/** An upgrade is made by a page, so it always names its origin. */
export function upgradeRefusalOf(request: IncomingMessage, port: number): Refusal | null {
	if (request.headers.origin === undefined) return { status: 403, reason: 'no origin' };
	return refusalOf(request, port);
}

export function originOf(port: number): string {
	return `http://127.0.0.1:${port}`;
}

/** Sent with every answer, errors included. */
export function securityHeaders(port: number): Record<string, string> {
	return {
		'content-security-policy': contentSecurityPolicy([`ws://127.0.0.1:${port}`]),
		'cross-origin-opener-policy': 'same-origin',
		'cross-origin-resource-policy': 'same-origin',
		'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
		'referrer-policy': 'no-referrer',
		'x-content-type-options': 'nosniff',
		'x-frame-options': 'DENY',
	};
}
