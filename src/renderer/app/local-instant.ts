const MINUTE_MS = 60_000;
const FIELD = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/;

/** An instant as a `datetime-local` field has it, in a zone that is so many minutes from UTC. */
export function toLocalField(ms: number, utcOffsetMinutes: number): string {
	return new Date(ms + utcOffsetMinutes * MINUTE_MS).toISOString().slice(0, 16);
}

/** The instant that such a field means; null for text that is no date and time. */
export function fromLocalField(text: string, utcOffsetMinutes: number): number | null {
	const fields = FIELD.exec(text)?.slice(1).map(Number) as [number, number, number, number, number] | undefined;
	if (!fields) return null;
	const [year, month, day, hour, minute] = fields;
	const local = Date.UTC(year, month - 1, day, hour, minute);
	const ms = local - utcOffsetMinutes * MINUTE_MS;
	return toLocalField(ms, utcOffsetMinutes) === text ? ms : null;
}
