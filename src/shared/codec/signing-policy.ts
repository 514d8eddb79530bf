import { identifier } from './ids.ts';
import { boolean, integer, list, literal, nullable, type Reader, record } from './reader.ts';

export const SIGNING_LIMITS = {
	/** Witnesses of one product's deeds. */
	witnesses: 8,
	/** Signers of one deed or document. */
	signers: 16,
} as const;

/** Who signs the deeds of a product, and when one is complete. */
export interface SigningPolicy {
	/** A deed of each trade, or one of all trades that two counterparties make in the product. */
	readonly deedPer: 'trade' | 'counterparties';
	/** Signatures that complete a deed, those of generator and user always among them; null: all. */
	readonly threshold: number | null;
	/** Ordered: generator, user, grid operator, market operator, witnesses, each only after the one before. */
	readonly order: 'free' | 'ordered';
	/** Whether the market operator is a signer too. */
	readonly marketOperator: boolean;
	/** Further participants who sign, each once. */
	readonly witnesses: readonly string[];
}

/** The three-party contract: generator, user and grid operator sign the deed of each trade, in any order. */
export const THREE_PARTY_SIGNING: SigningPolicy = {
	deedPer: 'trade',
	threshold: null,
	order: 'free',
	marketOperator: false,
	witnesses: [],
};

export const readSigningPolicy: Reader<SigningPolicy | null> = nullable(
	record<SigningPolicy>({
		deedPer: literal('trade', 'counterparties'),
		threshold: nullable(integer(2, SIGNING_LIMITS.signers)),
		order: literal('free', 'ordered'),
		marketOperator: boolean,
		witnesses: list(identifier(), SIGNING_LIMITS.witnesses),
	}),
);
