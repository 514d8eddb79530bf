import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { useRouter } from 'vue-router';
import type { DeedSummary, MarketHour } from '../../../shared/contract/index.ts';
import { useHost } from '../../app/host.ts';
import { usePreferences } from '../../app/preferences.ts';
import { chainNow } from '../../rpc/live.ts';

/** Name of the guide among those that were done. */
const GUIDE = 'first-deed';
/** Outlives a reload of the page, not the day. */
const BEGUN_KEY = 'gridquorum.first-deed';

export interface GuideTicks {
	readonly cleared: boolean;
	readonly opened: boolean;
	readonly signed: boolean;
}

/** A deed that one of this console's identities signed at `since` or later, chain ms. */
export function signedSince(deeds: readonly DeedSummary[], since: number): boolean {
	return deeds.some((deed) =>
		deed.signers.some((signer) => signer.mine && signer.signedAt !== null && signer.signedAt >= since),
	);
}

/** What a newcomer to a demo has done so far of the way to the first signed deed. */
export function ticksOf(
	at: { readonly deeds: readonly DeedSummary[]; readonly hours: readonly MarketHour[] },
	guide: { readonly begunAt: number | null; readonly opened: boolean },
): GuideTicks {
	const signed = guide.begunAt !== null && signedSince(at.deeds, guide.begunAt);
	return {
		cleared: at.deeds.length > 0 || at.hours.some((hour) => hour.price !== null),
		opened: guide.opened || signed,
		signed,
	};
}

/** The guide of the first deed: shown in a demo that somebody plays, until it is dismissed once and for all. */
export const useFirstDeedGuide = defineStore('first-deed-guide', () => {
	const host = useHost();
	const preferences = usePreferences();
	const router = useRouter();
	const opened = ref(false);
	const kept = Number(sessionStorage.getItem(BEGUN_KEY));
	/** Chain ms from which a signature is the person's own: until then the market's morning signs for everybody. */
	const begunAt = ref<number | null>(Number.isSafeInteger(kept) && kept > 0 ? kept : null);

	const inMorning = computed(
		() => host.state?.steps.some(({ name, state }) => name === 'morning' && state !== 'done') ?? false,
	);
	const shown = computed(
		() => host.isDemo && (host.state?.network?.played.length ?? 0) > 0 && !preferences.guidesDone.includes(GUIDE),
	);
	watch(
		() => shown.value && !inMorning.value && chainNow.value !== null && begunAt.value === null,
		(begins) => {
			if (!begins) return;
			begunAt.value = Math.floor(chainNow.value as number);
			sessionStorage.setItem(BEGUN_KEY, String(begunAt.value));
		},
		{ immediate: true },
	);
	watch(
		() => router.currentRoute.value.name,
		(name) => {
			if (name === 'deed') opened.value = true;
		},
	);

	function dismiss(): void {
		preferences.guidesDone = [...preferences.guidesDone.filter((guide) => guide !== GUIDE), GUIDE];
	}

	return { shown, inMorning, begunAt, opened, dismiss };
});
