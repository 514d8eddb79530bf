import type {
	Evidence,
	QuorumCertificate,
	SignedStatement,
	TimeoutCertificate,
	ValidatorIndex,
} from '../../../shared/codec/block.ts';
import { equalBytes } from '../../../shared/codec/bytes.ts';
import type { TimeoutMessage } from '../../../shared/codec/consensus-messages.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { isSameStatement, offenceOf, statementSigningBytes } from '../../../shared/proofs/evidence.ts';
import type { Core } from './core.ts';
import { acceptEvidence, isBeyondDoubt, spreadEvidence } from './evidence.ts';
import { noteVotedFor, type RoundStatements } from './round-statements.ts';
import { ROUNDS_BEHIND } from './round-window.ts';

/**
 * Compares a statement with what its author said before, within the message window. Costs one look-up unless the
 * author contradicts itself; signatures are verified only then, those of both statements.
 * @throws CodedError CONSENSUS_BAD_SIGNATURE when it contradicts an earlier one and is not signed
 */
export function witness(core: Core, author: ValidatorIndex, statement: SignedStatement): void {
	if (author >= core.size || isBeyondDoubt(core, author)) return;
	const statements = core.window.at(statement.round)?.statements;
	if (!statements) return;
	const firsts = statements[statement.kind];
	const first = firsts.get(author);
	if (first && isSameStatement(first, statement) && equalBytes(first.signature, statement.signature)) return;
	if (first && isGenuinePair(core, author, first, statement)) {
		accuse(core, author, first, statement);
		return;
	}
	firsts.set(author, statement);
	if (statement.kind === 'timeout') confrontVotes(core, author, statement);
	else if (statement.kind !== 'proposal') confrontTimeouts(core, author, statement);
	if (statement.kind === 'vote' && noteVotedFor(statements, statement)) openCertificate(core, statements);
}

export function witnessTimeout(core: Core, timeout: TimeoutMessage): void {
	const { round, highQc, awaitedLeader, reason, signature, voter } = timeout;
	witness(core, voter, { kind: 'timeout', round, qcRound: highQc.round, awaitedLeader, reason, signature });
}

/** A verified certificate holds votes too: they count where votes of its round differ. */
export function witnessQuorum(core: Core, certificate: QuorumCertificate): void {
	const statements = core.window.at(certificate.round)?.statements;
	if (!statements || statements.certificate === certificate) return;
	if (!statements.certified.some((known) => equalBytes(known, certificate.blockId)))
		statements.certified.push(certificate.blockId);
	const known = statements.certificate;
	statements.certificate = certificate;
	if (!noteVotedFor(statements, certificate)) return;
	openCertificate(core, statements);
	if (known) compareVotes(core, known);
}

/** A verified certificate holds timeouts of validators that may not have sent them here. */
export function witnessTimeouts(core: Core, { round, entries }: TimeoutCertificate): void {
	for (const { signer, ...entry } of entries) witness(core, signer, { kind: 'timeout', round, ...entry });
}

/** True for the first certificate of a block of the window's rounds: it may contradict another one of its round. */
export function isUnseenCertificate(core: Core, { round, blockId }: QuorumCertificate): boolean {
	const statements = core.window.at(round)?.statements;
	return statements !== undefined && !statements.certified.some((known) => equalBytes(known, blockId));
}

function openCertificate(core: Core, statements: RoundStatements): void {
	const { certificate } = statements;
	statements.certificate = null;
	if (certificate) compareVotes(core, certificate);
}

function compareVotes(core: Core, { blockId, round, parentRound, signers, signatures }: QuorumCertificate): void {
	signers.forEach((signer, i) => {
		witness(core, signer, { kind: 'vote', round, blockId, parentRound, signature: signatures[i] as Uint8Array });
	});
}

/** A timeout against the votes that raised its author's lock above its certificate; the window bounds the rounds. */
function confrontVotes(
	core: Core,
	author: ValidatorIndex,
	timeout: Extract<SignedStatement, { kind: 'timeout' }>,
): void {
	const { latestTimeout } = core.evidence;
	latestTimeout.set(author, Math.max(latestTimeout.get(author) ?? 0, timeout.round));
	const lowest = Math.max(timeout.qcRound + 1, core.progress.round - ROUNDS_BEHIND);
	for (let round = timeout.round; round >= lowest; round--) {
		const statements = core.window.peek(round)?.statements;
		if (!statements) continue;
		confront(core, author, statements['order-vote'], timeout);
		confront(core, author, statements.vote, timeout);
	}
}

function confrontTimeouts(core: Core, author: ValidatorIndex, vote: SignedStatement): void {
	const latest = core.evidence.latestTimeout.get(author) ?? 0;
	for (let round = vote.round; round <= latest; round++) {
		const statements = core.window.peek(round)?.statements;
		if (statements) confront(core, author, statements.timeout, vote);
	}
}

function confront(
	core: Core,
	author: ValidatorIndex,
	firsts: Map<ValidatorIndex, SignedStatement>,
	statement: SignedStatement,
): void {
	const known = firsts.get(author);
	if (!known || isBeyondDoubt(core, author) || !offenceOf(known, statement)) return;
	if (isGenuinePair(core, author, known, statement)) accuse(core, author, known, statement);
	else firsts.delete(author);
}

/** False when the earlier one was never signed, so that it proves nothing. @throws CodedError when the later one was not */
function isGenuinePair(core: Core, author: ValidatorIndex, first: SignedStatement, second: SignedStatement): boolean {
	const { checks } = core;
	const signed = statementSigningBytes(second, checks.scope);
	checks.signature(author, signed, second.signature, second.kind, second.round);
	try {
		checks.signature(author, statementSigningBytes(first, checks.scope), first.signature, first.kind, first.round);
		return true;
	} catch (error) {
		if (error instanceof CodedError) return false;
		throw error;
	}
}

function accuse(core: Core, offender: ValidatorIndex, first: SignedStatement, second: SignedStatement): void {
	const offence = offenceOf(first, second);
	if (!offence) return;
	const evidence: Evidence = { offender, first: bare(first), second: bare(second) };
	acceptEvidence(core, evidence, offence);
	spreadEvidence(core, evidence);
}

/** Only what the evidence holds: statements may be whole messages. */
function bare(statement: SignedStatement): SignedStatement {
	const { kind, round, signature } = statement;
	switch (kind) {
		case 'proposal':
		case 'order-vote':
			return { kind, round, blockId: statement.blockId, signature };
		case 'vote':
			return { kind, round, blockId: statement.blockId, parentRound: statement.parentRound, signature };
		case 'timeout': {
			const { qcRound, awaitedLeader, reason } = statement;
			return { kind, round, qcRound, awaitedLeader, reason, signature };
		}
	}
}
