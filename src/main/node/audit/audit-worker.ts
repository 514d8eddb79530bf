import { parentPort } from 'node:worker_threads';
import { bindBlock } from '../../../shared/audit/block-binding.ts';
import { verifier } from '../crypto/ed25519.ts';
import { hasher } from '../crypto/sha256.ts';
import type { AuditAnswer, AuditQuestion } from './audit-threads.ts';
import { verifyPacked } from './packed-signatures.ts';

function answerTo(question: AuditQuestion): AuditAnswer {
	if (question.kind === 'signatures')
		return { kind: 'signatures', good: verifyPacked(question.packed, verifier.verify) };
	const { cid, bytes } = question;
	return { kind: 'block', binding: bindBlock({ cid, bytes, node: null }, hasher.sha256) };
}

parentPort?.on('message', ({ id, question }: { readonly id: number; readonly question: AuditQuestion }) => {
	parentPort?.postMessage({ id, answer: answerTo(question) });
});
