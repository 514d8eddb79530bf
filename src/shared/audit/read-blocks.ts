import { decodeBlockNode, decodeManifest, linksOf, type Manifest } from './bundle-form.ts';
import { CarReader } from './car.ts';
import { decodeBundleRoot } from './joint-form.ts';
import type { EventChoice, PlacedEvent } from './verify/read-block.ts';
import { readBlockNode } from './verify/read-block.ts';

/** A block of a verified bundle, as its bytes lie in the file. */
export interface BlockPlace {
	readonly chain: string;
	readonly height: number;
	readonly bytes: Uint8Array;
}

/**
 * The blocks of a bundle in hand that tell of something, chain after chain, each in the order of its chain. Verifies
 * nothing.
 * @throws CodedError BUNDLE_* or CODEC_*
 */
export async function blockPlaces(bundle: Uint8Array): Promise<readonly BlockPlace[]> {
	const car = new CarReader([bundle]);
	await car.header();
	const first = await car.section();
	if (!first) return [];
	const root = decodeBundleRoot(first.bytes);
	if (root.kind === 'chain') return placesOf(root.manifest, car);
	const places: BlockPlace[] = [];
	for (const _ of root.joint.chains) {
		const section = await car.section();
		if (!section) break;
		places.push(...(await placesOf(decodeManifest(section.bytes), car)));
	}
	return places;
}

/** Reads on to the last block of a manifest. */
async function placesOf(manifest: Manifest, car: CarReader): Promise<BlockPlace[]> {
	const blocksFrom = 2 + manifest.epochs.length;
	const chain = manifest.chainId;
	const places: BlockPlace[] = [];
	for (let index = 0; index < linksOf(manifest).length; index++) {
		const section = await car.section();
		if (!section) break;
		if (index >= blocksFrom && index < blocksFrom + manifest.blocks.length)
			places.push({ chain, height: decodeBlockNode(section.bytes).height, bytes: section.bytes });
	}
	return places;
}

/** The events of a block. @throws CodedError CODEC_* */
export function* eventsOf({ bytes }: BlockPlace, wants: EventChoice): Generator<PlacedEvent> {
	const { calls } = readBlockNode(decodeBlockNode(bytes), { wants }, { isId: () => false });
	for (const { events } of calls) yield* events;
}
