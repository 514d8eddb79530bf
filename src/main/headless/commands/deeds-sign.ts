import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { chainIdOf } from '../../../shared/codec/genesis.ts';
import { deedTotals } from '../../../shared/deeds/deed-sums.ts';
import { type ReviewedDeed, reviewDeeds, signReviewed } from '../../../shared/deeds/signing-file.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { formatStamp } from '../../../shared/formats/calendar.ts';
import { writeDecimal } from '../../../shared/formats/decimal.ts';
import { readConfig, readGenesisFile } from '../../node/config.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { readSigningFile, writeSigningFile } from '../signing-files.ts';
import { type KeyPlace, openKeystore } from './readings-source.ts';

interface SignFlags extends KeyPlace {
	readonly participant: string;
	readonly genesis?: string;
	readonly out: string;
	readonly yes?: boolean;
}

/** `deeds sign`. Nothing is signed before every deed of the file has been read, recomputed and shown. */
export async function signDeeds(file: string, flags: SignFlags): Promise<void> {
	const { participant, out } = flags;
	const genesis = await readGenesisFile(await genesisFile(flags));
	const scope = { chainId: chainIdOf(genesis, (bytes) => hasher.sha256(bytes)), participant };
	const deeds = reviewDeeds(file, await readSigningFile(file), scope, (bytes) => hasher.sha256(bytes));
	const { currency } = genesis.market;
	process.stdout.write(deeds.map((deed) => textOf(deed, participant, currency)).join(''));
	if (deeds.length === 0) throw new CodedError('SIGNING_FILE', { file, reason: 'it holds no deed' });
	if (!flags.yes && !(await isConfirmed(deeds.length)))
		throw new CodedError('SIGNING_NOT_CONFIRMED', { deeds: deeds.length });
	const signer = await (await openKeystore(flags)).signer('participant', participant);
	await writeSigningFile(
		out,
		signReviewed(deeds, scope, (message) => signer.sign(message)),
	);
	process.stdout.write(`${deeds.length} deeds signed as ${participant}: ${out}\n`);
}

function textOf({ document }: ReviewedDeed, participant: string, currency: string): string {
	const { deed, version, generator, user, gridOperator, trades, annex } = document;
	const { quantityWh, amount, fee, border, congestion, deliveryStart, deliveryEnd } = deedTotals(document);
	const money = (value: number): string => `${writeDecimal(value, 6)} ${currency}`;
	const as = document.signers.filter((signer) => signer.participant === participant).map((signer) => signer.as);
	return [
		`${deed}${version > 1 ? `, version ${version}` : ''}, signed as ${as.join(', ')} by ${formatStamp(document.signingDeadline)}`,
		`  ${generator} delivers ${quantityWh} Wh to ${user}, ${formatStamp(deliveryStart)} to ${formatStamp(deliveryEnd)}, in ${trades.length} trades`,
		`  ${user} pays ${money(amount)} to ${generator}, ${money(fee + border)} to ${gridOperator}, ${money(congestion)} for congestion`,
		...(annex ? ['  with further terms in an annex'] : []),
		'',
	].join('\n');
}

async function isConfirmed(deeds: number): Promise<boolean> {
	const terminal = createInterface({ input: process.stdin, output: process.stderr });
	try {
		const closed = new Promise<string>((done) => terminal.once('close', () => done('')));
		return (await Promise.race([terminal.question(`Sign these ${deeds} deeds? (yes/no) `), closed])).trim() === 'yes';
	} finally {
		terminal.close();
	}
}

async function genesisFile({ genesis, home }: SignFlags): Promise<string> {
	if (genesis !== undefined) return genesis;
	if (home !== undefined) return resolve(home, (await readConfig(home)).genesis);
	throw new CodedError('OPTION_INVALID', { option: '--genesis', value: '', expected: 'given with --keystore' });
}
