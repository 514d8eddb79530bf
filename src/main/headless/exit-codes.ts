import { CommanderError } from 'commander';
import { codeOf } from '../../shared/errors/coded-error.ts';

export const EXIT = { ok: 0, failure: 1, badInput: 2 } as const;

const BAD_INPUT =
	/^(IMPORT_|FORMAT_|XML_|INTERVAL_|ZONE_|DAY_|OPENADR_|READINGS_|MARKET_DATA_|OPTION_|BRIDGE_(ROOT|ACCOUNT)_FILE$|DEMO_HOME_|HOST_PLAYER_UNKNOWN$|HOST_GENESIS_NOT_CONFIRMED$|GENESIS_INVALID$|TESTNET_INVALID$|CONFIG_|CODEC_INVALID$|KEYSTORE_NAME_INVALID$|KEYSTORE_KEY_EXISTS$)/;

/** 2 for what the caller can mend by other arguments or files, 1 for all other failures, 0 for --help and --version. */
export function exitCodeOf(error: unknown): number {
	if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
	const code = codeOf(error);
	return code !== null && BAD_INPUT.test(code) ? EXIT.badInput : EXIT.failure;
}
