import { accessForms } from './access.ts';
import { bridgeForms } from './bridge-calls.ts';
import { type CallForm, form } from './call-form.ts';
import { decode, encode, type Plain } from './cbor.ts';
import { DEED_LIMITS, deedForms } from './deed-calls.ts';
import { documentForms } from './document-calls.ts';
import { certificateForms } from './energy-certificate.ts';
import { readSetFees, type SetFees } from './fee-schedule.ts';
import {
	type ApproveProposal,
	type ProposeChanges,
	readApproveProposal,
	readProposeChanges,
	readWithdrawProposal,
	type WithdrawProposal,
} from './governance.ts';
import { identityForms } from './identity-calls.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from './ids.ts';
import { incentiveForms } from './incentive-calls.ts';
import { meteringForms, READINGS_PER_CALL } from './metering-calls.ts';
import { orderForms } from './order-calls.ts';
import { ENERGY_MAX, type ProductTerms, readProductTerms } from './product-terms.ts';
import { integer, list, literal, nullable, record, text } from './reader.ts';
import { TRANSACTION_LIMITS } from './transaction.ts';
import type { EnergyWh, MicroMoney } from './units.ts';

/** The part of a transaction that says what to do. */
export interface Call {
	readonly contract: string;
	readonly method: string;
	/** Canonical dag-cbor of the method's argument object. */
	readonly arguments: Uint8Array;
}

/** Bounds of one call; a longer list is sent as several transactions. */
export const CALL_LIMITS = {
	products: 200,
	deeds: DEED_LIMITS.deeds,
	readings: READINGS_PER_CALL,
	reasonCharacters: 280,
} as const;

export interface Transfer {
	readonly to: string;
	readonly amount: MicroMoney;
}

/** Takes a listing, or a part of it, at its price. */
export interface TakeListing {
	/** For whom the sender takes it as a delegate, else null. */
	readonly owner: string | null;
	/** Id of the listing, an order of a product of listings. */
	readonly order: string;
	readonly quantityWh: EnergyWh;
	/** What a seller's energy is, where the listing asks for it. */
	readonly source: 'renewable' | null;
}

/** Ends a product before its gate closes; its orders get their collateral back. */
export interface CancelProduct {
	readonly product: string;
	readonly reason: string;
}

export const forms = {
	identity: identityForms,
	governance: {
		propose: form<ProposeChanges>('governance', 'propose', readProposeChanges),
		approve: form<ApproveProposal>('governance', 'approve', readApproveProposal),
		withdraw: form<WithdrawProposal>('governance', 'withdraw', readWithdrawProposal),
	},
	ledger: {
		transfer: form<Transfer>('ledger', 'transfer', record<Transfer>({ to: identifier(), amount: integer(1) })),
	},
	auction: {
		openProducts: form<{ readonly products: readonly ProductTerms[] }>(
			'auction',
			'open-products',
			record<{ readonly products: readonly ProductTerms[] }>({
				products: list(readProductTerms, CALL_LIMITS.products),
			}),
		),
		cancelProduct: form<CancelProduct>(
			'auction',
			'cancel-product',
			record<CancelProduct>({ product: identifier(), reason: text(CALL_LIMITS.reasonCharacters, 1) }),
		),
		setFees: form<SetFees>('auction', 'set-fees', readSetFees),
		take: form<TakeListing>(
			'auction',
			'take',
			record<TakeListing>({
				owner: nullable(identifier()),
				order: identifier(DERIVED_ID_MAX_CHARACTERS),
				quantityWh: integer(1, ENERGY_MAX),
				source: nullable(literal('renewable')),
			}),
		),
		...orderForms,
	},
	depository: { ...deedForms, ...documentForms },
	metering: meteringForms,
	incentive: incentiveForms,
	certificates: certificateForms,
	traceability: accessForms,
	bridge: bridgeForms,
} as const;

type Writers<F> = {
	readonly [C in keyof F]: {
		readonly [M in keyof F[C]]: F[C][M] extends CallForm<infer T> ? (args: T) => Call : never;
	};
};

/**
 * Typed writers, e.g. `calls.auction.placeOrders({ owner: null, orders: [...] })`. The arguments pass the contract's
 * own reader first, so that a client learns of a bad form before it signs.
 * @throws CodedError CODEC_INVALID with the path of the bad field
 */
export const calls: Writers<typeof forms> = Object.fromEntries(
	Object.entries(forms).map(([contract, methods]) => [
		contract,
		Object.fromEntries(Object.entries(methods).map(([name, each]) => [name, (args: unknown) => writeCall(each, args)])),
	]),
) as unknown as Writers<typeof forms>;

function writeCall(each: CallForm<object>, args: unknown): Call {
	const read = each.read(args, 'arguments');
	return { contract: each.contract, method: each.method, arguments: encode(read as unknown as Plain) };
}

/** @throws CodedError CODEC_* when the bytes are not the form's canonical arguments */
export function readArguments<T>(each: CallForm<T>, encoded: Uint8Array): T {
	return each.read(decode(encoded, TRANSACTION_LIMITS.argumentsBytes), 'arguments');
}
