import type { ProvenanceFormat } from '../../shared/audit/bundle-provenance.ts';
import type { AuditCheck, AuditFault } from '../../shared/audit/check-board.ts';
import type { ClearingAnswer } from '../../shared/audit/clear-again.ts';
import type { EvidenceCertificate } from '../../shared/audit/evidence.ts';
import type { WalkView } from '../../shared/audit/walk/bundle-walk.ts';
import type { WalkAsked } from '../../shared/audit/walk/chains-walk.ts';

export interface BundleFiles {
	readonly bundle: Uint8Array;
	/** One for each chain of the bundle. */
	readonly trustRoots: readonly Uint8Array[];
}

/** Questions that the bundle worker answers; the bundle stays in the worker from `open` on. */
export type BundleQuestion =
	| ({ readonly kind: 'open' } & BundleFiles)
	| { readonly kind: 'certificate'; readonly chain: string; readonly deed: string }
	| { readonly kind: 'export'; readonly chain: string; readonly format: ProvenanceFormat }
	| { readonly kind: 'walk'; readonly asked: WalkAsked }
	| { readonly kind: 'clear-again'; readonly chain: string; readonly product: string };

export type BundleAnswer =
	| { readonly kind: 'opened'; readonly opened: OpenedBundle }
	| { readonly kind: 'certificate'; readonly certificate: EvidenceCertificate }
	| { readonly kind: 'export'; readonly text: string }
	| { readonly kind: 'walk'; readonly view: WalkView | null }
	| { readonly kind: 'clear-again'; readonly answer: ClearingAnswer };

/** How much of the verification is done. */
export interface BundleProgress {
	readonly check: string;
	/** 0…1 of all that is to be checked. */
	readonly share: number;
}

export interface OpenedBundle {
	readonly ok: boolean;
	readonly checks: readonly AuditCheck[];
	readonly firstFault: AuditFault | null;
	readonly bytes: number;
	readonly milliseconds: number;
	/** What it holds of each of its chains, as far as it could be read. */
	readonly chains: readonly BundleContents[];
}

export interface BundleContents {
	readonly chainId: string;
	readonly selection: string;
	readonly currency: string;
	/** The block that certifies everything. */
	readonly tip: {
		readonly height: number;
		readonly time: number;
		readonly epoch: number;
		readonly signers: readonly string[];
		readonly validators: number;
	};
	readonly counts: { readonly [thing: string]: number };
	/** In the order of the chain, as many as a page shows. */
	readonly deeds: readonly BundleDeed[];
}

export interface BundleDeed {
	readonly deed: string;
	readonly generator: string;
	readonly user: string;
	readonly deliveryStart: number;
	readonly energyWh: number;
	/** What the user pays the generator. */
	readonly amount: number;
	readonly signatures: number;
	readonly threshold: number;
	readonly signers: number;
	readonly state: 'awaiting' | 'sealed' | 'refused' | 'expired';
	/** Height of the sealing, refusal or expiry; of the draft while awaiting. */
	readonly height: number;
}
