import type { ConsoleOrigin } from '../../../shared/contract/console-port.ts';

export const consoleScheme = 'gridquorum';
export const consoleHost = 'console';
export const consoleOrigin: ConsoleOrigin = 'gridquorum://console';

/** True for an address of the console itself; anything that is not a URL is not. */
export function isConsoleUrl(address: string): boolean {
	const url = URL.parse(address);
	return url !== null && url.protocol === `${consoleScheme}:` && url.host === consoleHost && url.username === '';
}
