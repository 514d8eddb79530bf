import { deliveryDay } from '../../src/shared/formats/local-day.ts';
import { openTimeZone } from '../../src/shared/formats/time-zone.ts';

const PIECE_CHARACTERS = 65_536;
const METERS = 1_000;

/** Meters take turns at each quarter-hour, from 2025-04-01 on, stamped in UTC or by the clock of Rome. */
export function readingFile(count: number, isLocal: boolean): string {
	const lines = ['meter,start,generated_wh,consumed_wh'];
	const day = deliveryDay('2025-04-01', openTimeZone('Europe/Rome'), 15).start;
	for (let n = 0; n < count; n += 1) {
		const time = new Date(day + Math.floor(n / METERS) * 900_000 + (isLocal ? 7_200_000 : 0))
			.toISOString()
			.slice(0, 16);
		lines.push(`M-${n % METERS},${time}${isLocal ? '' : 'Z'},${n % 997},${n % 1_013}`);
	}
	return lines.join('\r\n');
}

/** A text in the pieces in which a file is read. */
export async function* textPieces(text: string): AsyncGenerator<string> {
	for (let at = 0; at < text.length; at += PIECE_CHARACTERS) yield text.slice(at, at + PIECE_CHARACTERS);
}
