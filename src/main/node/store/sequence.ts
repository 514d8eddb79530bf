import type { StoredBlock } from './types.ts';

/** A store never has a gap: a commit out of order is a fault of the driver, not of the input. */
export function requireNextHeights(committedHeight: number, commits: readonly StoredBlock[]): void {
	for (const [offset, commit] of commits.entries()) {
		const expected = committedHeight + 1 + offset;
		if (commit.block.header.height !== expected)
			throw new Error(`commit of height ${commit.block.header.height} where ${expected} is next`);
	}
}
