import { Random } from '../../src/main/lab/random.ts';
import { verifier } from '../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../src/main/node/crypto/sha256.ts';
import type { Selection } from '../../src/shared/audit/bundle-form.ts';
import type { AuditReport } from '../../src/shared/audit/check-board.ts';
import { verifyBundle, verifyChains } from '../../src/shared/audit/verify-bundle.ts';
import { equalBytes } from '../../src/shared/codec/bytes.ts';
import type { AttackedBundle } from '../fixtures/audit/attacked-bundle.ts';
import { ATTACKS, attackedBundles } from '../fixtures/audit/attacks.ts';
import { auditedMarket } from '../fixtures/audit/audited-market.ts';
import { type AttackedJoint, attackedJoint, JOINT_ATTACKS } from '../fixtures/audit/joint-attacks.ts';

export interface AuditSummary {
	readonly kind: 'audit';
	readonly seed: number;
	readonly runs: number;
	/** By what was done: how often it was tried, and by the check that failed first. */
	readonly attacks: {
		readonly [name: string]: { readonly tried: number; readonly refusedBy: { readonly [check: string]: number } };
	};
	/** Attempts that had nothing to change in the bundle at hand. */
	readonly passedOver: number;
	readonly violations: readonly string[];
}

const MAX_VIOLATIONS = 20;
const modules = { sha256: (bytes: Uint8Array) => hasher.sha256(bytes), verify: verifier.verify };

/** Changes sound bundles in every way in turn; each must be refused, by a check that says what it found. */
export async function runAudit({
	seed,
	runs,
}: {
	readonly seed: number;
	readonly runs: number;
}): Promise<AuditSummary> {
	const random = new Random(seed);
	const targets = await bundles();
	const joint = await attackedJoint();
	const violations = [...(await unsound(targets)), ...(await unsoundJoint(joint))];
	const attacks: { [name: string]: { tried: number; refusedBy: { [check: string]: number } } } = {};
	const names = [...Object.keys(ATTACKS), ...Object.keys(JOINT_ATTACKS).map(jointName)];
	let passedOver = 0;
	const note = (name: string, { ok, firstFault }: AuditReport, where: string): void => {
		attacks[name] ??= { tried: 0, refusedBy: {} };
		const told = attacks[name] as (typeof attacks)[string];
		told.tried += 1;
		if (ok || !firstFault) violations.push(`${name}, ${where}`);
		else told.refusedBy[firstFault.check] = (told.refusedBy[firstFault.check] ?? 0) + 1;
	};
	for (let run = 0; run < runs && violations.length < MAX_VIOLATIONS; run++) {
		const name = names[run % names.length] as string;
		const jointAttack = JOINT_ATTACKS[name.slice(jointName('').length)];
		if (jointAttack) {
			const attempt = await jointAttack(joint, random);
			if (!attempt || (equalBytes(attempt.bundle, joint.bundle) && !attempt.trustRoots)) {
				passedOver += 1;
				continue;
			}
			const { bundle, trustRoots = joint.trustRoots } = attempt;
			note(name, await verifyChains({ bundle: [bundle], trustRoots }, modules), `two chains, seed ${seed}, run ${run}`);
			continue;
		}
		const target = targets[Math.floor(run / names.length) % targets.length] as AttackedBundle;
		const attempt = ATTACKS[name]?.(target, random) ?? null;
		const trustRoot = attempt?.trustRoot ?? target.trustRoot;
		if (!attempt || (equalBytes(attempt.bundle, target.bundle) && equalBytes(trustRoot, target.trustRoot))) {
			passedOver += 1;
			continue;
		}
		const found = await verifyBundle({ bundle: [attempt.bundle], trustRoot }, modules);
		note(name, found, `${target.selection.kind}, seed ${seed}, run ${run}`);
	}
	return { kind: 'audit', seed, runs, attacks, passedOver, violations };
}

/** Attacks on a bundle of two chains are told apart from those on a bundle of one. */
export const jointName = (name: string): string => `two chains: ${name}`;

async function unsoundJoint({ bundle, trustRoots }: AttackedJoint): Promise<string[]> {
	const { ok, firstFault } = await verifyChains({ bundle: [bundle], trustRoots }, modules);
	return ok ? [] : [`an unchanged bundle of two chains is refused: ${firstFault?.detail}`];
}

async function bundles(): Promise<AttackedBundle[]> {
	const audited = auditedMarket();
	const other = auditedMarket({ name: 'other' });
	const selections: readonly Selection[] = [
		{ kind: 'all' },
		{ kind: 'trade', id: 'T-F-2-0' },
		{ kind: 'participant', id: 'home-01' },
	];
	return attackedBundles(audited, other, selections);
}

/** An unchanged bundle that is refused would make all others look found. */
async function unsound(targets: readonly AttackedBundle[]): Promise<string[]> {
	const violations: string[] = [];
	for (const { bundle, trustRoot, selection } of targets) {
		const { ok, firstFault } = await verifyBundle({ bundle: [bundle], trustRoot }, modules);
		if (!ok) violations.push(`an unchanged bundle of ${selection.kind} is refused: ${firstFault?.detail}`);
	}
	return violations;
}
