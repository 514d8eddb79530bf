import { START_STEPS, type StartStep } from '../../../shared/contract/host.ts';
import type { NodeSnapshot } from '../../node/types.ts';

const NAMES: ReadonlySet<string> = new Set(START_STEPS);

/** The phases of a node's own start as steps; the last one runs for as long as the node is starting, or has failed with it. */
export function nodeSteps({ phase, phases }: Pick<NodeSnapshot, 'phase' | 'phases'>): StartStep[] {
	const last = phases.length - 1;
	const lastState = phase === 'starting' ? 'running' : phase === 'failed' ? 'failed' : 'done';
	return phases
		.filter(({ name }) => NAMES.has(name))
		.map(({ name, ms }, index) => ({
			name: name as StartStep['name'],
			state: index === last ? lastState : 'done',
			ms,
		}));
}

/** Steps of the start of a node's own directory, in their order. */
export const NODE_STEPS: readonly StartStep['name'][] = START_STEPS.filter(
	(name) => name !== 'market' && name !== 'join' && name !== 'validators' && name !== 'morning',
);
