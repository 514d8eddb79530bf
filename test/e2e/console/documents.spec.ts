/**
 * Documents and access in two real browsers on two real validators: Alice deposits, Bob signs and fetches back the same
 * bytes; what is Alice's alone is closed to Bob until she grants it and her node hands the key over.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './console-page.ts';
import { goTo, pressSection } from './go-to.ts';
import { TwoConsoles } from './two-consoles.ts';

const LEASE = randomBytes(700_000);
const SECRET = randomBytes(1_000);

test.describe.configure({ mode: 'serial' });

const network = new TwoConsoles();
const contexts: BrowserContext[] = [];
const problems: string[] = [];
let alice: Page;
let bob: Page;

test.beforeAll(async ({ browser }) => {
	test.setTimeout(180_000);
	const links = await network.start();
	const pages: Page[] = [];
	for (const link of links) {
		const context = await browser.newContext({
			viewport: { width: 1440, height: 900 },
			locale: 'en-GB',
			reducedMotion: 'reduce',
		});
		contexts.push(context);
		const page = await context.newPage();
		page.on('pageerror', (error) => problems.push(String(error)));
		page.on('console', (message) => {
			if (message.type() === 'error') problems.push(message.text());
		});
		await page.goto(link);
		await expect(page.getByText('Validating as')).toBeVisible({ timeout: 60_000 });
		pages.push(page);
	}
	[alice, bob] = pages as [Page, Page];
});

test.afterAll(async () => {
	for (const context of contexts) await context.close();
	await network.stop();
});

async function picture(page: Page, name: string): Promise<void> {
	await page.screenshot({ path: `test-results/screens/documents-${name}.png` });
}

const drawer = (page: Page) => page.getByRole('complementary', { name: 'Document' });

async function deposit(file: { name: string; mimeType: string; buffer: Buffer }, signer: string | null): Promise<void> {
	await alice.keyboard.press('n');
	const dialog = alice.getByRole('dialog', { name: 'Deposit a file as evidence' });
	await dialog.getByLabel('File', { exact: true }).setInputFiles(file);
	await dialog.getByLabel('Deposit as').selectOption('alice');
	if (signer !== null) {
		await dialog.getByRole('combobox', { name: 'Add a signer' }).fill(signer);
		await expect(dialog.getByRole('option', { name: signer })).toBeVisible();
		await alice.keyboard.press('Enter');
		await expect(dialog.getByText('1 of 1 in any order')).toBeVisible();
	}
	await expect(dialog.getByText('Ready.')).toBeVisible();
	await expectAccessible(alice);
	await picture(alice, `deposit-${file.name}`);
	await alice.keyboard.press('Control+Enter');
	await expect(dialog).toBeHidden({ timeout: 30_000 });
}

/** Opens what the drawer shows, sees every check pass and saves the file. */
async function fetchBack(page: Page): Promise<Buffer> {
	await drawer(page).getByRole('button', { name: 'Open and verify' }).click();
	await expect(drawer(page).getByText('recomputed here', { exact: true })).toHaveCount(3, { timeout: 30_000 });
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		drawer(page).getByRole('button', { name: 'Save the file' }).click(),
	]);
	return readFile(await download.path());
}

test('a file is deposited for a signer, and says what the chain sees before it is', async () => {
	await pressSection(alice, 'd');
	await expect(alice.locator('h1')).toContainText('No document has been deposited yet');
	await deposit({ name: 'lease.pdf', mimeType: 'application/pdf', buffer: LEASE }, 'bob');
	await expect(drawer(alice).getByRole('heading', { level: 3 })).toContainText(
		'alice deposited a document of type contract; 0 of the 1 signatures it needs are given.',
	);
	await expect(alice.locator('main').getByRole('gridcell', { name: 'lease.pdf' })).toHaveCount(0);
	await picture(alice, 'deposited');
});

test('the second signer finds it waiting, opens it, gets equal bytes and signs', async () => {
	await goTo(bob, 'signatures/documents');
	await expect(bob.locator('h1')).toContainText('One document awaits your signature', { timeout: 30_000 });
	await bob.getByRole('gridcell', { name: 'E-alice-0' }).click();
	expect((await fetchBack(bob)).equals(LEASE)).toBe(true);
	await expect(drawer(bob).getByText('the same digest as on the chain')).toBeVisible();
	await expectAccessible(bob);
	await picture(bob, 'to-sign');
	await bob.keyboard.press('Control+Enter');
	await expect(bob.getByText('E-alice-0 is signed')).toBeVisible({ timeout: 30_000 });
	await expect(drawer(bob).getByRole('heading', { level: 3 })).toContainText('it is sealed with 1 signature.');
	await expect(drawer(alice).getByRole('heading', { level: 3 })).toContainText('it is sealed', { timeout: 30_000 });
});

test('what is hers alone is not permitted to another, who sees how to ask', async () => {
	await alice.keyboard.press('Escape');
	await deposit({ name: 'secret.txt', mimeType: 'text/plain', buffer: SECRET }, null);
	await expect(drawer(alice).getByRole('heading', { level: 3 })).toContainText('nobody has to sign it');
	await goTo(bob, 'signatures/documents/E-alice-1');
	await expect(drawer(bob).getByText('No identity of this console may read it')).toBeVisible({ timeout: 30_000 });
	await expect(drawer(bob).getByRole('button', { name: 'Open and verify' })).toHaveCount(0);
	await contexts[1]?.grantPermissions(['clipboard-read', 'clipboard-write']);
	await drawer(bob).getByRole('button', { name: 'Copy a request for a grant' }).click();
	await expect(drawer(bob).getByRole('button', { name: 'copied' })).toBeVisible();
	expect(await bob.evaluate(() => navigator.clipboard.readText())).toContain(
		'#/signatures/access?grantee=bob&scope=document%3AE-alice-1',
	);
	await expectAccessible(bob);
	await picture(bob, 'not-permitted');
});

test('a grant lets him ask for the key; her node hands it over and he opens the same bytes', async () => {
	await goTo(alice, 'signatures/access?grantee=bob&scope=document%3AE-alice-1');
	const dialog = alice.getByRole('dialog', { name: 'Grant access' });
	await dialog.getByLabel('Purpose, for the record').fill('Second opinion');
	await expect(dialog.getByText('Ready: it is yours to grant.')).toBeVisible();
	await expectAccessible(alice);
	await alice.keyboard.press('Control+Enter');
	await expect(alice.getByText('A-alice-0 is in force')).toBeVisible({ timeout: 30_000 });
	await drawer(bob).getByRole('button', { name: 'Request the key' }).click({ timeout: 30_000 });
	await expect(drawer(bob).getByRole('button', { name: 'Open and verify' })).toBeVisible({ timeout: 60_000 });
	expect((await fetchBack(bob)).equals(SECRET)).toBe(true);
	await picture(bob, 'released');
	const record = alice.getByRole('table', { name: 'Access record' });
	await expect(record.getByRole('row', { name: /key handed over .*E-alice-1.* alice → bob/ })).toBeVisible({
		timeout: 30_000,
	});
	await picture(alice, 'access-record');
});

test('private attributes are deposited in a form, shown to their owner, closed to others', async () => {
	await goTo(alice, 'signatures/access');
	const panel = alice.getByRole('region', { name: 'Private attributes' });
	await panel.getByRole('combobox', { name: 'Participant or meter' }).fill('alice');
	await panel.getByRole('option', { name: 'alice' }).first().click();
	await panel.getByRole('button', { name: 'Deposit attributes' }).click();
	const dialog = alice.getByRole('dialog', { name: 'Identity of alice' });
	await dialog.getByLabel('Legal name').fill('Alice Quillfeather');
	await expectAccessible(alice);
	await alice.keyboard.press('Control+Enter');
	await expect(dialog).toBeHidden({ timeout: 30_000 });
	await expect(panel.getByText('Alice Quillfeather')).toHaveCount(0);
	await panel.getByRole('button', { name: 'Show' }).click();
	await expect(panel.getByText('Alice Quillfeather')).toBeVisible();

	await goTo(bob, 'signatures/access');
	const closed = bob.getByRole('region', { name: 'Private attributes' });
	await closed.getByRole('combobox', { name: 'Participant or meter' }).fill('alice');
	await closed.getByRole('option', { name: 'alice' }).first().click();
	await expect(closed.getByText('Not permitted: ask for a grant')).toBeVisible({ timeout: 30_000 });
	await expect(closed.getByRole('button', { name: 'Copy a request for a grant' })).toBeVisible();
	expect(await bob.content()).not.toContain('Quillfeather');
	await picture(bob, 'attributes-closed');
});

test('a grant is revoked with a reason, and the record says so', async () => {
	await alice.getByRole('gridcell', { name: '→ bob' }).click();
	await alice.keyboard.press('r');
	const dialog = alice.getByRole('dialog', { name: "Revoke bob's access" });
	await dialog.getByLabel('Reason').fill('Opinion given');
	await alice.keyboard.press('Control+Enter');
	await expect(alice.getByText('A-alice-0 is revoked')).toBeVisible({ timeout: 30_000 });
	await expect(alice.getByRole('table', { name: 'Access record' }).getByText('revoked')).toBeVisible();
});

test('both are accessible in both themes and both languages', async () => {
	for (const path of ['signatures/documents', 'signatures/documents/E-alice-1', 'signatures/access']) {
		await goTo(alice, path);
		await expectAccessible(alice);
		await alice.getByRole('button', { name: 'Switch between light and dark' }).click();
		await expectAccessible(alice);
		await picture(alice, `dark-${path.split('/').at(-1)}`);
		await alice.getByRole('button', { name: 'Switch between light and dark' }).click();
	}
	await alice.getByRole('button', { name: '切换到中文' }).click();
	for (const path of ['signatures/documents/E-alice-0', 'signatures/access']) {
		await goTo(alice, path);
		await expectAccessible(alice);
		await picture(alice, `zh-${path.split('/').at(-1)}`);
	}
	expect(problems).toEqual([]);
});
