import { CodedError } from '../errors/coded-error.ts';
import { isEic } from '../formats/eic.ts';
import { faultOfEncryptionKey } from '../signatures/encryption-key-rule.ts';
import { toHex } from './bytes.ts';
import { faultOfDelegation } from './delegation.ts';
import type { GenesisDocument, GenesisParticipant } from './genesis-document.ts';
import type { Role } from './roles.ts';
import { TRANSACTION_LIMITS } from './transaction.ts';

/** What reading and clearing one order may take: a full book is cleared in one task; telling the result spans several. */
const TASK_STEPS_PER_ORDER = 200;

/**
 * What a genesis must be beyond its form: names and keys that appear once, roles where they are needed, limits that
 * fit together.
 * @throws CodedError GENESIS_INVALID with the path of what is wrong
 */
export function requireConsistent(document: GenesisDocument, path: string): void {
	requireNames(document, path);
	requireRoles(document, path);
	requireMarket(document, path);
	if (document.consensus.maxBlockBytes < TRANSACTION_LIMITS.bytes)
		refuse(`${path}.consensus.maxBlockBytes`, `less than a transaction of ${TRANSACTION_LIMITS.bytes} bytes`);
	if (document.validators.length === 0) refuse(`${path}.validators`, 'at least one is needed');
}

function requireNames({ validators, participants, contracts }: GenesisDocument, path: string): void {
	const unique = (names: readonly string[], of: string): void => requireUnique(names, `${path}.${of}`);
	unique(
		validators.map(({ id }) => id),
		'validators',
	);
	unique(
		validators.map(({ publicKey }) => toHex(publicKey)),
		'validators.publicKey',
	);
	unique(
		participants.map(({ id }) => id),
		'participants',
	);
	unique(
		participants.flatMap(({ meters }) => meters.map(({ id }) => id)),
		'participants.meters',
	);
	unique(
		participants.flatMap(({ eic }) => (eic === null ? [] : [eic])),
		'participants.eic',
	);
	unique(
		contracts.map(({ name }) => name),
		'contracts',
	);
}

function requireRoles({ participants, market }: GenesisDocument, path: string): void {
	const roles = new Map(participants.map(({ id, role }) => [id, role]));
	const need = (id: string, role: Role, where: string): void => {
		if (roles.get(id) !== role) refuse(where, `${id} is not a ${role}`);
	};
	need(market.marketOperator, 'market-operator', `${path}.market.marketOperator`);
	need(market.gridOperator, 'grid-operator', `${path}.market.gridOperator`);
	for (const participant of participants) {
		const where = `${path}.participants.${participant.id}`;
		for (const meter of participant.meters) need(meter.operator, 'meter-operator', `${where}.meters.${meter.id}`);
		requireIdentity(participant, roles, where);
	}
}

function requireIdentity(
	{ id, encryptionKey, eic, delegates }: GenesisParticipant,
	roles: ReadonlyMap<string, Role>,
	path: string,
): void {
	const keyFault = faultOfEncryptionKey(encryptionKey);
	if (keyFault) refuse(`${path}.encryptionKey`, keyFault);
	if (eic !== null && !isEic(eic)) refuse(`${path}.eic`, `${eic} is not a valid code`);
	for (const delegation of delegates) {
		if (!roles.has(delegation.to)) refuse(`${path}.delegates`, `${delegation.to} is unknown`);
		const fault = faultOfDelegation(id, delegation);
		if (fault) refuse(`${path}.delegates`, fault);
	}
	requireUnique(
		delegates.map(({ to, scope }) => `${scope} by ${to}`),
		`${path}.delegates`,
	);
}

function requireMarket({ market, participants }: GenesisDocument, path: string): void {
	const { ordersPerProduct, taskStepLimit, rewardBudget } = market;
	if (taskStepLimit < ordersPerProduct * TASK_STEPS_PER_ORDER)
		refuse(
			`${path}.market.taskStepLimit`,
			`less than ${TASK_STEPS_PER_ORDER} steps for each of ${ordersPerProduct} orders`,
		);
	const money = participants.reduce((sum, { balance }) => sum + balance, rewardBudget);
	if (!Number.isSafeInteger(money)) refuse(`${path}.participants.balance`, 'too much money in all');
}

function requireUnique(names: readonly string[], path: string): void {
	const seen = new Set<string>();
	for (const name of names) {
		if (seen.has(name)) refuse(path, `${name} appears twice`);
		seen.add(name);
	}
}

function refuse(path: string, reason: string): never {
	throw new CodedError('GENESIS_INVALID', { path, reason });
}
