import { fromHex, toHex } from '../../shared/codec/bytes.ts';
import { calls } from '../../shared/codec/calls.ts';
import { deedSigningBytes } from '../../shared/codec/deed.ts';
import { DEED_LIMITS } from '../../shared/codec/deed-calls.ts';
import type { SignOutcome } from '../../shared/contract/index.ts';
import { readableDeed } from '../../shared/deeds/readable-deed.ts';
import { type DeedsToSign, deedToSign, readSignedDeeds, type SignedDeeds } from '../../shared/deeds/signing-file.ts';
import { inTurn } from '../../shared/deeds/signing-rule.ts';
import { CodedError, codeOf } from '../../shared/errors/coded-error.ts';
import type { GridquorumNode } from '../node/types.ts';
import { ruleOf } from './deed-summary.ts';
import type { ReadModel } from './read-model/read-model.ts';
import type { ConsoleServices } from './services.ts';

/** Deeds that the chain refuses are told one by one, up to so many; the rest takes the code of its batch. */
const MAX_REFUSED = 64;
const BATCH = 200;

type Services = Pick<ConsoleServices, 'node' | 'model' | 'proofs'>;
type Signature = SignedDeeds['signatures'][0];

/** Pending deeds that await the participant now, earliest deadline first, up to the 1,000 of one file. */
export function signingFile(
	participant: string,
	product: string | null,
	{ chainId, model }: { readonly chainId: string; readonly model: ReadModel },
): DeedsToSign {
	const waiting = [...model.products.awaiting.values()]
		.filter((deed) => product === null || deed.product.terms.product === product)
		.filter((deed) => inTurn(ruleOf(deed)).includes(participant))
		.sort((a, b) => a.deadline - b.deadline)
		.slice(0, DEED_LIMITS.deeds);
	const deeds = waiting.map(({ id, document, digest }) =>
		deedToSign(readableDeed(id, document, chainId), document, digest),
	);
	return { format: 'gridquorum/deeds-to-sign/v1', chainId, participant, deeds };
}

/**
 * Brings the signatures of a file to the chain, in the name of an identity of this node: the signer's own, if it is
 * here. What is not over the present version, or not the signer's, is refused here already.
 * @throws CodedError SIGNING_FILE, PARTICIPANT_UNKNOWN or SIGNING_NO_CARRIER
 */
export async function submitSigned(file: string, text: string, services: SubmitServices): Promise<SignOutcome[]> {
	const { node, model } = services;
	const { participant, signatures } = readSignedDeeds(file, text, node.chainId);
	const signer = model.directory.participants.get(participant);
	if (!signer) throw new CodedError('PARTICIPANT_UNKNOWN', { participant });
	const carrier = node.identities.find((each) => each.participant === participant) ?? node.identities[0];
	if (!carrier) throw new CodedError('SIGNING_NO_CARRIER', { participant });
	const outcomes: SignOutcome[] = [];
	const good: Signature[] = [];
	for (const signature of new Map(signatures.map((each) => [each.deed, each])).values()) {
		const code = faultOf(signature, signer.publicKey, services);
		if (code === null) good.push(signature);
		else outcomes.push(failure(signature, code));
	}
	const carriage: Carriage = { node, signer: participant, carrier: carrier.participant, refused: 0 };
	for (let from = 0; from < good.length; from += BATCH)
		outcomes.push(...(await carry(good.slice(from, from + BATCH), carriage)));
	await services.reached(Math.max(0, ...outcomes.map(({ height }) => height ?? 0)));
	return outcomes;
}

type SubmitServices = Services & Pick<ConsoleServices, 'reached'>;

/** Signatures of one participant on their way to the chain. */
interface Carriage {
	readonly node: Pick<GridquorumNode, 'call'>;
	readonly signer: string;
	/** Who sends the calls. */
	readonly carrier: string;
	refused: number;
}

function faultOf(
	{ deed: id, digest, signature }: Signature,
	publicKey: Uint8Array,
	{ model, node, proofs }: SubmitServices,
): string | null {
	const deed = model.products.deed(id);
	if (!deed) return 'CONSOLE_DEED_UNKNOWN';
	if (deed.state !== 'awaiting') return 'CONSOLE_DEED_ENDED';
	if (digest !== toHex(deed.digest)) return 'CONSOLE_DEED_DIGEST';
	const message = deedSigningBytes(node.chainId, deed.digest);
	return proofs.verify(publicKey, message, fromHex(signature)) ? null : 'DEED_SIGNATURE';
}

async function carry(batch: readonly Signature[], carriage: Carriage): Promise<SignOutcome[]> {
	const done = await tryCall(batch, carriage);
	if (typeof done !== 'string') return done;
	carriage.refused += 1;
	if (batch.length === 1 || carriage.refused > MAX_REFUSED) return batch.map((each) => failure(each, done));
	// A refused call changed nothing: halving leaves the good ones signed and names the bad ones.
	const middle = batch.length >> 1;
	const first = await carry(batch.slice(0, middle), carriage);
	return [...first, ...(await carry(batch.slice(middle), carriage))];
}

/** @returns the outcomes, or the code with which the call was refused as a whole */
async function tryCall(
	batch: readonly Signature[],
	{ node, signer, carrier }: Carriage,
): Promise<SignOutcome[] | string> {
	const signatures = batch.map(({ deed, signature }) => ({ deed, signature: fromHex(signature) }));
	try {
		const outcome = await node.call(carrier, calls.depository.carrySignatures({ signer, signatures }));
		if (!outcome.receipt.ok) return outcome.receipt.code ?? 'CONSOLE_CALL_FAILED';
		const { height, events } = outcome;
		const transactionId = toHex(outcome.transactionId);
		const sealed = new Set(events.flatMap((event) => (event.kind === 'deed-sealed' ? [event.deed] : [])));
		return batch.map(({ deed }) => ({ deed, ok: true, code: null, height, transactionId, sealed: sealed.has(deed) }));
	} catch (error) {
		const code = codeOf(error);
		if (code === null) throw error;
		return code;
	}
}

function failure({ deed }: Signature, code: string): SignOutcome {
	return { deed, ok: false, code, height: null, transactionId: null, sealed: false };
}
