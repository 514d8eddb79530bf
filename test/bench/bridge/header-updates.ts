import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import type { ClientUpdate } from '../../../src/shared/codec/bridge-client.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { Receipt } from '../../../src/shared/codec/receipt.ts';
import { verifyCommitProof } from '../../../src/shared/proofs/commit-proof.ts';
import { CertifiedChain } from '../../fixtures/bridge/certified-chain.ts';
import { connection } from '../../fixtures/bridge/connected-chains.ts';
import { clientOf } from '../../fixtures/bridge/relayed-calls.ts';
import { ascending, percentile, round } from '../statistics.ts';
import { threadCpuMs } from '../thread-time.ts';
import { TimedEngine } from './timed-engine.ts';

const VALIDATORS = [4, 31, 100];
const FINALITIES = ['order', 'two-chain'] as const;
/** Failed rounds that the header accounts for: none, one, and the most. */
const FAILED_ROUNDS = [0, 1, 10];
const ROUNDS = 7;

export interface UpdateFigures {
	readonly validators: number;
	readonly finality: 'order' | 'two-chain';
	readonly timeoutCertificates: number;
	/** Encoded arguments of the call. */
	readonly bytes: number;
	readonly signatures: number;
	readonly steps: number;
	/** Executing a block with the update alone, median. */
	readonly cpuMs: number;
	/** Baseline: the commit proof's signatures alone, by the same verifier, median. */
	readonly signaturesAloneCpuMs: number;
	readonly overSignatures: number;
}

export interface HandoverFigures {
	readonly validators: number;
	readonly finality: 'order' | 'two-chain';
	/** Encoded handover, which the update carries. */
	readonly bytes: number;
	/** Of an update with it, as above. */
	readonly updateBytes: number;
	readonly steps: number;
	readonly cpuMs: number;
	/** The same chain's update without a handover. */
	readonly withoutCpuMs: number;
}

/** What a light client's updates cost whoever executes them, by the number of the other chain's validators. */
export function benchHeaderUpdates(): { updates: UpdateFigures[]; handovers: HandoverFigures[] } {
	// Warms the compiler up: the first figure would tell of it alone.
	benchUpdate(VALIDATORS[0] as number, 'order', 0);
	const updates: UpdateFigures[] = [];
	const handovers: HandoverFigures[] = [];
	for (const validators of VALIDATORS)
		for (const finality of FINALITIES) {
			for (const failedRounds of FAILED_ROUNDS) updates.push(benchUpdate(validators, finality, failedRounds));
			handovers.push(benchHandover(validators, finality));
		}
	return { updates, handovers };
}

function benchUpdate(validators: number, finality: 'order' | 'two-chain', failedRounds: number): UpdateFigures {
	const { followed, client, timed } = followedChain(validators, finality);
	const samples: Sample[] = [];
	for (let n = 0; n < ROUNDS; n++) {
		followed.block(undefined, failedRounds);
		// A two-chain proof needs the next round without a gap.
		if (finality === 'two-chain') followed.block();
		samples.push(takeUpdate(followed, client, timed));
	}
	const { bytes, steps, update } = samples.at(-1) as Sample;
	const aloneMs = samples.map((sample) => checkAlone(followed, sample.update));
	const [cpuMs, signaturesAloneCpuMs] = [median(samples.map((sample) => sample.cpuMs)), median(aloneMs)];
	return {
		validators,
		finality,
		timeoutCertificates: update.headers[0]?.timeoutCertificates.length ?? 0,
		bytes,
		signatures: signaturesOf(update),
		steps,
		cpuMs: round(cpuMs, 3),
		signaturesAloneCpuMs: round(signaturesAloneCpuMs, 3),
		overSignatures: round(cpuMs / signaturesAloneCpuMs, 2),
	};
}

function benchHandover(validators: number, finality: 'order' | 'two-chain'): HandoverFigures {
	const { followed, client, timed } = followedChain(validators, finality);
	const samples: Sample[] = [];
	const without: number[] = [];
	for (let n = 0; n < ROUNDS; n++) {
		followed.changeEpoch();
		followed.run(2);
		samples.push(takeUpdate(followed, client, timed));
		followed.run(2);
		without.push(takeUpdate(followed, client, timed).cpuMs);
	}
	const { bytes, steps, update } = samples.at(-1) as Sample;
	return {
		validators,
		finality,
		bytes: update.handovers[0]?.length ?? 0,
		updateBytes: bytes,
		steps,
		cpuMs: round(median(samples.map(({ cpuMs }) => cpuMs)), 3),
		withoutCpuMs: round(median(without), 3),
	};
}

interface Sample {
	readonly update: ClientUpdate;
	readonly bytes: number;
	readonly steps: number;
	readonly cpuMs: number;
}

function followedChain(validators: number, finality: 'order' | 'two-chain') {
	const followed = new CertifiedChain({ name: 'followed', validators, finality });
	const client = new CertifiedChain({ name: 'client' });
	client.govern([connection(followed)]);
	client.block();
	followed.run(3);
	const timed = new TimedEngine(client);
	timed.catchUp();
	return { followed, client, timed };
}

function takeUpdate(followed: CertifiedChain, client: CertifiedChain, timed: TimedEngine): Sample {
	const update = followed.newest().update(clientOf(client, followed.chainId).epoch);
	const call = calls.bridge.update({ chain: followed.chainId, update });
	client.send('metering', call);
	const { receipts } = client.block();
	const { steps } = receipts.find(({ sender }) => sender) as Receipt;
	return { update, bytes: call.arguments.length, steps, cpuMs: timed.catchUp() };
}

/** Processor time of checking the commit proof's signatures and nothing else, ms. */
function checkAlone(followed: CertifiedChain, { commitProof, headers }: ClientUpdate): number {
	const { chainId, genesisId, validators } = followed.chainRoot();
	const publicKeys = validators.map(({ publicKey }) => publicKey);
	const scope = { chainId, epoch: headers[0]?.epoch ?? 0, genesisId, publicKeys };
	const before = threadCpuMs();
	verifyCommitProof(commitProof, scope, { sha256: (bytes) => hasher.sha256(bytes), verify: verifier.verify });
	return threadCpuMs() - before;
}

function signaturesOf({ commitProof }: ClientUpdate): number {
	const own = commitProof.certificate.signatures.length;
	return commitProof.kind === 'order' ? own : own + commitProof.childCertificate.signatures.length;
}

function median(samples: readonly number[]): number {
	return percentile(ascending(samples), 0.5);
}
