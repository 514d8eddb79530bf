/**
 * One way of failing. `en` and `zh` are the message, with {details} filled in; `cause` says when it happens and
 * `action` what the reader can do, in both languages.
 */
export interface CatalogueEntry {
	readonly en: string;
	readonly zh: string;
	readonly cause: { readonly en: string; readonly zh: string };
	readonly action: { readonly en: string; readonly zh: string };
}
