import { type ComputedRef, computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useFormat } from '../../app/format.ts';
import { traceFinding } from './findings.ts';
import type { Lanes } from './lanes.ts';
import { factOf, type ShownGraph } from './reference.ts';

/** What the graph on screen says, in one sentence, and the sentence under it. */
export function useTraceHeadline(
	shown: ComputedRef<ShownGraph | null>,
	lanes: ComputedRef<Lanes | null>,
): { readonly headline: ComputedRef<string>; readonly stand: ComputedRef<string> } {
	const { t } = useI18n();
	const format = useFormat();
	const headline = computed(() => {
		if (!shown.value || !lanes.value) return t('trace.headline.waiting');
		const finding = traceFinding(shown.value, lanes.value);
		const words: Record<string, unknown> = { ...finding };
		if ('wh' in finding) words.kwh = format.value.energy(finding.wh);
		if ('soldWh' in finding)
			Object.assign(words, {
				sold: format.value.energy(finding.soldWh),
				bought: format.value.energy(finding.boughtWh),
			});
		if (finding.kind === 'nothing') words.type = t(`trace.type.${finding.type}`);
		return t(
			`trace.headline.${finding.kind}`,
			words,
			'missing' in finding ? finding.missing : 'deeds' in finding ? finding.deeds : 1,
		);
	});
	const stand = computed(() => {
		const hot = lanes.value?.lanes.filter((each) => each.hot) ?? [];
		const [lane] = hot;
		const room = lane?.auction ? lanes.value?.nodes.get(lane.auction) : undefined;
		if (!lane || !room || hot.length !== 1) return '';
		const [price, delivery] = [factOf(room, 'price'), factOf(room, 'deliveryStart')];
		if (typeof price !== 'number' || typeof delivery !== 'number') return '';
		return t('trace.stand', {
			seller: lane.sellerName ?? '',
			time: format.value.hour(delivery),
			price: format.value.price(price),
		});
	});
	return { headline, stand };
}
