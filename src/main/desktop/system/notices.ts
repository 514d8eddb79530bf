import { Notification } from 'electron';
import type { HostSight } from '../node/host.ts';
import { filled, type Labels } from './labels.ts';

/** An alarm of priority 3 can wait until somebody looks. */
const leastTold = 2;

export interface NoticeRules {
	/** Whether the person wants the system's notifications. */
	wanted(): boolean;
	/** A person who looks at the console sees the alarm there. */
	isWatched(): boolean;
	/** Brings the console's alarms to the front. */
	open(): void;
}

export function canNotify(): boolean {
	return Notification.isSupported();
}

/** Shows one notice of the system's, which leads to the console when it is clicked. */
export function notify(title: string, body: string, open: () => void): void {
	if (!canNotify()) return;
	const notice = new Notification({ title, body, urgency: 'normal' });
	notice.on('click', open);
	notice.show();
}

/**
 * Tells once that alarms of a priority stand, 1 or 2, and again when one of a higher priority comes or all had gone
 * meanwhile, but not to a person who looks at the console. The page has no permission to notify.
 */
export function tellAlarms(labels: Labels, rules: NoticeRules): (sight: HostSight) => void {
	let told: number | null = null;
	return ({ alarm }) => {
		if (alarm === null) {
			told = null;
			return;
		}
		if (alarm > leastTold || (told !== null && alarm >= told) || rules.isWatched() || !rules.wanted()) return;
		told = alarm;
		notify('Gridquorum', `${filled(labels.alarm, { priority: alarm })} ${labels.alarmBody}`, rules.open);
	};
}
