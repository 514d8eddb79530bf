/** kWh with all three decimals, so that a column's figures stand under each other; both languages write them alike. */
export function wholeEnergy(wh: number): string {
	return (wh / 1000).toFixed(3).replace('-', '−');
}
