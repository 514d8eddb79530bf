import { decode as decodeCbor } from '@ipld/dag-cbor';
import { equalBytes } from '../../../shared/codec/bytes.ts';
import type { SenderState } from '../../core/contracts/admission.ts';
import { identityPaths, type ParticipantRecord } from '../../core/contracts/identity/participants.ts';
import { ledgerPaths } from '../../core/contracts/ledger.ts';
import type { StateWrite } from '../../core/contracts/types.ts';

/** Senders remembered; the longest unused goes first. */
const MAX_REMEMBERED = 20_000;

type Fields = { publicKey: Uint8Array | null; nonce: number; balance: number };

export interface AccountChanges {
	readonly nonces: ReadonlyMap<string, number>;
	readonly balances: ReadonlyMap<string, number>;
	/** Remembered senders whose key is another now: what they signed before is void. */
	readonly rotated: readonly string[];
}

/** Senders' accounts as of the executed state: read once from the executor, then kept up by each block's writes. */
export class AccountCache {
	readonly #read: (paths: readonly string[]) => Promise<readonly (Uint8Array | null)[]>;
	readonly #known = new Map<string, Fields>();

	constructor(modules: { values: (paths: readonly string[]) => Promise<readonly (Uint8Array | null)[]> }) {
		this.#read = modules.values;
	}

	/** Null when nobody of that name is registered. */
	async get(sender: string): Promise<SenderState | null> {
		const fields = this.#known.get(sender) ?? (await this.#load(sender));
		this.#known.delete(sender);
		this.#known.set(sender, fields);
		const { publicKey, nonce, balance } = fields;
		return publicKey && { publicKey, nonce, balance };
	}

	/** What is remembered now, without asking. */
	peek(sender: string): SenderState | null {
		const fields = this.#known.get(sender);
		return fields?.publicKey ? { ...fields, publicKey: fields.publicKey } : null;
	}

	/** Follows a block's writes; returns what they change for senders. */
	apply(writes: readonly StateWrite[]): AccountChanges {
		const nonces = new Map<string, number>();
		const balances = new Map<string, number>();
		const rotated: string[] = [];
		const accountPrefix = ledgerPaths.account('');
		const noncePrefix = ledgerPaths.nonce('');
		const participantPrefix = identityPaths.participant('');
		for (const { path, value } of writes) {
			if (path.startsWith(noncePrefix)) {
				const sender = path.slice(noncePrefix.length);
				const nonce = readNumber(value);
				nonces.set(sender, nonce);
				const fields = this.#known.get(sender);
				if (fields) fields.nonce = nonce;
			} else if (path.startsWith(accountPrefix)) {
				const account = path.slice(accountPrefix.length);
				const balance = readNumber(value);
				balances.set(account, balance);
				const fields = this.#known.get(account);
				if (fields) fields.balance = balance;
			} else if (path.startsWith(participantPrefix)) {
				const sender = path.slice(participantPrefix.length);
				const fields = this.#known.get(sender);
				if (!fields) continue;
				const before = fields.publicKey;
				fields.publicKey = readKey(value);
				if (before && fields.publicKey && !equalBytes(before, fields.publicKey)) rotated.push(sender);
			}
		}
		return { nonces, balances, rotated };
	}

	async #load(sender: string): Promise<Fields> {
		const [participant, nonce, balance] = await this.#read([
			identityPaths.participant(sender),
			ledgerPaths.nonce(sender),
			ledgerPaths.account(sender),
		]);
		const fields = {
			publicKey: readKey(participant ?? null),
			nonce: readNumber(nonce ?? null),
			balance: readNumber(balance ?? null),
		};
		if (this.#known.size >= MAX_REMEMBERED) {
			const [oldest] = this.#known.keys();
			this.#known.delete(oldest as string);
		}
		return fields;
	}
}

function readNumber(value: Uint8Array | null): number {
	return value ? decodeCbor<number>(value) : 0;
}

function readKey(value: Uint8Array | null): Uint8Array | null {
	return value ? decodeCbor<ParticipantRecord>(value).publicKey : null;
}
