/** What a bid takes its energy from: anything, renewable energy alone, or one generator by id. */
export type SourcePreference = 'any' | 'renewable' | { readonly generator: string };

/** Where an offer's energy comes from. */
export interface EnergySource {
	/** Id of the generating participant. */
	readonly generator: string;
	readonly isRenewable: boolean;
}

export function accepts(preference: SourcePreference, source: EnergySource): boolean {
	if (preference === 'any') return true;
	if (preference === 'renewable') return source.isRenewable;
	return preference.generator === source.generator;
}
