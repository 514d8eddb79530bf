/** No timer is set shorter: the same floor that C-LBFT's on-chain parameters give in the lab, for computing takes time too. */
const SHORTEST_TIMEOUT_MS = 100;

/** A timeout of so many message delays, each as long as the deployment expects at most, ms. */
export function timeoutOfDelays(delays: number, expectedDelayMs: number): number {
	return Math.max(SHORTEST_TIMEOUT_MS, delays * expectedDelayMs);
}
