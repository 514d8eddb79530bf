import { afterEach, describe, expect, it } from 'vitest';
import { readDocumentRecord, readReleases } from '../../../src/main/core/contracts/traceability/access-state.ts';
import { KeyReleaseService } from '../../../src/main/node/access/key-release-service.ts';
import { KeyReleaser } from '../../../src/main/node/access/key-releaser.ts';
import { silentLog } from '../../../src/main/node/observe/log.ts';
import type { TransactionOutcome } from '../../../src/main/node/types.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import { type Call, calls } from '../../../src/shared/codec/calls.ts';
import { documentBinding } from '../../../src/shared/documents/envelope.ts';
import { unwrapKey } from '../../../src/shared/documents/key-wrap.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import { type AccessMarket, accessMarket, document, grantTo } from '../../fixtures/access-market.ts';
import { sha256 } from '../../fixtures/engine-market.ts';
import { until } from '../../fixtures/until.ts';

const CONTRACT = 'E-home-01-0';
const POINT = 'E-home-01-1';
const KEY = sha256(utf8('content key'));

const request = (grant: string, id: string): Call => calls.traceability.requestKey({ grant, document: id });
const secretFor = (name: string): Uint8Array => sha256(utf8(`test encryption key of ${name}`));

/** The node of some participants on a chain that makes a block of every call. */
class Desk {
	readonly market: AccessMarket;
	readonly sent: { participant: string; call: Call }[] = [];
	/** Thrown instead of the next calls. */
	readonly failures: CodedError[] = [];
	readonly releaser: KeyReleaser;
	readonly read = async (path: string): Promise<Uint8Array | null> => this.market.engine.state.get(path) ?? null;
	now = 0;

	constructor(market: AccessMarket) {
		this.market = market;
		this.releaser = new KeyReleaser({
			read: this.read,
			now: () => this.now,
			contentKey: async (id, participant) => {
				if (participant !== 'home-01') throw new CodedError('DOCUMENT_NOT_READER', { document: id, participant });
				return KEY.slice();
			},
			call: async (participant, call) => {
				const failure = this.failures.shift();
				if (failure) throw failure;
				this.sent.push({ participant, call });
				const [code] = market.codes([[participant, call]]);
				return { height: market.engine.height, receipt: { ok: code === null, code } } as TransactionOutcome;
			},
			random: (count) => sha256(utf8(`random ${this.sent.length}`)).slice(0, count),
		});
	}

	service(participants: readonly string[]): KeyReleaseService {
		return new KeyReleaseService(
			{ participants, perPass: 2, retryMs: [1, 1] },
			{ releaser: this.releaser, read: this.read, monotonicMs: () => performance.now(), log: silentLog() },
		);
	}

	/** The key that a participant was released, opened with the secret of a name; null without a release. */
	async keyFor(participant: string, id: string, secretName = participant): Promise<Uint8Array | null> {
		const release = (await readReleases(this.read, id, participant)).at(-1);
		const record = await readDocumentRecord(this.read, id);
		if (!release || !record) return null;
		return unwrapKey(release.wrappedKey, secretFor(secretName), documentBinding(record.commitment));
	}
}

describe('the key release service', () => {
	let service: KeyReleaseService | null = null;

	afterEach(async () => {
		await service?.stop();
		service = null;
	});

	function asked(): Desk {
		const market = accessMarket();
		market.codes([
			['home-01', grantTo('home-04', document(CONTRACT))],
			['home-01', grantTo('home-04', { kind: 'meter', id: 'meter-home-01' })],
			['home-01', grantTo('home-05', document(CONTRACT))],
		]);
		market.codes([
			['home-04', request('A-home-01-0', CONTRACT)],
			['home-04', request('A-home-01-1', POINT)],
			['home-05', request('A-home-01-2', CONTRACT)],
		]);
		return new Desk(market);
	}

	it('answers at its start what was asked before, each request once, to the grantee’s own key', async () => {
		const desk = asked();
		service = desk.service(['home-01']);
		service.start();
		service.executed(desk.market.events);
		await until(() => desk.sent.length === 3);
		await service.stop();
		service = desk.service(['home-01']);
		service.start();
		await service.stop();
		expect(desk.sent).toHaveLength(3);
		expect(await desk.keyFor('home-04', CONTRACT)).toEqual(KEY);
		expect(await desk.keyFor('home-04', POINT)).toEqual(KEY);
		await expect(desk.keyFor('home-04', CONTRACT, 'home-05')).rejects.toMatchObject({ code: 'DOCUMENT_KEY_REFUSED' });
		expect(await desk.keyFor('home-05', POINT)).toBeNull();
	});

	it('answers requests as they come, and under no grant of another', async () => {
		const market = accessMarket();
		const desk = new Desk(market);
		service = desk.service(['home-01', 'home-03']);
		service.start();
		market.codes([
			['home-02', grantTo('home-04', document(CONTRACT))],
			['home-01', grantTo('home-05', document(CONTRACT))],
		]);
		market.codes([
			['home-04', request('A-home-02-0', CONTRACT)],
			['home-05', request('A-home-01-0', CONTRACT)],
		]);
		service.executed(market.results.at(-1)?.events ?? []);
		await until(() => desk.sent.length === 1);
		await service.stop();
		expect(desk.sent.map(({ participant }) => participant)).toEqual(['home-01']);
		expect(await desk.keyFor('home-04', CONTRACT)).toBeNull();
	});

	it('tries again after a failure, and gives up after the last wait', async () => {
		const desk = asked();
		const failure = new CodedError('TRANSACTION_EXPIRED', { transactionId: '' });
		desk.failures.push(failure, failure);
		service = desk.service(['home-01']);
		service.start();
		await until(() => desk.sent.length === 3);
		await service.stop();

		const hopeless = asked();
		hopeless.failures.push(...Array.from({ length: 100 }, () => failure));
		service = hopeless.service(['home-01']);
		service.start();
		await until(() => hopeless.failures.length === 100 - 9);
		await service.stop();
		expect(hopeless.sent).toEqual([]);
	});

	it('wraps no key once the grant is revoked or over, though nobody released it yet', async () => {
		const desk = asked();
		desk.market.codes([['home-01', calls.traceability.revoke({ grant: 'A-home-01-0', reason: 'test' })]]);
		const release = (grant: string): Promise<unknown> => desk.releaser.release('home-01', grant, CONTRACT);
		await expect(release('A-home-01-0')).rejects.toMatchObject({ code: 'GRANT_ENDED' });
		await expect(release('A-home-01-1')).rejects.toMatchObject({ code: 'GRANT_NOT_COVERED' });
		await expect(release('A-home-01-9')).rejects.toMatchObject({ code: 'GRANT_UNKNOWN' });
		desk.now = Number.MAX_SAFE_INTEGER;
		await expect(release('A-home-01-2')).rejects.toMatchObject({ code: 'GRANT_ENDED' });
		expect(desk.sent).toEqual([]);
	});
});
