/** The part of a logger that the demo uses; pino fits. */
export interface DemoLog {
	info(facts: object, message: string): void;
	warn(facts: object, message: string): void;
	error(facts: object, message: string): void;
}
