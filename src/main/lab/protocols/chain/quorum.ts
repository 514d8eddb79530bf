/** Largest number of Byzantine validators among `size`: ⌊(n−1)/3⌋. */
export function byzantineFaulty(size: number): number {
	return Math.floor((size - 1) / 3);
}

/** ⌊2n/3⌋+1: any two such sets share an honest validator. */
export function byzantineQuorum(size: number): number {
	return Math.floor((2 * size) / 3) + 1;
}
