export type Messages = { readonly [namespace: string]: unknown };

/** One file per feature: locales/<language>/<feature>.json is reached as `<feature>.…`. */
export function messagesOf(files: { readonly [path: string]: { readonly default: unknown } }): Messages {
	return Object.fromEntries(
		Object.entries(files).map(([path, file]) => [path.split('/').at(-1)?.replace('.json', '') ?? '', file.default]),
	);
}
