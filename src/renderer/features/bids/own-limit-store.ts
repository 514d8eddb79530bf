import { ref, watch } from 'vue';
import { NO_LIMITS, type OwnLimits } from '../../workers/own-limits.ts';

/** Carries the version of the form: what another version wrote is never read. */
const STORAGE_KEY = 'gridquorum.bid-limits.1';
const OWNERS_MAX = 500;

type Stored = Readonly<Record<string, OwnLimits>>;

function readAll(): Stored {
	try {
		const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}');
		return typeof stored === 'object' && stored !== null ? (stored as Stored) : {};
	} catch {
		return {};
	}
}

/** A figure that was stored, or none. */
function figure(value: unknown): number | null {
	return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

function readOne(key: string): OwnLimits {
	const stored = readAll()[key];
	return {
		orderWh: figure(stored?.orderWh),
		productWh: figure(stored?.productWh),
		priceMin: figure(stored?.priceMin),
		priceMax: figure(stored?.priceMax),
		productMoney: figure(stored?.productMoney),
		dayMoney: figure(stored?.dayMoney),
	};
}

/** Own limits of an owner on a chain, kept on this machine. */
export function useOwnLimits(key: () => string) {
	const limits = ref<OwnLimits>(NO_LIMITS);
	watch(
		key,
		(next) => {
			limits.value = readOne(next);
		},
		{ immediate: true },
	);

	function change(next: OwnLimits): void {
		limits.value = next;
		const others = Object.entries(readAll()).filter(([other]) => other !== key());
		const kept = [...others.slice(-(OWNERS_MAX - 1)), [key(), next] as const];
		localStorage.setItem(STORAGE_KEY, JSON.stringify(Object.fromEntries(kept)));
	}

	return { limits, change };
}

export const isLimited = (limits: OwnLimits): boolean => Object.values(limits).some((limit) => limit !== null);
