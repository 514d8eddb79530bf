export interface RoundRunOptions {
	readonly size: number;
	readonly rounds: number;
	readonly seed: number;
	/** Off: the ablation of C-LBFT; the other protocols know no credit. */
	readonly credit: boolean;
	/** Told the round now and then. */
	readonly onProgress?: (round: number) => void;
}
