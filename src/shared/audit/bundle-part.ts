/** Longest part, in bytes, in which a bundle crosses from a node to whoever takes it. */
export const BUNDLE_PART_BYTES = 262_144;
