import { defineStore } from 'pinia';
import { computed } from 'vue';
import { useActing } from './acting.ts';
import type { Feature } from './feature.ts';
import { type Role, roles, usePreferences } from './preferences.ts';

export { type Role, roles };

/** Routes of the sections that a role is led to first; the rest follow in their own order. Nothing is hidden. */
const LEADS: Readonly<Record<Role, readonly string[]>> = {
	aggregator: ['overview', 'bids', 'auctions'],
	operator: ['overview', 'auctions', 'bids'],
	auditor: ['overview', 'trace', 'ledger', 'standings'],
};

const ROLE_OF_IDENTITY: Readonly<Record<string, Role>> = {
	generator: 'aggregator',
	consumer: 'aggregator',
	prosumer: 'aggregator',
	aggregator: 'aggregator',
	auditor: 'auditor',
};

/** The perspective of the person at the console: the one chosen, else the one that goes with who acts. */
export const useRole = defineStore('role', () => {
	const preferences = usePreferences();
	const acting = useActing();
	const natural = computed<Role>(() =>
		acting.identity ? (ROLE_OF_IDENTITY[acting.identity.role] ?? 'operator') : 'operator',
	);
	const role = computed<Role>(() => preferences.role ?? natural.value);

	/** Null follows who acts. */
	function choose(wanted: Role | null): void {
		preferences.role = wanted;
	}

	return { role, natural, choose };
});

/** Sections in the order that a role reads them. */
export function inOrderOf(role: Role, sections: readonly Feature[]): readonly Feature[] {
	const leads = LEADS[role];
	const rank = ({ nav }: Feature) => (leads.includes(nav.route) ? leads.indexOf(nav.route) : leads.length);
	return sections.toSorted((a, b) => rank(a) - rank(b) || a.nav.order - b.nav.order);
}
