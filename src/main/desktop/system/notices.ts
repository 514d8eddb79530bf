import { Notification } from 'electron';
import type { AlarmSight, HostSight } from '../node/host.ts';
import { filled, type Labels } from './labels.ts';

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
 * Tells of each alarm of the two highest priorities once, while nobody looks at the console. The page has no permission
 * to notify: alarms come from the node itself.
 */
export function tellAlarms(labels: Labels, rules: NoticeRules): (sight: HostSight) => void {
	let told: string | null = null;
	return ({ alarm }) => {
		if (alarm === null) {
			told = null;
			return;
		}
		if (alarm.key === told || !isUrgent(alarm) || rules.isWatched() || !rules.wanted()) return;
		told = alarm.key;
		const text = alarm.text[labels.language];
		notify('Gridquorum', filled(labels.alarm, { priority: alarm.priority, text }), rules.open);
	};
}

function isUrgent({ priority }: AlarmSight): boolean {
	return priority <= 2;
}
