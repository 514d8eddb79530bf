import type { LabResult } from '../../../shared/contract/lab.ts';
import type { LabProtocol } from '../../../shared/contract/lab-terms.ts';
import type { StudyFigures } from '../run/lab-study.ts';
import type { ParticipationFigures } from '../run/participation.ts';
import { type CellKey, cellName, leaderCrashName, participationName } from './plan.ts';

/** What a protocol is called in the report. */
export const PROTOCOL_NAMES: Readonly<Record<LabProtocol, string>> = {
	'c-lbft': 'C-LBFT',
	'libra-bft': 'LibraBFT v2',
	pbft: 'PBFT',
	hotstuff: 'HotStuff',
	jolteon: 'Jolteon',
	'jolteon-reputation': 'Jolteon + reputation',
	carousel: 'Jolteon + Carousel',
	raft: 'Raft (crashes only)',
};

/** Every figure of a finished report, by its cell. */
export class ReportFigures {
	readonly #comparisons: ReadonlyMap<string, readonly LabResult[]>;
	readonly #studies: ReadonlyMap<string, StudyFigures>;

	constructor(comparisons: ReadonlyMap<string, readonly LabResult[]>, studies: ReadonlyMap<string, StudyFigures>) {
		this.#comparisons = comparisons;
		this.#studies = studies;
	}

	/** @throws Error where the report's plan has no such cell */
	result(key: CellKey, protocol: LabProtocol): LabResult {
		const found = this.#comparisons.get(cellName(key))?.find((result) => result.protocol === protocol);
		if (!found) throw new Error(`no figures of ${protocol} in ${cellName(key)}`);
		return found;
	}

	participation(size: number, behaviour: 'fair' | 'censor' | 'collude', credit: boolean): ParticipationFigures {
		const name = participationName(size, behaviour, credit);
		const found = this.#studies.get(name);
		if (found?.kind !== 'participation') throw new Error(`no figures of ${name}`);
		return found.figures;
	}

	/** Delays from the moment at which the dead leader would have proposed until another's block is final. */
	leaderCrash(size: number, protocol: LabProtocol): number {
		const name = leaderCrashName(size);
		const found = this.#studies.get(name);
		const delays = found?.kind === 'leader-crash' ? found.figures[protocol] : undefined;
		if (delays === undefined) throw new Error(`no figures of ${protocol} in ${name}`);
		return delays;
	}
}

/** A share of 0…1 as percent, with as many decimals as small shares need. */
export function percent(share: number): string {
	const value = 100 * share;
	if (value === 0) return '0 %';
	if (value < 0.995) return `${value.toFixed(3)} %`;
	return `${value.toFixed(1)} %`;
}

/** Seconds where milliseconds grow long. */
export function duration(ms: number): string {
	if (ms >= 100_000) return `${Math.round(ms / 1000).toLocaleString('en')} s`;
	return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${Math.round(ms)} ms`;
}

export function count(value: number, digits = 0): string {
	return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

/** A table of Markdown; the first column is text, the others are right-aligned. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
	const rule = header.map((_, column) => (column === 0 ? '---' : '---:'));
	return [line(header), line(rule), ...rows.map(line)].join('\n');
}
