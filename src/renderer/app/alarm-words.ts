import { useI18n } from 'vue-i18n';
import type { RouteLocationRaw } from 'vue-router';
import { type AlarmKind, alarmCatalogue, parseAlarmId } from '../../shared/alarms/catalogue.ts';
import type { AlarmUnit, Spoken } from '../../shared/alarms/entry.ts';
import type { AlarmActor, AlarmView } from '../../shared/contract/index.ts';
import { useFormat } from './format.ts';
import { useNodeStatus } from './node-status.ts';

type AlarmText = 'name' | 'cause' | 'consequence' | 'action';

/** Alarms in the language on screen; their texts are the catalogue's. */
export function useAlarmWords() {
	const { t, locale } = useI18n();
	const format = useFormat();
	const status = useNodeStatus();
	const spoken = (text: Spoken): string => text[locale.value === 'zh-CN' ? 'zh' : 'en'];

	/** A figure with its unit; a dot where there is none. */
	function figure(value: number | null, unit: AlarmUnit): string {
		if (value === null) return '·';
		if (unit === 'percent') return format.value.percent(value / 100, value % 1 === 0 ? 0 : 1);
		const printed = unit === 'milliseconds' ? format.value.milliseconds(value) : format.value.count(Math.floor(value));
		return t(`alarms.unit.${unit}`, { n: printed }, Math.floor(value));
	}

	const unitOf = (kind: AlarmKind): AlarmUnit => alarmCatalogue[kind].unit;
	const textOf = (kind: AlarmKind, text: AlarmText): string => spoken(alarmCatalogue[kind][text]);

	/** What the alarm measures, with the limit that holds now. */
	function conditionOf(kind: AlarmKind, limit: number): string {
		const { condition, unit } = alarmCatalogue[kind];
		return spoken(condition).replace('{limit}', figure(limit, unit));
	}

	/** Of a validator or of an identity of this node; others go by their id. */
	function nameOf(id: string): string {
		const node = status.data;
		if (!node) return id;
		const validators = [...node.peers, ...(node.validator ? [node.validator] : [])];
		const known = validators.find((each) => each.id === id);
		return known?.name ?? node.identities.find(({ participant }) => participant === id)?.name ?? id;
	}

	/** Its name, and whose it is. */
	function titleOf({ kind, subjectName, subject }: Pick<AlarmView, 'kind' | 'subject' | 'subjectName'>): string {
		const whose = subjectName ?? subject;
		return whose === null ? textOf(kind, 'name') : t('alarms.titleOf', { name: textOf(kind, 'name'), subject: whose });
	}

	/** Of an alarm that is named by its id alone, as in the log. */
	function titleOfId(id: string): string {
		const parsed = parseAlarmId(id);
		return parsed ? titleOf({ ...parsed, subjectName: parsed.subject === null ? null : nameOf(parsed.subject) }) : id;
	}

	/** The measured figure of an alarm; one that stands for "none" is not told as a figure. */
	function measuredOf({ kind, value, active }: Pick<AlarmView, 'kind' | 'value' | 'active'>): string {
		const { unit, direction } = alarmCatalogue[kind];
		const isFar = direction === 'below' && !active && (unit === 'days' || unit === 'minutes');
		return figure(isFar ? null : value, unit);
	}

	function actorOf({ participant, session }: AlarmActor): string {
		return participant === null ? session : t('alarms.actor', { name: nameOf(participant), session });
	}

	return { figure, unitOf, textOf, conditionOf, titleOf, titleOfId, measuredOf, actorOf };
}

/** The view in which the cause of an alarm is seen. */
export function alarmRoute({ source }: Pick<AlarmView, 'source'>): RouteLocationRaw {
	const { view, product, deed, region } = source;
	if (deed !== null) return { name: 'deed', params: { deed } };
	if (view === 'auctions' && product !== null) return { name: 'auction', params: { product } };
	if (region !== null) return { name: 'regions', query: { region } };
	return { name: view };
}
