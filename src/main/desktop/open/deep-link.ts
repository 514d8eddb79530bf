/** Ids of products, deeds, documents and the rest: never a slash, a percent sign or a space. */
const id = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
/** Longest link that is looked at at all. */
const maxCharacters = 400;

/** Views that a link may open; a view with ids of its own names them as `:id`. A link only ever shows, it never acts. */
export const linkedViews: readonly string[] = [
	'overview',
	'auctions',
	'auctions/desk',
	'auctions/:id',
	'bids',
	'bids/positions',
	'bids/statements',
	'bids/certificates',
	'signatures',
	'signatures/documents',
	'signatures/documents/:id',
	'signatures/access',
	'signatures/:id',
	'standings',
	'trace',
	'trace/audit',
	'consensus',
	'ledger',
	'ledger/contracts',
	'ledger/state',
	'ledger/transactions/:id',
	'governance',
	'lab',
	'node',
	'node/alarms',
	'errors/:id',
];

/**
 * The console's path of a link such as `gridquorum://open/signatures/4f…`, or null. The path is put together from parts
 * that were checked; queries, fragments, users and ports of the link are refused, not dropped.
 */
export function pathOfLink(link: string): string | null {
	if (link.length > maxCharacters) return null;
	const url = URL.parse(link);
	if (url === null || url.protocol !== 'gridquorum:' || url.host !== 'open') return null;
	if (`${url.username}${url.password}${url.search}${url.hash}` !== '') return null;
	const parts = url.pathname.replace(/\/$/, '').split('/').slice(1);
	if (parts.length === 0 || !parts.every((part) => id.test(part))) return null;
	const view = linkedViews.find((known) => matches(known.split('/'), parts));
	if (view === undefined) return null;
	return view === 'overview' ? '' : parts.join('/');
}

function matches(known: readonly string[], parts: readonly string[]): boolean {
	return known.length === parts.length && known.every((part, index) => part === ':id' || part === parts[index]);
}
