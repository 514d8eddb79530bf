/** The part of a logger that the console API uses; pino fits. */
export interface ConsoleLog {
	info(facts: object, message: string): void;
	warn(facts: object, message: string): void;
	error(facts: object, message: string): void;
}
