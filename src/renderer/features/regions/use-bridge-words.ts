import { useI18n } from 'vue-i18n';
import { networkName } from '../../../shared/codec/ids.ts';
import type {
	CrossingGoodsView,
	CrossingLotView,
	PacketContentsView,
	PacketView,
} from '../../../shared/contract/index.ts';
import { useFormat } from '../../app/format.ts';
import type { MarkKind } from '../../ui/mark-kind.ts';
import { spanOf } from './findings.ts';

/** A packet's state as it is said: one whose time is over without an answer waits to be taken back. */
export type SpokenState = PacketView['state'] | 'overdue';

export function spokenState({ state, timeoutAt }: Pick<PacketView, 'state' | 'timeoutAt'>, now: number): SpokenState {
	return state === 'open' && timeoutAt !== null && timeoutAt <= now ? 'overdue' : state;
}

export const STATE_MARKS: Readonly<Record<SpokenState, MarkKind>> = {
	open: 'half',
	overdue: 'warn',
	delivered: 'ok',
	refused: 'bad',
	'timed-out': 'none',
};

/** Packets, goods and spans of time in the language on screen. */
export function useBridgeWords() {
	const { t } = useI18n();
	const format = useFormat();

	const span = (ms: number): string => {
		const { unit, n } = spanOf(ms);
		return t(`regions.span.${unit}`, { n: format.value.count(n) }, n);
	};
	const instant = (ms: number): string => `${format.value.day(ms)} ${format.value.timeSeconds(ms)}`;
	const interval = ({ start, end }: Pick<CrossingLotView, 'start' | 'end'>): string =>
		`${format.value.day(start)} ${format.value.time(start)}–${format.value.time(end)}`;

	function goods(of: CrossingGoodsView): string {
		return of.kind === 'lot'
			? t('regions.goods.lot', { energy: format.value.energyWithUnit(of.lot.quantityWh), interval: interval(of.lot) })
			: t('regions.goods.certificates', { energy: format.value.energyWithUnit(of.energyWh) });
	}

	/** What a packet carries, and between whom. */
	function contents(of: PacketContentsView): string {
		switch (of.kind) {
			case 'money':
				return t('regions.contents.moved', {
					what: format.value.money(of.amount, 'exact'),
					from: of.from.name,
					to: of.to.name,
				});
			case 'certificates':
				return t(of.lot === null ? 'regions.contents.moved' : 'regions.contents.following', {
					what: t('regions.goods.certificates', { energy: format.value.energyWithUnit(of.energyWh) }),
					from: of.from.name,
					to: of.to.name,
				});
			case 'lot':
				return t('regions.contents.moved', { what: goods(of), from: of.from.name, to: of.to.name });
			case 'offer':
				return t('regions.contents.offered', {
					what: goods(of.goods),
					from: of.from.name,
					price: format.value.money(of.price, 'exact'),
				});
			case 'offer-closed':
				return of.taker === null ? t('regions.contents.untaken') : t('regions.contents.taken', { name: of.taker.name });
		}
	}

	return { span, instant, interval, goods, contents, region: networkName };
}
