import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';
import { CONTENT_TYPES, contentSecurityPolicy } from '../../api/console-document.ts';
import { openedPath } from '../open/opened-bundle.ts';
import { consoleHost, consoleScheme } from './origin.ts';

/** Where the page that tells of a failure is served, when there is one. */
export const failurePath = '/failure';

/** Registered type of content archives. */
const bundleType = 'application/vnd.ipld.car';

const policy = contentSecurityPolicy();

/** Must run before the application is ready. The scheme is a standard, secure origin and can do nothing else. */
export function registerConsoleScheme(): void {
	protocol.registerSchemesAsPrivileged([
		{ scheme: consoleScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
	]);
}

/** What the protocol serves: the built console, and a page about a failure while there is one. */
export interface ConsoleFiles {
	/** Absolute folder of the built renderer. */
	readonly root: string;
	failurePage(): string | null;
	/** The bundle that the system asked to open, when the path is its own. */
	opened(pathname: string): Promise<{ readonly body: ReadableStream; readonly bytes: number } | null>;
}

export function serveConsoleFiles(session: Session, files: ConsoleFiles): void {
	session.protocol.handle(consoleScheme, (request) => answer(request, files));
}

/** Answers GET for files of a known type inside the root, and for nothing else. */
export async function answer(request: Request, files: ConsoleFiles): Promise<Response> {
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.host !== consoleHost) return respond(405);
	if (url.pathname === failurePath) {
		const page = files.failurePage();
		return page === null ? respond(404) : respond(200, CONTENT_TYPES['.html'], page);
	}
	if (url.pathname.startsWith(openedPath)) {
		const opened = await files.opened(url.pathname);
		return opened === null ? respond(404) : respond(200, bundleType, opened.body, opened.bytes);
	}
	const path = fileOf(url.pathname, files.root);
	const type = path === null ? undefined : CONTENT_TYPES[extname(path)];
	const content = path === null || type === undefined ? null : await readFile(path).catch(() => null);
	return content === null ? respond(404) : respond(200, type, content);
}

/** The file that a path of the console names, or null when it would lie outside the root or cannot be decoded. */
function fileOf(pathname: string, root: string): string | null {
	let decoded: string;
	try {
		decoded = decodeURIComponent(pathname);
	} catch {
		return null;
	}
	if (decoded.includes('\0') || decoded.includes('\\')) return null;
	const folder = normalize(root);
	const path = join(folder, decoded === '/' ? 'index.html' : decoded);
	return path.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? path : null;
}

function respond(
	status: number,
	type = 'text/plain',
	body: string | Uint8Array<ArrayBuffer> | ReadableStream | null = null,
	bytes?: number,
): Response {
	return new Response(body, {
		status,
		headers: {
			'Content-Type': type,
			...(bytes !== undefined && { 'Content-Length': String(bytes) }),
			'Content-Security-Policy': policy,
			'X-Content-Type-Options': 'nosniff',
			'Referrer-Policy': 'no-referrer',
			'Cross-Origin-Opener-Policy': 'same-origin',
			'Cross-Origin-Resource-Policy': 'same-origin',
			'Cache-Control': 'no-store',
		},
	});
}
