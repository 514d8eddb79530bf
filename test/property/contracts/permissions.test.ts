import { beforeAll, describe, expect, it } from 'vitest';
import type { ContractMethod } from '../../../src/main/core/contracts/engine/contract.ts';
import type { ParticipantRecord } from '../../../src/main/core/contracts/identity/participants.ts';
import { contracts } from '../../../src/main/core/contracts/registry.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { Plain } from '../../../src/shared/codec/cbor.ts';
import { commitmentId, orderId } from '../../../src/shared/codec/ids.ts';
import type { OrderTerms } from '../../../src/shared/codec/order-terms.ts';
import { PARTICIPANT_ROLES, type Role } from '../../../src/shared/codec/roles.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { cidOf } from '../../../src/shared/documents/cid.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import { callContext } from '../../fixtures/call-context.ts';
import { EngineMarket, encryptionKeyFor, hourProduct, keyOf, START } from '../../fixtures/engine-market.ts';
import { codesOf } from '../../fixtures/governance.ts';
import { BRIDGE_RULES } from '../../fixtures/permissions/bridge-rules.ts';
import { active, anyone, type Case, type Relation, type Rule } from '../../fixtures/permissions/rule.ts';

const OWNER = 'home-01';
const ACTOR = 'home-02';
const NOW = START + 3;
const DENIED: readonly string[] = ['CALL_FORBIDDEN', 'PARTICIPANT_SUSPENDED'];

const office =
	(needed: Role) =>
	({ role, isActive }: Case): boolean =>
		isActive && role === needed;
const byMarketOperator = office('market-operator');
const isBidder = ({ role }: Case): boolean => ['consumer', 'prosumer', 'aggregator'].includes(role);
const acting =
	(self: (of: Case) => boolean, forOther: (of: Case) => boolean) =>
	(of: Case): boolean =>
		of.relation === 'self' ? self(of) : of.relation === 'orders' && of.isActive && forOther(of);
const mayOrder = acting(
	(of) => of.isActive && isBidder(of),
	({ ownerIsActive }) => ownerIsActive,
);
const mayTakeBack = acting(anyone, anyone);

const ownerOf = ({ relation }: Case): string | null => (relation === 'self' ? null : OWNER);
const numberOf = ({ relation }: Case): number => (relation === 'self' ? 1 : 0);
const bid: Omit<OrderTerms & { price: number; quantityWh: number }, 'product'> = {
	side: 'bid',
	price: 100_000,
	quantityWh: 100,
};

const certificatePart = { certificate: 'GC-meter-own-0', fromWh: 0, toWh: 1 };
/** For the actor to sign too, so that it can be refused. */
const document = {
	type: 'other' as const,
	about: null,
	cid: cidOf('dag-cbor', new Uint8Array(32)),
	commitment: new Uint8Array(32),
	storedBytes: 1,
	readers: [OWNER, ACTOR],
	signers: [ACTOR],
	threshold: 1,
	order: 'free' as const,
	deadline: START + HOUR_MS,
};

const RULES: { readonly [method: string]: Rule } = {
	'identity.register': {
		call: () =>
			calls.identity.registerParticipant({
				participant: 'new',
				role: 'consumer',
				name: 'New',
				zone: 'F',
				publicKey: keyOf('new').publicKey,
				encryptionKey: encryptionKeyFor('new'),
				eic: null,
			}),
		isAllowed: byMarketOperator,
	},
	'identity.register-meter': {
		call: () =>
			calls.identity.registerMeter({
				meter: 'new',
				participant: OWNER,
				operator: 'metering',
				publicKey: null,
				device: null,
			}),
		isAllowed: byMarketOperator,
	},
	'identity.rotate-key': {
		call: () => calls.identity.rotateKey({ publicKey: keyOf('new').publicKey }),
		isAllowed: anyone,
	},
	'identity.rotate-encryption-key': {
		call: () => calls.identity.rotateEncryptionKey({ encryptionKey: encryptionKeyFor('new') }),
		isAllowed: anyone,
	},
	'identity.rename': { call: () => calls.identity.rename({ name: 'New' }), isAllowed: active },
	'identity.move': {
		call: () => calls.identity.move({ participant: OWNER, zone: 'G', from: START + HOUR_MS }),
		isAllowed: byMarketOperator,
	},
	'identity.change-role': {
		call: () => calls.identity.changeRole({ participant: OWNER, role: 'consumer' }),
		isAllowed: byMarketOperator,
	},
	'identity.assign-eic': {
		call: () => calls.identity.assignEic({ participant: OWNER, eic: '10X1001A1001A450' }),
		isAllowed: byMarketOperator,
	},
	'identity.suspend': {
		call: () => calls.identity.suspend({ participant: 'home-03', reason: 'test' }),
		isAllowed: byMarketOperator,
	},
	'identity.readmit': {
		call: () => calls.identity.readmit({ participant: 'home-04', reason: 'test' }),
		isAllowed: byMarketOperator,
	},
	'identity.delegate': {
		call: () => calls.identity.delegate({ to: 'home-03', scope: 'orders', validFrom: 0, validUntil: 1, limits: null }),
		isAllowed: active,
	},
	'identity.revoke': { call: () => calls.identity.revoke({ to: 'home-03', scope: 'orders' }), isAllowed: anyone },
	'governance.propose': {
		call: () => calls.governance.propose({ changes: [{ kind: 'block-reward', amount: 1 }], text: '' }),
		isAllowed: anyone,
	},
	'governance.approve': {
		call: () => calls.governance.approve({ proposal: 'P-0', validator: 'validator-0', signature: new Uint8Array(64) }),
		isAllowed: anyone,
	},
	'governance.withdraw': { call: () => calls.governance.withdraw({ proposal: 'P-0' }), isAllowed: () => false },
	'ledger.transfer': { call: () => calls.ledger.transfer({ to: OWNER, amount: 1 }), isAllowed: anyone },
	'auction.open-products': {
		call: () => calls.auction.openProducts({ products: [hourProduct(30)] }),
		isAllowed: byMarketOperator,
	},
	'auction.cancel-product': {
		call: () => calls.auction.cancelProduct({ product: 'F-24', reason: 'test' }),
		isAllowed: byMarketOperator,
	},
	'auction.set-fees': {
		call: () =>
			calls.auction.setFees({
				place: { kind: 'zone', zone: 'F' },
				entries: [{ from: START + 48 * HOUR_MS, fee: 1_000 }],
			}),
		isAllowed: office('grid-operator'),
	},
	'auction.place-orders': {
		forOwner: true,
		call: (of) => calls.auction.placeOrders({ owner: ownerOf(of), orders: [{ product: 'F-24', ...bid }] }),
		isAllowed: mayOrder,
	},
	'auction.place-batch': {
		forOwner: true,
		call: (of) =>
			calls.auction.placeBatch({
				batch: 'b',
				owner: ownerOf(of),
				product: 'F-24',
				root: new Uint8Array(32),
				allOrNone: true,
				orders: [[0, 'n', 100_000, 100, null]],
			}),
		isAllowed: acting(active, ({ ownerIsActive }) => ownerIsActive),
	},
	'auction.amend-orders': {
		forOwner: true,
		call: (of) => calls.auction.amendOrders({ orders: [{ order: orderId('F-24', numberOf(of)), terms: bid }] }),
		isAllowed: mayOrder,
	},
	'auction.cancel-orders': {
		forOwner: true,
		call: (of) => calls.auction.cancelOrders({ orders: [orderId('F-24', numberOf(of))] }),
		isAllowed: mayTakeBack,
	},
	'auction.take': {
		forOwner: true,
		call: (of) => calls.auction.take({ owner: ownerOf(of), order: 'O-F-24-0', quantityWh: 10, source: null }),
		isAllowed: acting(active, ({ ownerIsActive }) => ownerIsActive),
	},
	'auction.commit-orders': {
		forOwner: true,
		call: (of) =>
			calls.auction.commitOrders({ owner: ownerOf(of), product: 'F-25', commitment: new Uint8Array(32).fill(9) }),
		isAllowed: acting(active, ({ ownerIsActive }) => ownerIsActive),
	},
	'auction.reveal-orders': {
		forOwner: true,
		call: (of) =>
			calls.auction.revealOrders({
				commitment: commitmentId('F-25', numberOf(of)),
				salt: new Uint8Array(32),
				orders: [],
			}),
		isAllowed: mayTakeBack,
	},
	'depository.sign-deeds': {
		call: () => calls.depository.signDeeds({ signatures: [{ deed: 'D-F-24-0', signature: new Uint8Array(64) }] }),
		isAllowed: anyone,
	},
	'depository.refuse-deed': {
		call: () => calls.depository.refuseDeed({ deed: 'D-F-24-0', reason: 'test' }),
		isAllowed: anyone,
	},
	'depository.carry-signatures': {
		call: () =>
			calls.depository.carrySignatures({
				signer: 'home-03',
				signatures: [{ deed: 'D-F-24-0', signature: new Uint8Array(64) }],
			}),
		isAllowed: anyone,
	},
	'depository.amend-deed': {
		call: () =>
			calls.depository.amendDeed({
				deed: 'D-F-24-0',
				quantitiesWh: null,
				annex: new Uint8Array(32),
				reason: 'test',
				signature: new Uint8Array(64),
			}),
		isAllowed: anyone,
	},
	'depository.deposit-document': {
		call: () => calls.depository.depositDocument(document),
		isAllowed: active,
	},
	'depository.sign-documents': {
		call: () =>
			calls.depository.signDocuments({ signatures: [{ document: 'E-home-01-0', signature: new Uint8Array(64) }] }),
		isAllowed: anyone,
	},
	'depository.refuse-document': {
		call: () => calls.depository.refuseDocument({ document: 'E-home-01-0', reason: 'test' }),
		isAllowed: anyone,
	},
	'certificates.transfer': {
		call: () => calls.certificates.transfer({ to: 'home-03', parts: [certificatePart] }),
		isAllowed: active,
	},
	'certificates.cancel': {
		call: () => calls.certificates.cancel({ parts: [certificatePart], purpose: 'test' }),
		isAllowed: active,
	},
	'incentive.pay-fees-with-points': {
		call: () => calls.incentive.payFeesWithPoints({ pointsMax: 1 }),
		isAllowed: active,
	},
	'traceability.grant': {
		call: () =>
			calls.traceability.grant({
				grantee: 'home-03',
				scope: { kind: 'participant', id: ACTOR },
				until: NOW + HOUR_MS,
				purpose: 'test',
			}),
		isAllowed: active,
	},
	'traceability.revoke': {
		call: () => calls.traceability.revoke({ grant: 'A-home-02-0', reason: 'test' }),
		isAllowed: anyone,
	},
	'traceability.request-key': {
		call: () => calls.traceability.requestKey({ grant: 'A-home-01-0', document: 'E-home-01-0' }),
		isAllowed: active,
	},
	'traceability.release-key': {
		call: () =>
			calls.traceability.releaseKey({ grant: 'A-home-02-0', document: 'E-home-02-0', wrappedKey: new Uint8Array(80) }),
		isAllowed: active,
	},
	...BRIDGE_RULES,
	'metering.submit-readings': {
		forOwner: true,
		call: ({ relation }, world) => {
			const interval = { start: START, end: START + HOUR_MS };
			const meter = `meter-${relation === 'self' ? 'own' : OWNER}`;
			return world.readings(
				[{ meter, ...interval, generatedWh: 1, consumedWh: 0 }],
				relation === 'self' ? ACTOR : 'metering',
			);
		},
		isAllowed: (of) =>
			of.relation === 'self' ? office('meter-operator')(of) : of.relation === 'readings' && of.isActive,
	},
};

/** home-01 and home-02 each have an order and a commitment, home-01 has deposited a document for both, home-04 is suspended, home-03 has proposed P-0. */
function market(): EngineMarket {
	const world = new EngineMarket();
	const gateClosure = hourProduct(25).gateClosure;
	const sealed = { revealUntil: gateClosure + HOUR_MS / 4, deposit: 1_000, mode: 'commit-reveal' as const };
	world.send('market', calls.auction.openProducts({ products: [hourProduct(24), hourProduct(25, { sealed })] }));
	world.send('market', calls.identity.suspend({ participant: 'home-04', reason: 'test' }));
	world.send('home-03', calls.governance.propose({ changes: [{ kind: 'block-reward', amount: 7 }], text: '' }));
	world.send(
		'market',
		calls.identity.registerMeter({
			meter: 'meter-own',
			participant: OWNER,
			operator: 'metering',
			publicKey: null,
			device: null,
		}),
	);
	expect(codesOf(world.block(START + 1))).toEqual([null, null, null, null]);
	for (const [n, home] of [OWNER, ACTOR].entries()) {
		world.send(home, calls.auction.placeOrders({ owner: null, orders: [{ product: 'F-24', ...bid, quantityWh: 50 }] }));
		const commitment = new Uint8Array(32).fill(n);
		world.send(home, calls.auction.commitOrders({ owner: null, product: 'F-25', commitment }));
	}
	world.send(OWNER, calls.depository.depositDocument(document));
	expect(codesOf(world.block(START + 2))).toEqual([null, null, null, null, null]);
	return world;
}

/** The code with which the method denies the actor in this case, or null. */
function denialOf(world: EngineMarket, method: ContractMethod, rule: Rule, of: Case): string | null {
	const context = callContext(world, ACTOR, NOW);
	const { overlay } = context.block;
	const suspended = { since: START, reason: 'test' };
	const change = (id: string, fields: Partial<ParticipantRecord>): void => {
		const path = `identity/participant/${id}`;
		overlay.write(path, { ...(overlay.read(path) as object), ...fields } as unknown as Plain);
	};
	change(ACTOR, { role: of.role, suspended: of.isActive ? null : suspended });
	change(OWNER, { suspended: of.ownerIsActive ? null : suspended });
	overlay.write('identity/meter/meter-own', { participant: OWNER, operator: ACTOR, publicKey: null, device: null });
	if (of.relation !== 'self' && of.relation !== 'none') {
		const scope = of.relation === 'expired' ? 'orders' : of.relation;
		const validUntil = of.relation === 'expired' ? NOW : NOW + 1;
		overlay.write(`identity/delegation/${OWNER}/${scope}/${ACTOR}`, { validFrom: 0, validUntil, limits: null });
	}
	const { arguments: encoded } = rule.call(of, world);
	try {
		method.run(context, encoded);
	} catch (error) {
		if (!(error instanceof CodedError)) throw error;
		return DENIED.includes(error.code) ? error.code : null;
	}
	return null;
}

const METHODS = contracts.newest.flatMap(({ name, version }) =>
	(contracts.find(name, version)?.methods ?? []).map((method) => ({ name: `${name}.${method.name}`, method })),
);

describe('permissions', () => {
	let world: EngineMarket;
	beforeAll(() => {
		world = market();
	});

	it('are stated for every method of every contract, and for no other', () => {
		expect(METHODS.map(({ name }) => name).sort()).toEqual(Object.keys(RULES).sort());
	});

	it.each(METHODS)(
		'of $name hold for every role, suspended or not, for oneself and for an owner',
		({ name, method }) => {
			const rule = RULES[name] as Rule;
			const relations: readonly Relation[] = rule.forOwner
				? ['self', 'none', 'orders', 'readings', 'expired']
				: ['self'];
			const wrong: string[] = [];
			for (const role of PARTICIPANT_ROLES)
				for (const isActive of [true, false])
					for (const relation of relations)
						for (const ownerIsActive of relation === 'self' ? [true] : [true, false]) {
							const of: Case = { role, isActive, relation, ownerIsActive };
							const denial = denialOf(world, method, rule, of);
							if ((denial === null) !== rule.isAllowed(of)) wrong.push(`${JSON.stringify(of)}: ${denial}`);
						}
			expect(wrong).toEqual([]);
		},
	);
});
