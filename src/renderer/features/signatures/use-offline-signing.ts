import { type ComputedRef, computed, type Ref, ref, type ShallowRef, shallowRef } from 'vue';
import { fromHex } from '../../../shared/codec/bytes.ts';
import type { DeedDetail } from '../../../shared/contract/index.ts';
import { readSignedDeeds, type SignedDeeds } from '../../../shared/deeds/signing-file.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { useNodeStatus } from '../../app/node-status.ts';
import { type ConsoleClient, useClient } from '../../rpc/client.ts';
import { codedFailure } from '../../rpc/failure.ts';
import { goodPart, type JudgedSignature, judge, type RequestReview, reviewRequest } from './offline.ts';

/** A request as it will be saved. */
export interface SigningRequest extends RequestReview {
	readonly file: string;
}

/** An answer as it was read, judged deed by deed before anything is sent. */
export interface SigningAnswer {
	readonly file: string;
	readonly content: SignedDeeds;
	readonly judged: readonly JudgedSignature[];
}

export interface OfflineSigning {
	readonly busy: Readonly<Ref<boolean>>;
	/** Why a file could not be made or read; null otherwise. */
	readonly failure: Readonly<ShallowRef<unknown>>;
	readonly request: Readonly<ShallowRef<SigningRequest | null>>;
	readonly answer: Readonly<ShallowRef<SigningAnswer | null>>;
	/** Signatures judged so far of those in the file. */
	readonly progress: Readonly<Ref<{ readonly done: number; readonly of: number }>>;
	readonly good: ComputedRef<number>;
	prepare(participant: string, deeds: ReadonlySet<string> | null): Promise<void>;
	read(file: File): Promise<void>;
	/** The answer's good signatures alone, as they are sent. */
	goodText(): string;
	clear(): void;
}

/** Longest answer that is read, bytes: what the node takes at most. */
const ANSWER_MAX_BYTES = 1_048_576;
/** Deeds asked for, and signatures judged, before the page is drawn again. */
const AT_ONCE = 8;

export function useOfflineSigning(): OfflineSigning {
	const client = useClient();
	const status = useNodeStatus();
	const busy = ref(false);
	const failure = shallowRef<unknown>(null);
	const request = shallowRef<SigningRequest | null>(null);
	const answer = shallowRef<SigningAnswer | null>(null);
	const progress = ref({ done: 0, of: 0 });

	/** Work of an earlier file shows no more once another has begun. */
	let run = 0;

	function clear(): void {
		run += 1;
		busy.value = false;
		failure.value = null;
		request.value = null;
		answer.value = null;
		progress.value = { done: 0, of: 0 };
	}

	async function work(task: (isPresent: () => boolean) => Promise<void>): Promise<void> {
		run += 1;
		const mine = run;
		busy.value = true;
		failure.value = null;
		try {
			await task(() => run === mine);
		} catch (error) {
			if (run === mine) failure.value = error;
		} finally {
			if (run === mine) busy.value = false;
		}
	}

	async function judgeAll(content: SignedDeeds, isPresent: () => boolean): Promise<JudgedSignature[]> {
		const publicKey = await publicKeyOf(content.participant, client);
		const signer = { participant: content.participant, publicKey, chainId: content.chainId };
		const judged: JudgedSignature[] = [];
		for (let at = 0; at < content.signatures.length && isPresent(); at += AT_ONCE) {
			const part = content.signatures.slice(at, at + AT_ONCE);
			const details = await Promise.all(part.map(({ deed }) => detailOf(deed, client)));
			judged.push(...part.map((signature, n) => judge(signature, details[n] ?? null, signer)));
			if (isPresent()) progress.value = { done: judged.length, of: content.signatures.length };
		}
		return judged;
	}

	return {
		busy,
		failure,
		request,
		answer,
		progress,
		good: computed(() => answer.value?.judged.filter(({ verdict }) => verdict === 'good').length ?? 0),
		prepare: (participant, deeds) =>
			work(async (isPresent) => {
				request.value = null;
				const { file, text } = await client.deeds.signingFile({ participant });
				const chainId = status.data?.chainId ?? '';
				const reviewed = reviewRequest(file, text, { chainId, participant }, deeds);
				if (isPresent()) request.value = { file, ...reviewed };
			}),
		read: (picked) =>
			work(async (isPresent) => {
				answer.value = null;
				progress.value = { done: 0, of: 0 };
				if (picked.size > ANSWER_MAX_BYTES)
					throw new CodedError('SIGNING_FILE', { file: picked.name, reason: 'it is too long' });
				const content = readSignedDeeds(picked.name, await picked.text(), status.data?.chainId ?? '');
				const judged = await judgeAll(content, isPresent);
				if (isPresent()) answer.value = { file: picked.name, content, judged };
			}),
		goodText: () => (answer.value ? goodPart(answer.value.content, answer.value.judged) : ''),
		clear,
	};
}

/** Null for a deed that the node does not know. */
async function detailOf(deed: string, client: ConsoleClient): Promise<DeedDetail | null> {
	try {
		return await client.deeds.get({ deed });
	} catch (error) {
		if (codedFailure(error).code === 'CONSOLE_DEED_UNKNOWN') return null;
		throw error;
	}
}

/** @throws CodedError PARTICIPANT_UNKNOWN */
async function publicKeyOf(participant: string, client: ConsoleClient): Promise<Uint8Array> {
	for (let after: string | null = null; ; ) {
		const { participants } = await client.participants.list({ after, limit: 500 });
		const found = participants.find((each) => each.participant === participant);
		if (found) return fromHex(found.publicKey);
		const last = participants.at(-1)?.participant;
		if (last === undefined) throw new CodedError('PARTICIPANT_UNKNOWN', { participant });
		after = last;
	}
}
