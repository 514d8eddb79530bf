import { type ChainRoot, chainRootDigest } from '../../../../shared/codec/bridge-client.ts';
import { toHex } from '../../../../shared/codec/bytes.ts';
import { chainRoot } from '../../../../shared/contract/governance.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { chainRootOf, chainRootView } from '../../../api/governance/change-view.ts';
import { hasher } from '../../../node/crypto/sha256.ts';
import { readFormat } from '../../json-file.ts';

const FORMAT = 'gridquorum/chain-root/v1';

/** What `bridge root` writes and `bridge connect` reads. */
export function writeChainRoot(root: ChainRoot): string {
	return `${JSON.stringify({ format: FORMAT, ...chainRootView(root) }, null, '\t')}\n`;
}

/** @throws CodedError BRIDGE_ROOT_FILE, FORMAT_FILE_UNREADABLE */
export async function readChainRootFile(file: string): Promise<ChainRoot> {
	const refuse = (reason: string): never => {
		throw new CodedError('BRIDGE_ROOT_FILE', { file, reason });
	};
	const value = await readFormat(file, FORMAT, refuse);
	const { data, error } = chainRoot.safeParse(value);
	return data
		? chainRootOf(data)
		: refuse(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

/** In groups of four, as people read it to each other. */
export function shownDigest(root: ChainRoot): string {
	return (toHex(chainRootDigest(root, hasher.sha256)).match(/.{4}/g) ?? []).join(' ');
}

/** Lines that two operators compare. */
export function chainRootLines(root: ChainRoot): string[] {
	const { chainId, epoch, currency, validators } = root;
	return [
		`Chain     ${chainId}`,
		`Epoch     ${epoch}, validators ${validators.map(({ id }) => id).join(', ')}`,
		`Currency  ${currency}`,
		`Digest    ${shownDigest(root)}`,
	];
}
