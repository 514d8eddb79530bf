import type { DemoLog } from '../demo/demo-log.ts';

/** One line per event on stderr; stdout belongs to the command's result. Infos only where a person watches. */
export function terminalLog(options: { quiet: boolean }): DemoLog {
	const line = (level: string) => (facts: object, message: string) => {
		const shown = Object.entries(facts)
			.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
			.join(' ');
		process.stderr.write(`${level}${message}${shown === '' ? '' : ` · ${shown}`}\n`);
	};
	return { info: options.quiet ? () => undefined : line(''), warn: line('warning: '), error: line('error: ') };
}
