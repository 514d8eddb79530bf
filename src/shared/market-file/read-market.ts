import type { Market } from '../clearing/market.ts';
import type { Json } from './exact-json.ts';
import { listAt, objectAt, required } from './fields.ts';
import type { MarketFile } from './market-file.ts';
import { readOrders } from './read-orders.ts';
import { readTerms } from './read-zones.ts';

/**
 * A market file in the engine's form, prices and quantities in millionths.
 * @param path of the market within its file, `$` or `$[3]`
 * @throws CodedError MARKET_FILE_* with the JSON path of what is at fault
 */
export function readMarket(document: Json, path: string): MarketFile {
	const place = objectAt(document, path);
	const list = listAt(required(place, 'orders'), `${path}.orders`);
	const { periods, tick, zones, links, zoneIndex } = readTerms(place, list);
	const { limits, blocks, orders } = readOrders(list, `${path}.orders`, { periods, tick, zones, links, zoneIndex });
	const market: Market = { periods, zones, links, tick, lot: 1, orders: limits, blocks };
	const orderAt = new Array<number>(limits.length + blocks.length);
	orders.forEach(({ positions }, index) => {
		for (const position of positions) orderAt[position] = index;
	});
	return { market, orders, orderAt, hasLinks: place.object['links'] !== undefined };
}
