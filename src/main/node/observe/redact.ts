import { homedir } from 'node:os';

export const SECRET = '[secret]';

/** Names of fields whose value is never shown, however they are spelt. */
const SECRET_FIELD =
	/pass(?:phrase|word)|secret|seed|token|cookie|authorization|credential|private[-_]?key|sealing[-_]?key|mnemonic/i;

/** Secrets by the form that they have in running text. */
const FORMS: readonly (readonly [RegExp, string])[] = [
	[
		/\b(token|passphrase|password|secret|seed|cookie|set-cookie|authorization)(["']?\s*[=:]\s*["']?)(?!\[secret\])[^\s"'&,;}]+/gi,
		`$1$2${SECRET}`,
	],
	[/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+/gi, `$1 ${SECRET}`],
	[/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, SECRET],
	[/\/\/[^/\s:@"]+:[^/\s@"]+@/g, `//${SECRET}@`],
];

const DEPTH = 12;

/** A value of JSON with secret fields struck out, and its texts as `redactText` leaves them. */
export function redactValue(value: unknown, secrets: readonly string[], depth = 0): unknown {
	if (typeof value === 'string') return redactText(value, secrets);
	if (value === null || typeof value !== 'object') return value;
	if (depth >= DEPTH) return SECRET;
	if (Array.isArray(value)) return value.map((each) => redactValue(each, secrets, depth + 1));
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [
			key,
			SECRET_FIELD.test(key) && inner !== null ? SECRET : redactValue(inner, secrets, depth + 1),
		]),
	);
}

/** Strikes out the secrets given and whatever has the form of one; the person's own directory becomes `~`. */
export function redactText(text: string, secrets: readonly string[]): string {
	let result = text;
	for (const secret of secrets) if (secret.length > 0) result = result.replaceAll(secret, SECRET);
	for (const [form, shown] of FORMS) result = result.replace(form, shown);
	const home = homedir();
	return home.length > 1 ? result.replaceAll(home, '~') : result;
}
