import type { MechanismName } from '../clearing/mechanism-names.ts';
import { mechanismOf } from '../clearing/mechanisms.ts';
import { type ProfileName, profiles } from '../clearing/profiles.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { CodedError } from '../errors/coded-error.ts';
import type { Json } from './exact-json.ts';
import { orderExplainer } from './explain-order.ts';
import type { MarketFile } from './market-file.ts';
import { readMarket } from './read-market.ts';
import { type MarketResult, resultOf } from './result.ts';

/** Why a market of a file was not cleared. */
export interface MarketError {
	readonly error: { readonly code: ErrorCode; readonly path: string; readonly reason: string };
}

export interface ClearingRules {
	readonly mechanism: MechanismName;
	readonly profile: ProfileName;
}

/**
 * Clears one market of a file.
 * @throws CodedError MARKET_FILE_* or CLEARING_*, with its JSON path in `details.path`
 */
export function clearMarket(document: Json, path: string, { mechanism, profile }: ClearingRules): MarketResult {
	const file = readMarket(document, path);
	const rules = profiles[profile];
	try {
		const outcome = mechanismOf(mechanism).clear(file.market, rules);
		return resultOf(file, outcome, orderExplainer(file, rules, outcome));
	} catch (error) {
		throw error instanceof CodedError ? withPath(error, file, path) : error;
	}
}

/** As `clearMarket`, with the error in the result's place. Errors without a code are this program's own and are thrown. */
export function clearOrRefuse(document: Json, path: string, rules: ClearingRules): MarketResult | MarketError {
	try {
		return clearMarket(document, path, rules);
	} catch (error) {
		if (error instanceof CodedError) return marketErrorOf(error);
		throw error;
	}
}

export function marketErrorOf({ code, message, details }: CodedError): MarketError {
	const path = String(details['path'] ?? '$');
	const prefix = `${path}: `;
	return { error: { code, path, reason: message.startsWith(prefix) ? message.slice(prefix.length) : message } };
}

/** The engine counts orders by position; the file knows them by path. */
function withPath(error: CodedError, { orderAt, orders }: MarketFile, path: string): CodedError {
	const { position, field } = error.details;
	const order = typeof position === 'number' ? orderAt[position] : undefined;
	if (order === undefined) return new CodedError(error.code, { ...error.details, path });
	const hasPrice = field === 'price' && orders[order]?.kind !== 'curve';
	const at = `${path}.orders[${order}]${hasPrice ? '.price' : ''}`;
	return new CodedError(error.code, { ...error.details, position: order, path: at });
}
