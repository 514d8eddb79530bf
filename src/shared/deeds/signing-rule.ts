import type { DeedSignerTerms } from '../codec/deed-events.ts';

/** What the rule looks at: who signs a deed, and who has. */
export interface SigningState {
	readonly signers: readonly (DeedSignerTerms & { readonly hasSigned: boolean })[];
	readonly generator: string;
	readonly user: string;
	readonly threshold: number;
	readonly order: 'free' | 'ordered';
}

/** Sealed once generator and user have signed, and as many in all as the threshold says. */
export function isComplete({ signers, generator, user, threshold }: SigningState): boolean {
	const signed = signers.filter(({ hasSigned }) => hasSigned);
	const has = (party: string): boolean => signed.some(({ participant }) => participant === party);
	return has(generator) && has(user) && signed.length >= threshold;
}

/** Who may sign now: everybody whose signature is missing, or, in an ordered deed, the first of them alone. */
export function inTurn({ signers, order }: Pick<SigningState, 'signers' | 'order'>): string[] {
	const missing = signers.filter(({ hasSigned }) => !hasSigned).map(({ participant }) => participant);
	return order === 'ordered' ? missing.slice(0, 1) : missing;
}

/**
 * Who is in default when the deed is not complete at its deadline: the generator and the user where they have not
 * signed, and everybody else who has not where the threshold is not reached either. In an ordered deed only the one
 * whose turn it was, since nobody after could sign.
 */
export function inDefault(state: SigningState): string[] {
	const { signers, generator, user, threshold } = state;
	const isShort = signers.filter(({ hasSigned }) => hasSigned).length < threshold;
	return inTurn(state).filter((participant) => isShort || participant === generator || participant === user);
}
