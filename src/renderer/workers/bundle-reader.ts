import { sha256 } from '@noble/hashes/sha2.js';
import type { AuditModules } from '../../shared/audit/audit-modules.ts';
import type { Selection } from '../../shared/audit/bundle-form.ts';
import { BundleProvenance, type ProvenanceFormat } from '../../shared/audit/bundle-provenance.ts';
import { DeedEvidence, type EvidenceCertificate } from '../../shared/audit/evidence.ts';
import type { VerifyMany } from '../../shared/audit/signature-queue.ts';
import type { ChainResult } from '../../shared/audit/verify/chain-part.ts';
import type { AuditedDeed } from '../../shared/audit/verify/deed-check.ts';
import {
	type AuditInput,
	type AuditResult,
	type ChainAuditResult,
	verifyChains,
} from '../../shared/audit/verify-bundle.ts';
import { toHex } from '../../shared/codec/bytes.ts';
import { genesisDigest } from '../../shared/codec/genesis.ts';
import { deedTotals } from '../../shared/deeds/deed-sums.ts';
import { verifyBySodiumRule } from '../../shared/signatures/sodium-rule.ts';
import type {
	BundleAnswer,
	BundleContents,
	BundleDeed,
	BundleFiles,
	BundleProgress,
	BundleQuestion,
	OpenedBundle,
} from './bundle-messages.ts';
import { type BundleWalker, createBundleWalker } from './bundle-walker.ts';

/** Deeds that a page is given; larger bundles are listed by the command line. */
const DEEDS = 20_000;

/** How often a page hears how far the verification is. */
const TELL_MS = 50;

export interface BundleReaderModules {
	/** Wall ms; shown, never decided on. */
	now(): number;
	readonly verifyMany: Promise<VerifyMany>;
}

interface VerifiedFiles extends BundleFiles {
	readonly result: AuditResult;
	readonly walker: BundleWalker;
}

type Tell = (progress: BundleProgress) => void;

/** Verifies one bundle and answers for it from then on. */
export function createBundleReader({ now, verifyMany }: BundleReaderModules): {
	answer(question: BundleQuestion, tell: Tell): Promise<BundleAnswer>;
} {
	let held: VerifiedFiles | null = null;

	function opened(): VerifiedFiles {
		if (!held) throw new Error('no bundle is open');
		return held;
	}

	async function open(files: BundleFiles, tell: Tell): Promise<OpenedBundle> {
		held = null;
		const from = now();
		let told = from;
		const result = await verifyChains(input(files), {
			sha256,
			verify: verifyBySodiumRule,
			verifyMany: await verifyMany,
			onProgress: (progress) => {
				if (now() - told < TELL_MS) return;
				told = now();
				tell(progress);
			},
		});
		held = { ...files, result, walker: createBundleWalker(files.bundle) };
		const { ok, checks, firstFault, bytes } = result;
		const chains = result.chains.flatMap((chain) => contentsOf(chain) ?? []);
		return { ok, checks, firstFault, bytes, milliseconds: now() - from, chains };
	}

	/** Reads the verified bytes once more, for what is asked of them now: events are not kept, there may be millions. */
	async function readAgain(onEvent: AuditModules['onEvent'], chain: string): Promise<ChainAuditResult> {
		const { result, bundle, trustRoots } = opened();
		const again = await verifyChains(input({ bundle, trustRoots }), {
			sha256,
			verify: () => true,
			verifyMany: (checks) => Promise.resolve(checks.map(() => true)),
			...(onEvent && { onEvent }),
		});
		const { ok, checks, firstFault, bytes } = result;
		const nothing = { manifest: null, genesis: null, tip: null, content: null, height: 0 };
		const own = again.chains.find(({ manifest }) => manifest.chainId === chain) ?? nothing;
		return { ...own, ok, checks, firstFault, bytes };
	}

	async function certificate(chain: string, deed: string): Promise<EvidenceCertificate> {
		const evidence = new DeedEvidence(deed, chain);
		const result = await readAgain(evidence.onEvent, chain);
		const digest = result.genesis ? toHex(genesisDigest(result.genesis, sha256)) : '';
		return evidence.certificate(result, digest);
	}

	async function exported(chain: string, format: ProvenanceFormat): Promise<string> {
		const provenance = new BundleProvenance();
		await readAgain(provenance.onEvent, chain);
		return provenance.write(chain, format);
	}

	return {
		async answer(question, tell) {
			switch (question.kind) {
				case 'open':
					return { kind: 'opened', opened: await open(question, tell) };
				case 'certificate':
					return { kind: 'certificate', certificate: await certificate(question.chain, question.deed) };
				case 'export':
					return { kind: 'export', text: await exported(question.chain, question.format) };
				case 'walk':
					return { kind: 'walk', view: await opened().walker.view(question.asked) };
				case 'clear-again':
					return { kind: 'clear-again', answer: await opened().walker.clearAgain(question.chain, question.product) };
			}
		},
	};
}

function input({ bundle, trustRoots }: BundleFiles): AuditInput {
	return { bundle: [bundle], trustRoots };
}

function contentsOf({ manifest, genesis, tip, content }: ChainResult): BundleContents | null {
	if (!genesis || !tip || !content) return null;
	const deeds = [...content.deeds.deeds.values()];
	const sum = (count: (deed: AuditedDeed) => number): number => deeds.reduce((total, deed) => total + count(deed), 0);
	return {
		chainId: manifest.chainId,
		selection: selectionText(manifest.selection),
		currency: genesis.market.currency,
		tip: {
			height: tip.certifiedByHeight,
			time: tip.certifiedByTime,
			epoch: tip.epoch,
			signers: tip.signers,
			validators: tip.validators,
		},
		counts: {
			deeds: deeds.length,
			trades: sum(({ document }) => document.trades.length),
			signatures: sum(({ signatures }) => signatures.size),
		},
		deeds: deeds.slice(0, DEEDS).map(deedOf),
	};
}

function deedOf({ document, signatures, signers, threshold, state, height, deed }: AuditedDeed): BundleDeed {
	const { generator, user } = document;
	const { quantityWh, amount, deliveryStart } = deedTotals(document);
	return {
		deed,
		generator,
		user,
		deliveryStart,
		energyWh: quantityWh,
		amount,
		signatures: signatures.size,
		threshold,
		signers: signers.length,
		state,
		height,
	};
}

/** As `audit export --select` takes it. */
function selectionText(selection: Selection): string {
	switch (selection.kind) {
		case 'all':
			return 'all';
		case 'period':
			return `period:${new Date(selection.from).toISOString()}..${new Date(selection.to).toISOString()}`;
		default:
			return `${selection.kind}:${selection.id}`;
	}
}
