/** Desktops of Linux that show status icons without an extension. */
const withTray = [
	'kde',
	'xfce',
	'mate',
	'x-cinnamon',
	'cinnamon',
	'lxqt',
	'lxde',
	'unity',
	'budgie',
	'deepin',
	'pantheon',
];

/**
 * Whether this system shows trays. Electron cannot tell on Linux, and a window that closes into a tray nobody sees is
 * lost, so a desktop counts only when it is known to.
 */
export function hasTray(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): boolean {
	if (platform !== 'linux') return true;
	const desktops = (environment['XDG_CURRENT_DESKTOP'] ?? '').toLowerCase().split(':');
	return desktops.some((desktop) => withTray.includes(desktop));
}
