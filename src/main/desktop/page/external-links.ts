/** The only places outside that the console may open in the system's browser: where its licences and data come from. */
const allowed: readonly { readonly host: string; readonly path: string }[] = [
	{ host: 'www.apache.org', path: '/licenses/' },
	{ host: 'github.com', path: '/intelligent-environments-lab/CityLearn' },
	{ host: 'www.citylearn.net', path: '/' },
];

/** The address in its parsed form when it may be opened outside, else null. */
export function externalAddress(address: string): string | null {
	const url = URL.parse(address);
	if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '') {
		return null;
	}
	const named = allowed.some(({ host, path }) => url.host === host && isUnder(url.pathname, path));
	return named ? url.href : null;
}

function isUnder(pathname: string, path: string): boolean {
	return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
}
