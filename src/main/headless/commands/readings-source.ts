import { resolve } from 'node:path';
import type { ReadingsSource } from '../../../shared/codec/metering-calls.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { isOrderName } from '../../../shared/formats/bid-name.ts';
import type { Signer } from '../../core/ports.ts';
import { readConfig } from '../../node/config.ts';
import { Keystore } from '../../node/keys/keystore.ts';
import { resolvePassphrase } from '../../node/keys/passphrase.ts';

/** `meter:<id>` or `operator:<id>`. @throws CodedError READINGS_SOURCE_INVALID */
export function sourceOption(value: string): ReadingsSource {
	const [kind, ...rest] = value.split(':');
	const id = rest.join(':');
	if ((kind === 'meter' || kind === 'operator') && isOrderName(id)) return { kind, id };
	throw new CodedError('READINGS_SOURCE_INVALID', { source: value.slice(0, 80) });
}

/** Where keys lie: in a node's data directory, or in a keystore by itself, as beside a meter. */
export interface KeyPlace {
	readonly home?: string | undefined;
	readonly keystore?: string | undefined;
	readonly passphraseFile?: string | undefined;
}

/** @throws CodedError OPTION_INVALID, CONFIG_*, KEYSTORE_NO_PASSPHRASE */
export async function openKeystore({ home, keystore, passphraseFile }: KeyPlace): Promise<Keystore> {
	if ((home === undefined) === (keystore === undefined))
		throw new CodedError('OPTION_INVALID', {
			option: '--home, --keystore',
			value: '',
			expected: 'exactly one of them',
		});
	const environment = process.env;
	if (home === undefined) {
		const passphrase = await resolvePassphrase({ file: passphraseFile, environment });
		return new Keystore({ directory: keystore as string, passphrase });
	}
	const config = await readConfig(home);
	const file = config.passphraseFile === undefined ? undefined : resolve(home, config.passphraseFile);
	const passphrase = await resolvePassphrase({ file: passphraseFile ?? file, environment });
	return new Keystore({ directory: resolve(home, config.keys), passphrase });
}

/** The key that answers for a source. @throws CodedError KEY_UNKNOWN, KEYSTORE_* */
export function sourceSigner(keystore: Keystore, { kind, id }: ReadingsSource): Promise<Signer> {
	return keystore.signer(kind === 'meter' ? 'meter' : 'participant', id);
}
