import type { CatalogueEntry } from '../entry.ts';

export const alarmErrors = {
	ALARM_UNKNOWN: {
		en: 'There is no alarm {alarm}.',
		zh: '不存在报警 {alarm}。',
		cause: {
			en: 'The name is wrong, or the alarm has left the list since: returned to normal and acknowledged.',
			zh: '名称有误，或该报警已离开列表：已恢复正常并被确认。',
		},
		action: { en: 'Look at the list of alarms again.', zh: '请重新查看报警列表。' },
	},
	ALARM_LIST_FULL: {
		en: 'The list already holds {limit} alarms.',
		zh: '列表已有 {limit} 条报警。',
		cause: {
			en: 'So many alarms stand, are shelved or are out of service that no other can be held back.',
			zh: '处于报警、搁置或停用状态的条目过多，无法再搁置其他报警。',
		},
		action: {
			en: 'Acknowledge what has returned to normal, or put alarms back into service.',
			zh: '请确认已恢复正常的报警，或将报警恢复使用。',
		},
	},
	ALARM_LIMIT_RANGE: {
		en: 'The limit of {kind} lies from {min} to {max}, not at {limit}.',
		zh: '{kind} 的限值应在 {min} 到 {max} 之间，不能为 {limit}。',
		cause: {
			en: 'A limit outside of these bounds would never or always be an alarm.',
			zh: '超出该范围的限值将永不报警或一直报警。',
		},
		action: { en: 'Choose a limit within the bounds.', zh: '请选择范围内的限值。' },
	},
	ALARM_LOG_UNWRITABLE: {
		en: 'The alarm log does not take the entry: {reason}.',
		zh: '报警日志无法写入：{reason}。',
		cause: {
			en: 'The disk is full, or the data directory cannot be written. The action holds, and its entry waits in memory.',
			zh: '磁盘已满或数据目录不可写。操作已生效，其条目暂存于内存。',
		},
		action: {
			en: 'Free space in the data directory; the node writes what waits by itself.',
			zh: '请在数据目录腾出空间；节点会自动写入等待的条目。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
