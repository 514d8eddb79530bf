import { MARKET_LIMITS } from '../../../../shared/clearing/market.ts';
import type { OrderBody } from '../../../../shared/codec/order-terms.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';

/** One owner's linked blocks in a product, by name: each parent lives as long as its children do. */
export class BlockFamilies {
	/** Of each named block its parent's name, or null. */
	readonly #parents = new Map<string, string | null>();
	readonly #children = new Map<string, number>();

	add(terms: OrderBody): void {
		if (!('profileWh' in terms)) return;
		const parent = terms.parent ?? null;
		if (terms.name !== undefined) this.#parents.set(terms.name, parent);
		if (parent !== null) this.#children.set(parent, (this.#children.get(parent) ?? 0) + 1);
	}

	remove(terms: OrderBody): void {
		if (!('profileWh' in terms)) return;
		if (terms.name !== undefined) this.#parents.delete(terms.name);
		if (terms.parent === undefined) return;
		const left = (this.#children.get(terms.parent) ?? 0) - 1;
		if (left > 0) this.#children.set(terms.parent, left);
		else this.#children.delete(terms.parent);
	}

	isChildless({ name }: OrderBody): boolean {
		return name === undefined || !this.#children.has(name);
	}

	/** @throws CodedError ORDER_HAS_CHILDREN */
	requireChildless(terms: OrderBody): void {
		const { name } = terms;
		if (!this.isChildless(terms)) throw new CodedError('ORDER_HAS_CHILDREN', { name: name ?? '' });
	}

	/**
	 * Checks a block's place in its family; `replaced` is the order in whose stead it comes, if any.
	 * @throws CodedError ORDER_PARENT or ORDER_HAS_CHILDREN
	 */
	requirePlace(terms: OrderBody, replaced: OrderBody | null): void {
		if (replaced && !this.isChildless(replaced) && !('profileWh' in terms && terms.name === replaced.name))
			this.requireChildless(replaced);
		if (!('profileWh' in terms) || terms.parent === undefined) return;
		const { parent, name } = terms;
		const above = this.#generationsAbove(parent, name);
		if (above === null || above + this.#generationsBelow(name) > MARKET_LIMITS.generations)
			throw new CodedError('ORDER_PARENT', { parent, generations: MARKET_LIMITS.generations });
	}

	/** Null when there is no such block, or the block itself is among its forebears. */
	#generationsAbove(parent: string, self: string | undefined): number | null {
		let generations = 0;
		for (let at: string | null = parent; at !== null; at = this.#parents.get(at) ?? null) {
			if (at === self || !this.#parents.has(at)) return null;
			generations += 1;
		}
		return generations;
	}

	/** Itself included. */
	#generationsBelow(name: string | undefined): number {
		if (name === undefined || !this.#children.has(name)) return 1;
		let deepest = 1;
		for (const [child, parent] of this.#parents)
			if (parent === name) deepest = Math.max(deepest, 1 + this.#generationsBelow(child));
		return Math.max(deepest, 2);
	}
}
