import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ConsoleSession } from '../../api/session.ts';

const SECRET_BYTES = 32;
const MAX_TOKENS = 16;
const MAX_SESSIONS = 32;

export interface AccessOptions {
	/** A link that nobody opened is void after this, ms. */
	readonly tokenLifetimeMs: number;
	/** A session without a request or message is void after this, ms. */
	readonly idleExpiryMs: number;
	/** Part of the cookie's name: cookies do not tell ports apart. */
	readonly port: number;
	/** Monotonic ms. */
	readonly now: () => number;
}

export interface Visitor {
	readonly session: ConsoleSession;
	lastSeen: number;
	/** Aborts when the session expires; its sockets close with it. */
	readonly ends: AbortController;
}

/**
 * Who may come in: a one-time token becomes a session cookie. Only SHA-256 of either is kept, and every comparison
 * takes the same time.
 */
export class Access {
	readonly #options: AccessOptions;
	readonly #tokens = new Map<
		string,
		{ readonly permission: ConsoleSession['permission']; readonly expiresAt: number }
	>();
	readonly #visitors = new Map<string, Visitor>();
	#count = 0;

	constructor(options: AccessOptions) {
		this.#options = options;
	}

	get cookieName(): string {
		return `gridquorum-${this.#options.port}`;
	}

	get sessions(): number {
		return this.#visitors.size;
	}

	/** A token for one console. @throws CodedError CONSOLE_TOKENS while too many are unused */
	issue(permission: ConsoleSession['permission']): string {
		this.sweep();
		if (this.#tokens.size >= MAX_TOKENS) throw new CodedError('CONSOLE_TOKENS', { limit: MAX_TOKENS });
		const token = randomBytes(SECRET_BYTES).toString('base64url');
		this.#tokens.set(nameOf(token), { permission, expiresAt: this.#options.now() + this.#options.tokenLifetimeMs });
		return token;
	}

	/** The `Set-Cookie` header for a token that was never used before; null for any other. */
	redeem(token: string): string | null {
		this.sweep();
		const name = findSecret(this.#tokens, token);
		const entry = name === null ? undefined : this.#tokens.get(name);
		if (name === null || !entry) return null;
		this.#tokens.delete(name);
		const secret = randomBytes(SECRET_BYTES).toString('base64url');
		this.#count += 1;
		this.#visitors.set(nameOf(secret), {
			session: { name: `browser-${this.#count}`, permission: entry.permission },
			lastSeen: this.#options.now(),
			ends: new AbortController(),
		});
		this.#endOldest();
		return `${this.cookieName}=${secret}; HttpOnly; SameSite=Strict; Path=/`;
	}

	/** The session of a request's `Cookie` header, and marks it as active; null when there is none. */
	enter(cookies: string | undefined): Visitor | null {
		this.sweep();
		const secret = cookieValue(cookies, this.cookieName);
		const name = secret === null ? null : findSecret(this.#visitors, secret);
		const visitor = name === null ? undefined : this.#visitors.get(name);
		if (!visitor) return null;
		this.touch(visitor);
		return visitor;
	}

	/** Marks a session as active. */
	touch(visitor: Visitor): void {
		visitor.lastSeen = this.#options.now();
	}

	/** Ends what has expired. */
	sweep(): void {
		const now = this.#options.now();
		for (const [name, { expiresAt }] of this.#tokens) if (now >= expiresAt) this.#tokens.delete(name);
		for (const [name, visitor] of this.#visitors)
			if (now - visitor.lastSeen >= this.#options.idleExpiryMs) this.#end(name, visitor);
	}

	endAll(): void {
		this.#tokens.clear();
		for (const [name, visitor] of this.#visitors) this.#end(name, visitor);
	}

	/** Whoever was away longest makes room. */
	#endOldest(): void {
		if (this.#visitors.size <= MAX_SESSIONS) return;
		const [oldest] = [...this.#visitors].sort(([, a], [, b]) => a.lastSeen - b.lastSeen);
		if (oldest) this.#end(oldest[0], oldest[1]);
	}

	#end(name: string, visitor: Visitor): void {
		this.#visitors.delete(name);
		visitor.ends.abort();
	}
}

function nameOf(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}

function findSecret(known: ReadonlyMap<string, unknown>, secret: string): string | null {
	const wanted = Buffer.from(nameOf(secret));
	let found: string | null = null;
	for (const name of known.keys()) if (timingSafeEqual(Buffer.from(name), wanted)) found = name;
	return found;
}

function cookieValue(cookies: string | undefined, name: string): string | null {
	for (const part of (cookies ?? '').split(';')) {
		const at = part.indexOf('=');
		if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
	}
	return null;
}
