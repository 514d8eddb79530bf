import { Command } from 'commander';
import { ChainsWalk } from '../../../shared/audit/walk/chains-walk.ts';
import { type PathStep, type WalkDirection, walkPath } from '../../../shared/audit/walk/walk-path.ts';
import { PROVENANCE_TYPES, type ProvenanceNode, type ProvenanceType } from '../../../shared/codec/provenance.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { verifyFile } from '../../node/audit/verify-file.ts';
import { EXIT } from '../exit-codes.ts';
import { choiceOption } from '../option-values.ts';
import { eachOption, readTrustRoots, refusal, requireFile } from './audit-files.ts';

const DIRECTIONS = ['back', 'forward'] as const satisfies readonly WalkDirection[];

interface WalkFlags {
	readonly trustRoot: readonly string[];
	readonly from: ProvenanceNode;
	readonly chain?: string;
	readonly direction: WalkDirection;
	readonly json?: boolean;
}

export function auditWalkCommand(): Command {
	return new Command('walk')
		.description('verify a bundle and walk from one of its things, across the chains of the bundle')
		.argument('<bundle>', 'the bundle, a CAR file')
		.requiredOption(
			'--trust-root <file>',
			'what was got by another way than the bundle; of several chains, one for each',
			eachOption,
		)
		.requiredOption('--from <type:id>', `where the walk begins: ${PROVENANCE_TYPES.join(', ')}`, nodeOption)
		.option('--chain <id>', 'chain of that thing (default: the first of the bundle that tells of it)')
		.option(
			'--direction <way>',
			'back to what it rests on, or forward to what rests on it',
			choiceOption('--direction', DIRECTIONS),
			'back',
		)
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run(path: string, { trustRoot, from, chain, direction, json }: WalkFlags): Promise<void> {
	const trustRoots = await readTrustRoots(trustRoot);
	await requireFile('<bundle>', path);
	const walk = new ChainsWalk();
	const result = await verifyFile({ path, trustRoots, onEvent: walk.onEvent });
	if (!result.ok) {
		process.stderr.write(`${refusal(result)}\n`);
		process.exitCode = EXIT.failure;
		return;
	}
	const steps = walkPath(walk, { from, chain: chain ?? null, direction });
	const chains = [...new Set(steps.map((step) => step.chain))];
	process.stdout.write(json ? `${JSON.stringify({ chains, steps })}\n` : treeOf(steps, direction));
}

/** Each step below the one that it comes from. */
function treeOf(steps: readonly PathStep[], direction: WalkDirection): string {
	const below = new Map<number, PathStep[]>();
	for (const step of steps) {
		if (step.from === null) continue;
		const others = below.get(step.from) ?? [];
		below.set(step.from, [...others, step]);
	}
	const places = new Map(steps.map((step, at) => [step, at]));
	const open = steps.slice(0, 1);
	let tree = '';
	for (let step = open.pop(); step; step = open.pop()) {
		tree += lineOf(step, direction);
		open.push(...(below.get(places.get(step) ?? -1) ?? []).toReversed());
	}
	return tree;
}

function lineOf(step: PathStep, direction: WalkDirection): string {
	const { depth, chain, crosses, node, relation, energyWh, time } = step;
	const thing = `${node.type} ${node.id}`;
	const told = relation === null ? thing : direction === 'back' ? `${relation} ${thing}` : `${thing} ${relation} it`;
	const parts = [
		'  '.repeat(depth) + told,
		energyWh === null ? '' : `${energyWh} Wh`,
		time === null ? '' : new Date(time).toISOString(),
		depth === 0 || crosses ? `on ${chain}` : '',
	];
	return `${parts.filter((part) => part !== '').join('  ')}\n`;
}

/** Reads `certificate:ID` and the like. @throws CodedError OPTION_INVALID */
function nodeOption(value: string): ProvenanceNode {
	const at = value.indexOf(':');
	const type = value.slice(0, at) as ProvenanceType;
	if (at > 0 && PROVENANCE_TYPES.includes(type) && value.length > at + 1) return { type, id: value.slice(at + 1) };
	throw new CodedError('OPTION_INVALID', { option: '--from', value, expected: 'TYPE:ID, such as certificate:GC-…' });
}
