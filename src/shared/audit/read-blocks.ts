import { decodeBlockNode, decodeManifest, linksOf } from './bundle-form.ts';
import { CarReader } from './car.ts';
import type { EventChoice, PlacedEvent } from './verify/read-block.ts';
import { readBlockNode } from './verify/read-block.ts';

/** A block of a verified bundle, as its bytes lie in the file. */
export interface BlockPlace {
	readonly height: number;
	readonly bytes: Uint8Array;
}

/** The blocks of a bundle in hand that tell of something, in the order of the chain. Verifies nothing. @throws CodedError BUNDLE_* or CODEC_* */
export async function blockPlaces(bundle: Uint8Array): Promise<readonly BlockPlace[]> {
	const car = new CarReader([bundle]);
	await car.header();
	const first = await car.section();
	if (!first) return [];
	const manifest = decodeManifest(first.bytes);
	const blocksFrom = 2 + manifest.epochs.length;
	const places: BlockPlace[] = [];
	for (let index = 0; index < linksOf(manifest).length; index++) {
		const section = await car.section();
		if (!section || index >= blocksFrom + manifest.blocks.length) break;
		if (index >= blocksFrom) places.push({ height: decodeBlockNode(section.bytes).height, bytes: section.bytes });
	}
	return places;
}

/** The events of a block. @throws CodedError CODEC_* */
export function* eventsOf({ bytes }: BlockPlace, wants: EventChoice): Generator<PlacedEvent> {
	const { calls } = readBlockNode(decodeBlockNode(bytes), { wants }, { isId: () => false });
	for (const { events } of calls) yield* events;
}
