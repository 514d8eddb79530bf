import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import type { HostSight } from '../node/host.ts';
import { filled, type Labels } from './labels.ts';

/** How often the tray asks for the node's state. */
const refreshMs = 2_000;
/** Height of tray images in device-independent pixels; macOS shows a larger one as it is. */
const trayHeight = 22;

export interface TrayOptions {
	readonly labels: Labels;
	/** Absolute folder of `tray.png` and, for the priorities of alarms, `tray-alarm-1.png` to `tray-alarm-3.png`. */
	readonly icons: string;
}

/** What the tray says, most urgent first; in words, since a colour says nothing to some and trays differ. */
export function trayLines(sight: HostSight, labels: Labels): readonly string[] {
	const { alarm, quorum } = sight;
	return [
		...(alarm === null ? [] : [filled(labels.alarm, { priority: alarm })]),
		`${labels.phases[sight.phase]} · ${labels.height} ${sight.height}`,
		...(quorum ? [filled(labels.quorum, { ...quorum })] : []),
	];
}

/** Shows the node's state. `seen` hears of it as often as the tray asks. */
export function showTray(
	options: TrayOptions,
	actions: { state(): HostSight; seen(sight: HostSight): void; show(): void; quit(): void },
): void {
	const { icons, labels } = options;
	const image = (priority: number | null) =>
		nativeImage
			.createFromPath(join(icons, priority === null ? 'tray.png' : `tray-alarm-${priority}.png`))
			.resize({ height: trayHeight });
	const tray = new Tray(image(null));
	let shown = '';
	let priority: number | null = null;

	const refresh = (): void => {
		const sight = actions.state();
		actions.seen(sight);
		const lines = trayLines(sight, labels);
		const text = lines.join(' · ');
		if (text === shown) return;
		shown = text;
		if (sight.alarm !== priority) tray.setImage(image(sight.alarm));
		priority = sight.alarm;
		tray.setToolTip(`Gridquorum: ${text}`);
		tray.setContextMenu(
			Menu.buildFromTemplate([
				...lines.map((label) => ({ label, enabled: false })),
				{ type: 'separator' },
				{ label: labels.show, click: actions.show },
				{ label: labels.quit, click: actions.quit },
			]),
		);
	};

	tray.on('click', actions.show);
	refresh();
	setInterval(refresh, refreshMs).unref();
}
