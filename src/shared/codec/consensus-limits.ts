/** Bounds that every decoder and every voter holds, whatever a chain's parameters say. */
export const CONSENSUS_LIMITS = {
	/** Validators of one epoch. */
	validators: 128,
	/** Late votes in one header: four ancestors. */
	lateVotes: 512,
	/** Timeout certificates in one header. */
	timeoutCertificates: 10,
	/** Proofs of guilt in one header. */
	evidence: 4,
	/** Descendants within which a failed round may still be accounted for. */
	accountingBlocks: 20,
	/** Encoded header, bytes. */
	headerBytes: 1_048_576,
	/** Transactions of one block. */
	transactions: 16_384,
	/** Sum of a block's transactions, bytes; a chain's `maxBlockBytes` may be lower. */
	payloadBytes: 2_097_152,
	/** Encoded block: header, payload and framing. */
	blockBytes: 3_407_872,
	/** A response ends at the first block that brings it to this size, bytes. */
	responseBytes: 2_097_152,
	/** Blocks that one request may ask for. */
	requestBlocks: 64,
	/** Blocks of one response: longer than a request where the last block needs a descendant's proof. */
	responseBlocks: 256,
	/** Encoded consensus message, bytes: a full response and one more block. */
	messageBytes: 6_291_456,
	/** Encoded handover between epochs, bytes: a header, its commit proof, a description and its state proof. */
	handoverBytes: 4_194_304,
	/** Encoded commit proof, bytes. */
	proofBytes: 1_114_112,
} as const;
