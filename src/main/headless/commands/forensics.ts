import { Command } from 'commander';
import type { Evidence } from '../../../shared/codec/block.ts';
import { toHex } from '../../../shared/codec/bytes.ts';
import { examineFork, type ForkExamination } from '../../node/forensics/examine-fork.ts';
import { openStopped } from '../../node/forensics/stopped-node.ts';
import { EXIT } from '../exit-codes.ts';

/** `forensics`: who made two chains of one network both final. */
export function forensicsCommand(): Command {
	return new Command('forensics')
		.description('compare the chains of two stopped nodes and name who made them fork, with proofs')
		.argument('<directory>', 'data directory of a node')
		.argument('<other>', 'data directory of a node with another chain')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run(directory: string, other: string, { json }: { json?: boolean }): Promise<void> {
	const examination = await examine(directory, other);
	process.stdout.write(json ? `${JSON.stringify(reportOf(examination))}\n` : summaryOf(examination));
	if (!examination.isEnough) process.exitCode = EXIT.failure;
}

async function examine(directory: string, other: string): Promise<ForkExamination> {
	const first = await openStopped(directory);
	try {
		const second = await openStopped(other);
		try {
			return await examineFork(first, second);
		} finally {
			await second.close();
		}
	} finally {
		await first.close();
	}
}

function reportOf(examination: ForkExamination) {
	const { forkHeight, epoch, rounds, validators, culprits, needed, isEnough } = examination;
	return {
		forkHeight,
		epoch,
		rounds,
		culprits: culprits.map(({ validator, offence, evidence }) => ({
			validator: validators[validator],
			index: validator,
			offence,
			evidence: plainEvidence(evidence),
		})),
		needed,
		enough: isEnough,
	};
}

/** Bytes as hex. */
function plainEvidence({ offender, first, second }: Evidence) {
	const plain = (statement: Evidence['first']) =>
		Object.fromEntries(
			Object.entries(statement).map(([name, value]) => [name, value instanceof Uint8Array ? toHex(value) : value]),
		);
	return { offender, first: plain(first), second: plain(second) };
}

function summaryOf({ forkHeight, epoch, rounds, validators, culprits, needed, isEnough }: ForkExamination): string {
	const lines = culprits.map(
		({ validator, offence, evidence }) =>
			`  ${validators[validator]}: ${offence}, rounds ${evidence.first.round} and ${evidence.second.round}`,
	);
	const named = new Set(culprits.map(({ validator }) => validator)).size;
	const verdict = isEnough ? 'enough to explain the fork' : `${needed} are needed to explain the fork`;
	return [
		`The chains differ from height ${forkHeight} on (epoch ${epoch}, rounds ${rounds[0]} and ${rounds[1]}).`,
		...lines,
		`${named} validators are proven guilty: ${verdict}.`,
		'',
	].join('\n');
}
