/**
 * Cuts quantities to a total by taking the same from each, down to nothing for the smallest, so that what an owner
 * keeps does not depend on its limit; the last lots are taken from the last of the list. Quantities in lots,
 * 0 ≤ total ≤ their sum.
 */
export function equalCut(quantities: readonly number[], total: number): number[] {
	const left = (cut: number): number => quantities.reduce((sum, quantity) => sum + Math.max(0, quantity - cut), 0);
	let low = 0;
	let high = quantities.reduce((most, quantity) => Math.max(most, quantity), 0);
	while (low < high) {
		const middle = Math.ceil((low + high) / 2);
		if (left(middle) >= total) low = middle;
		else high = middle - 1;
	}
	const cut = low;
	const kept = quantities.map((quantity) => Math.max(0, quantity - cut));
	let excess = left(cut) - total;
	for (let at = kept.length - 1; at >= 0 && excess > 0; at--) {
		if ((kept[at] as number) === 0) continue;
		kept[at] = (kept[at] as number) - 1;
		excess -= 1;
	}
	return kept;
}
