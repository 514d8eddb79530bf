/** Sums by name. */
export class Balances {
	readonly #sums = new Map<string, number>();
	readonly #touched = new Set<string>();

	add(name: string, amount: number): void {
		this.#sums.set(name, (this.#sums.get(name) ?? 0) + amount);
		this.#touched.add(name);
	}

	/** Every one that is not 0. */
	all(): { readonly name: string; readonly sum: number }[] {
		return [...this.#sums].filter(([, sum]) => sum !== 0).map(([name, sum]) => ({ name, sum }));
	}

	/** Those that were added to since the last look and are not 0. */
	unbalanced(): { readonly name: string; readonly sum: number }[] {
		const found = [...this.#touched].map((name) => ({ name, sum: this.#sums.get(name) ?? 0 }));
		this.#touched.clear();
		return found.filter(({ sum }) => sum !== 0);
	}
}
