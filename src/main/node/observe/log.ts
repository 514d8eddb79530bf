import { type Logger, pino } from 'pino';
import { RotatingFile } from './rotating-file.ts';

export type Log = Logger;

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Fields that never reach a log, at the top or one level down. */
const SECRET_FIELDS = ['seed', 'secretKey', 'passphrase', 'sealingKey', 'token'];

/** JSON lines to `path`, 5 files of 10 MB at most. */
export function openLog(options: { path: string; level: LogLevel }): { log: Log; file: RotatingFile } {
	const file = new RotatingFile({ path: options.path });
	const log = pino(
		{
			level: options.level,
			base: null,
			timestamp: pino.stdTimeFunctions.isoTime,
			formatters: { level: (label) => ({ level: label }) },
			redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[secret]' },
			serializers: { error: (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : error) },
		},
		file,
	);
	return { log, file };
}

/** For tools and tests that want no log. */
export function silentLog(): Log {
	return pino({ level: 'silent' });
}
