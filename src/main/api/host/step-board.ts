import type { StartStep } from '../../../shared/contract/index.ts';
import type { GridquorumNode } from '../../node/types.ts';
import { nodeSteps } from './node-steps.ts';

/** Where a start says what it is at. */
export interface StartSteps {
	/** What is ahead, in its order. */
	plan(names: readonly StartStep['name'][]): void;
	run<T>(name: StartStep['name'], work: () => Promise<T>): Promise<T>;
	/** Starts a node; the phases of its own start are steps of the same names. @throws what the node's start throws */
	startNode(node: Pick<GridquorumNode, 'start' | 'snapshot'>): Promise<void>;
}

interface Entry {
	state: StartStep['state'];
	startedAt: number;
	ms: number;
}

/** The steps of one start, each once, with their times. */
export class StepBoard implements StartSteps {
	readonly #now: () => number;
	readonly #entries = new Map<StartStep['name'], Entry>();
	#planned: readonly StartStep['name'][] = [];
	#ofNode: () => readonly StartStep[] = () => [];

	/** @param now monotonic ms */
	constructor(now: () => number) {
		this.#now = now;
	}

	get steps(): StartStep[] {
		const known = new Map<StartStep['name'], StartStep>(this.#ofNode().map((step) => [step.name, step]));
		for (const [name, { state, startedAt, ms }] of this.#entries)
			known.set(name, { name, state, ms: state === 'running' ? this.#now() - startedAt : ms });
		const unplanned = [...known.keys()].filter((name) => !this.#planned.includes(name));
		return [...this.#planned, ...unplanned].map((name) => known.get(name) ?? { name, state: 'waiting', ms: null });
	}

	plan(names: readonly StartStep['name'][]): void {
		this.#planned = names;
	}

	async run<T>(name: StartStep['name'], work: () => Promise<T>): Promise<T> {
		const entry: Entry = { state: 'running', startedAt: this.#now(), ms: 0 };
		this.#entries.set(name, entry);
		let state: StartStep['state'] = 'failed';
		try {
			const result = await work();
			state = 'done';
			return result;
		} finally {
			entry.ms = this.#now() - entry.startedAt;
			entry.state = state;
		}
	}

	async startNode(node: Pick<GridquorumNode, 'start' | 'snapshot'>): Promise<void> {
		this.#ofNode = () => nodeSteps(node.snapshot());
		let phase: 'validating' | 'failed' = 'failed';
		try {
			await node.start();
			phase = 'validating';
		} finally {
			const ended = nodeSteps({ phases: node.snapshot().phases, phase });
			this.#ofNode = () => ended;
		}
	}
}
