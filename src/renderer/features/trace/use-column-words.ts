import { type ComputedRef, computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useFormat } from '../../app/format.ts';
import { shortId } from '../../app/short-id.ts';
import type { Lanes } from './lanes.ts';
import { factOf } from './reference.ts';
import type { Column, Flow, Station, Stub } from './stations.ts';

export interface ColumnWords {
	/** Under a column's heading: of how many it is, and what left on the way. */
	readonly subtitle: (column: Column) => string;
	readonly nameOf: (station: Station) => string;
	/** Of an auction that has a bar of its own. */
	readonly priceOf: (station: Station) => string | null;
}

/** Words of the flow picture that depend on more than one bar. */
export function useColumnWords(
	props: { readonly flow: Flow; readonly lanes: Lanes },
	isSigned: ComputedRef<(reading: string) => boolean>,
): ColumnWords {
	const { t } = useI18n();
	const format = useFormat();
	const stubSum = (kind: Stub['kind']) =>
		props.flow.stubs.filter((stub) => stub.kind === kind).reduce((sum, stub) => sum + stub.wh, 0);
	const nodesOf = (column: Column) =>
		props.flow.stations.filter((station) => station.column === column).flatMap((station) => station.nodes);
	const sealed = computed(() => {
		const states = nodesOf('deeds').map((key) => factOf(props.lanes.nodes.get(key), 'state'));
		return { deeds: states.length, sealed: states.filter((state) => state === 'sealed').length };
	});
	const used = computed(() => {
		const buyers = new Set(props.lanes.lanes.map((lane) => lane.buyer).filter((key) => key !== null));
		return [...buyers].reduce((sum, key) => sum + (props.lanes.settlements.get(key)?.ownUse ?? 0), 0);
	});
	const less = (kinds: readonly ('own-use' | 'to-grid' | 'uncertified')[]) =>
		kinds.flatMap((kind) => {
			const wh = stubSum(kind);
			return wh === 0 ? [] : [t(`trace.column.less.${kind}`, { wh: format.value.energyShort(wh) })];
		});

	function subtitle(column: Column): string {
		const f = format.value;
		const nodes = nodesOf(column);
		const n = f.count(nodes.length);
		switch (column) {
			case 'generated': {
				const signed = nodes.filter(isSigned.value).length;
				if (signed === 0) return t('trace.column.readings', { n }, nodes.length);
				const key = signed === nodes.length ? 'trace.column.allSigned' : 'trace.column.someSigned';
				return t(key, { n, signed: f.count(signed) }, nodes.length);
			}
			case 'sold':
				return less(['own-use', 'to-grid']).join(', ');
			case 'cleared':
				return t('trace.column.clearings', { n }, nodes.length);
			case 'deeds':
				return sealed.value.deeds === sealed.value.sealed
					? t('trace.column.allSealed', { n: f.count(sealed.value.deeds) }, sealed.value.deeds)
					: t('trace.column.someSealed', { n: f.count(sealed.value.deeds), sealed: f.count(sealed.value.sealed) });
			case 'delivered':
				return used.value > 0 ? t('trace.column.ofUse', { wh: f.energyShort(used.value) }) : '';
			case 'certified':
				return less(['uncertified'])[0] ?? t('trace.column.certificates', { n }, nodes.length);
		}
	}

	function nameOf({ key, column, nodes, home }: Station): string {
		const [only] = nodes;
		if (key.endsWith('/others')) return t('trace.others', { n: Math.max(nodes.length, 2) });
		if (column === 'deeds') {
			if (only && nodes.length === 1) return shortId(only.slice(only.indexOf(':') + 1));
			return t('trace.deeds', { n: nodes.length }, nodes.length);
		}
		if (home !== null) return home;
		return column === 'cleared'
			? t('trace.clearings', { n: nodes.length }, nodes.length)
			: t('trace.others', { n: nodes.length });
	}

	function priceOf({ nodes }: Station): string | null {
		const [only] = nodes;
		if (!only || nodes.length !== 1) return null;
		const trade = props.lanes.lanes.find((lane) => lane.auction === only)?.trade;
		const price = factOf(props.lanes.nodes.get(only), 'price') ?? factOf(props.lanes.nodes.get(trade ?? ''), 'price');
		return typeof price === 'number' ? format.value.price(price) : null;
	}

	return { subtitle, nameOf, priceOf };
}
