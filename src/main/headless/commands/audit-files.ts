import { readFile, stat } from 'node:fs/promises';
import type { AuditReport } from '../../../shared/audit/check-board.ts';
import type { ChainResult } from '../../../shared/audit/verify/chain-part.ts';
import type { AuditResult } from '../../../shared/audit/verify-bundle.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';

/** A trust root has some hundred bytes; more than this is none. */
const SMALL_BYTES = 65_536;

/** @throws CodedError OPTION_INVALID, which names the option, unless it is a file that can be read */
export async function requireFile(option: string, path: string): Promise<number> {
	const found = await stat(path).catch(() => null);
	if (found?.isFile()) return found.size;
	throw new CodedError('OPTION_INVALID', { option, value: path, expected: 'a file that can be read' });
}

/** A file that is no longer than it may be. */
export async function readSmallFile(option: string, path: string): Promise<Uint8Array> {
	const bytes = await requireFile(option, path);
	if (bytes > SMALL_BYTES) throw new CodedError('OPTION_INVALID', { option, value: path, expected: 'a small file' });
	return new Uint8Array(await readFile(path));
}

/** Takes an option that may be given several times. */
export function eachOption(value: string, before: readonly string[] = []): readonly string[] {
	return [...before, value];
}

/** The trust roots' files, one for each chain of a bundle. */
export function readTrustRoots(paths: readonly string[]): Promise<Uint8Array[]> {
	return Promise.all(paths.map((path) => readSmallFile('--trust-root', path)));
}

/** What a verdict that is no pass says. */
export function refusal({ firstFault }: Pick<AuditReport, 'firstFault'>): string {
	if (!firstFault) return 'REFUSED: not everything could be checked';
	const { check, chain, detail } = firstFault;
	return `REFUSED: ${check}${chain === null ? '' : ` of ${chain}`}: ${detail}`;
}

/** The chain of a bundle that an option names, or the only one. @throws CodedError OPTION_INVALID */
export function chosenChain({ chains }: Pick<AuditResult, 'chains'>, chain: string | undefined): ChainResult {
	const [only] = chains;
	const chosen =
		chain === undefined
			? chains.length === 1
				? only
				: undefined
			: chains.find(({ manifest }) => manifest.chainId === chain);
	if (chosen) return chosen;
	const expected = `one of ${chains.map(({ manifest }) => manifest.chainId).join(', ')}`;
	throw new CodedError('OPTION_INVALID', { option: '--chain', value: chain ?? '', expected });
}
