/** What is pictured: an address of the console and the keys or clicks that lead on from it, the same in any language. */

const row = (page, text) => page.getByRole('row').filter({ hasText: text }).first();

const files = (page) => page.locator('input[type="file"]');

/** A morning's sheet of an aggregator, two of its rows wrong. */
const BIDS = [
	'name,product,period,side,type,price,quantity_kwh',
	...[16, 17, 18, 19, 20, 21].flatMap((hour) => [
		`roof-${hour},F-2017-07-28T${hour},1,sell,limit,0.1${hour},1.${hour % 10}`,
		`house-${hour},F-2017-07-28T${hour},1,buy,limit,0.2${hour},0.${hour % 10 || 5}`,
	]),
	'battery-evening,F-2017-07-28T19,1,sell,limit,0.4x,2.0',
	'car-night,F-2017-07-28T09,1,buy,limit,0.180,3.2',
].join('\n');

async function importBids(page) {
	await files(page)
		.first()
		.setInputFiles({ name: 'evening.csv', mimeType: 'text/csv', buffer: Buffer.from(BIDS) });
	await page.getByRole('gridcell', { name: 'car-night' }).waitFor();
}

let evidence = null;

/** Two traded hours of a neighbourhood, really signed, as a bundle and its trust root. */
async function openBundle(page) {
	if (!evidence) {
		const { auditedMarket, bundleOf } = await import('../test/fixtures/audit/audited-market.ts');
		const { source, trustRoot } = auditedMarket({ hours: 2 });
		evidence = { bundle: Buffer.from(await bundleOf({ source }, { kind: 'all' })), trust: Buffer.from(trustRoot) };
	}
	const given = (name, mimeType, buffer) => ({ name, mimeType, buffer });
	await files(page)
		.nth(0)
		.setInputFiles(given('fontana.car', 'application/vnd.ipld.car', evidence.bundle));
	await files(page)
		.nth(1)
		.setInputFiles(given('trust-root.json', 'application/json', evidence.trust));
	await page.getByRole('grid').first().waitFor({ timeout: 60_000 });
}

/** A packet of the grid, by its direction and number. */
async function openPacket(page, number) {
	await page.getByRole('gridcell', { name: number, exact: true }).click();
	await page.keyboard.press('Enter');
	await page.getByRole('complementary').waitFor();
}

async function beginSending(page) {
	await page.keyboard.press('n');
	const dialog = page.getByRole('dialog');
	await dialog.locator('input.mono').fill('maple-2');
	await dialog.locator('input[inputmode="decimal"]').fill('7.25');
}

async function openCrossing(page) {
	const { crossingPacket } = await import('../test/fixtures/console/story-bridge.ts');
	await page.evaluate((packet) => {
		location.hash = `#/trace?focus=packet:${packet}`;
	}, crossingPacket);
	await page.locator('svg .crossing').first().waitFor();
}

export const VIEWS = [
	{ name: 'setup', path: '', mode: 'setup' },
	{ name: 'starting', path: '', mode: 'starting' },
	{ name: 'failed', path: '', mode: 'failed' },
	{ name: 'errors', path: 'errors/DATA_DIRECTORY_LOCKED' },
	{ name: 'welcome', path: '', isGuided: true },
	{ name: 'overview', path: '', inAllLooks: true },
	{ name: 'auctions', path: 'auctions' },
	{ name: 'auction-cleared', path: 'auctions/F-2017-07-28T12' },
	{ name: 'auction-what-if', path: 'auctions/F-2017-07-28T12?whatif=d3~z0f40000' },
	{ name: 'auction-replay', path: 'auctions/F-2017-07-28T12?at=47429' },
	{
		name: 'zones',
		path: 'auctions/D-2017-07-29?period=19',
		steps: (page) => page.locator('svg rect.flow').first().scrollIntoViewIfNeeded(),
	},
	{ name: 'desk', path: 'auctions/desk' },
	{ name: 'desk-fees', path: 'auctions/desk?show=fees' },
	{ name: 'desk-imbalance', path: 'auctions/desk?show=imbalance&period=F-2017-07-28T14%2F0' },
	{ name: 'bids', path: 'bids', steps: importBids },
	{ name: 'positions', path: 'bids/positions' },
	{ name: 'statements', path: 'bids/statements?who=home-06' },
	{ name: 'certificates', path: 'bids/certificates?who=home-07' },
	{ name: 'signatures', path: 'signatures' },
	{ name: 'signatures-batch', path: 'signatures', steps: (page) => page.keyboard.press('Control+b') },
	{ name: 'documents', path: 'signatures/documents', steps: (page) => row(page, 'E-grid-company-3').click() },
	{ name: 'access', path: 'signatures/access' },
	{ name: 'standings', path: 'standings', steps: (page) => row(page, 'Dogwood').click() },
	{ name: 'trace', path: 'trace' },
	{ name: 'trace-table', path: 'trace?view=table' },
	{ name: 'audit', path: 'trace/audit', steps: openBundle },
	{ name: 'regions', path: 'regions' },
	{ name: 'regions-packet', path: 'regions', steps: (page) => openPacket(page, '→ 2') },
	{ name: 'regions-energy', path: 'regions?show=energy' },
	{ name: 'regions-offers', path: 'regions?show=offers' },
	{ name: 'regions-anchors', path: 'regions?show=anchors' },
	{ name: 'regions-send', path: 'regions', steps: beginSending },
	{ name: 'regions-frozen', path: 'regions', mode: 'convicted' },
	{ name: 'trace-crossing', path: 'trace', steps: openCrossing },
	{ name: 'consensus', path: 'consensus' },
	{ name: 'ledger', path: 'ledger' },
	{ name: 'ledger-call', path: 'ledger/48211/receipts/1', steps: (page) => page.keyboard.press('v') },
	{ name: 'ledger-contracts', path: 'ledger/contracts' },
	{ name: 'ledger-state', path: 'ledger/state' },
	{ name: 'lab', path: 'lab', steps: (page) => page.keyboard.press('Control+Enter') },
	{ name: 'node', path: 'node' },
	{ name: 'node-keys', path: 'node?part=keys' },
	{ name: 'node-log', path: 'node?part=log' },
	{ name: 'node-about', path: 'node?part=about' },
	{ name: 'alarms', path: 'node/alarms' },
	{ name: 'alarms-log', path: 'node/alarms?show=log' },
	{ name: 'alarms-metrics', path: 'node/alarms?show=metrics' },
	{ name: 'alarms-limits', path: 'node/alarms?show=limits' },
	{ name: 'governance', path: 'governance' },
	{ name: 'settings', path: 'settings' },
	{ name: 'palette', path: '', steps: (page) => page.keyboard.press('Control+k') },
	{ name: 'shortcuts', path: '', steps: (page) => page.keyboard.press('?') },
];
