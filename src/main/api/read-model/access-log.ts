import type { GrantRight, GrantScope } from '../../../shared/codec/access.ts';
import type { ContractEvent } from '../../../shared/codec/events.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from './block-step.ts';
import type { Retention } from './retention.ts';

export interface KeyRequestEntry {
	readonly document: string;
	readonly at: TimeMs;
	readonly height: number;
}

export interface KeyReleaseEntry extends KeyRequestEntry {
	readonly by: string;
	readonly transactionId: string | null;
}

export interface GrantEntry {
	readonly id: string;
	readonly grantor: string;
	readonly grantee: string;
	readonly scope: GrantScope;
	readonly until: TimeMs;
	readonly purpose: string;
	readonly right: GrantRight;
	readonly grantedAt: TimeMs;
	readonly grantedHeight: number;
	readonly ended: {
		readonly state: 'revoked' | 'expired';
		readonly at: TimeMs;
		readonly height: number;
		readonly reason: string | null;
	} | null;
	/** Asked for and not released. */
	readonly requests: readonly KeyRequestEntry[];
	/** The newest, oldest first. */
	readonly releases: readonly KeyReleaseEntry[];
	/** How many there ever were. */
	readonly released: number;
}

/** Releases that one grant remembers. */
const RELEASES_KEPT = 64;

/** The access record: who let whom read what until when, who asked, and every key that was released. */
export class AccessLog {
	/** In the order granted; the oldest ended one goes first. */
	readonly grants = new Map<string, GrantEntry>();
	readonly #limits: Pick<Retention, 'grants'>;

	constructor(limits: Pick<Retention, 'grants'>) {
		this.#limits = limits;
	}

	/** Other events change nothing. */
	take(event: ContractEvent, step: EventStep): void {
		switch (event.kind) {
			case 'access-granted':
				return this.#grant(event, step);
			case 'access-revoked':
				return this.#revoke(event, step);
			case 'access-expired':
				return this.#expire(event, step);
			case 'key-requested':
				return this.#request(event, step);
			case 'key-released':
				return this.#release(event, step);
		}
	}

	#grant({ kind: _kind, grant: id, ...terms }: EventOf<'access-granted'>, { height, time }: EventStep): void {
		const fresh = { ended: null, requests: [], releases: [], released: 0 };
		this.grants.set(id, { id, ...terms, grantedAt: time, grantedHeight: height, ...fresh });
		this.#forgetEnded();
	}

	#revoke({ grant, reason }: EventOf<'access-revoked'>, { height, time }: EventStep): void {
		this.#change(grant, () => ({ ended: { state: 'revoked', at: time, height, reason }, requests: [] }));
	}

	#expire({ grant }: EventOf<'access-expired'>, { height, time }: EventStep): void {
		this.#change(grant, () => ({ ended: { state: 'expired', at: time, height, reason: null }, requests: [] }));
	}

	#request({ grant, document }: EventOf<'key-requested'>, { height, time }: EventStep): void {
		this.#change(grant, ({ requests }) => ({ requests: [...requests, { document, at: time, height }] }));
	}

	#release({ grant, document, by }: EventOf<'key-released'>, { height, time, transactionId }: EventStep): void {
		this.#change(grant, ({ requests, releases, released }) => ({
			requests: requests.filter((request) => request.document !== document),
			releases: [...releases, { document, at: time, height, by, transactionId }].slice(-RELEASES_KEPT),
			released: released + 1,
		}));
	}

	#change(id: string, change: (entry: GrantEntry) => Partial<GrantEntry>): void {
		const entry = this.grants.get(id);
		if (entry) this.grants.set(id, { ...entry, ...change(entry) });
	}

	#forgetEnded(): void {
		for (const { id, ended } of this.grants.values()) {
			if (this.grants.size <= this.#limits.grants) return;
			if (ended) this.grants.delete(id);
		}
	}
}
