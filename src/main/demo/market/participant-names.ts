import type { Home } from '../neighbourhood/types.ts';

/** What may stand in ids, state paths and key file names alike; leaves room for the prefixes that contracts add. */
const NAME_FORM = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;

/**
 * Participant ids of homes, in their order: the home's own id where its form allows and no other name differs from it
 * by case alone, else `home-<n>` with the next free n.
 */
export function participantNames(homes: readonly Home[], reserved: readonly string[]): string[] {
	const taken = new Set(reserved.map((name) => name.toLowerCase()));
	const counts = new Map<string, number>();
	for (const { id } of homes) counts.set(id.toLowerCase(), (counts.get(id.toLowerCase()) ?? 0) + 1);
	const usable = ({ id }: Home) =>
		NAME_FORM.test(id) && counts.get(id.toLowerCase()) === 1 && !reserved.includes(id.toLowerCase());
	for (const home of homes) if (usable(home)) taken.add(home.id.toLowerCase());
	let next = 1;
	return homes.map((home) => {
		if (usable(home)) return home.id;
		while (taken.has(`home-${next}`)) next += 1;
		taken.add(`home-${next}`);
		return `home-${next}`;
	});
}
