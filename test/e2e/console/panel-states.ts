import { expect, type Page } from '@playwright/test';
import { goTo } from './go-to.ts';

/** Every view and tab, by its address; a drawer or a selection that has an address of its own is one more. */
export const VIEWS = [
	'',
	'auctions',
	'auctions/F-2017-07-28T13',
	'auctions/desk',
	'auctions/desk?show=fees',
	'auctions/desk?show=imbalance',
	'bids',
	'bids/positions',
	'bids/statements',
	'bids/certificates',
	'signatures',
	'signatures/documents',
	'signatures/access',
	'standings',
	'trace',
	'trace/audit',
	'regions',
	'regions?show=energy',
	'regions?show=offers',
	'regions?show=anchors',
	'consensus',
	'ledger',
	'ledger/48213',
	'ledger/contracts',
	'ledger/state',
	'lab',
	'node',
	'node?part=keys',
	'node?part=log',
	'node?part=about',
	'node/alarms',
	'node/alarms?show=log',
	'node/alarms?show=metrics',
	'node/alarms?show=limits',
	'governance',
	'settings',
] as const;

/** These views ask the node nothing before the person does. */
const ASK_NOTHING: readonly string[] = ['trace/audit', 'lab', 'settings'];
/** Panels of forms and of what the node's status tells, which every console has before it asks anything else. */
const ALWAYS_ANSWERED = new Set(['Node now', 'Start', 'Calls', '本节点此刻', '启动']);

export const asks = (view: string): boolean => !ASK_NOTHING.includes(view);

export type ShownState = 'loading' | 'empty' | 'error' | 'offline' | 'not-permitted' | 'note';

export interface ShownBlock {
	readonly state: ShownState;
	readonly role: string | null;
	readonly text: string;
	/** Address of the page of its code; null without a code. */
	readonly codePage: string | null;
	readonly canAskAgain: boolean;
}

export interface ShownPanel {
	readonly title: string;
	readonly blocks: readonly ShownBlock[];
	readonly age: string | null;
	/** Nothing under the title: no text, no picture, no field. */
	readonly isBlank: boolean;
}

export interface Shown {
	readonly headline: string;
	readonly panels: readonly ShownPanel[];
	/** Blocks that stand for a whole view, or a drawer. */
	readonly whole: readonly ShownBlock[];
	/** Age notes beside the headline. */
	readonly ages: readonly string[];
}

/** Reads off the page what each panel shows, by structure. */
export function look(page: Page): Promise<Shown> {
	return page.evaluate(() => {
		const textOf = (element: Element | null) =>
			// biome-ignore lint/performance/useDomNodeTextContent: what is seen counts, and hidden words are not seen
			(element as HTMLElement | null)?.innerText.replace(/\s+/g, ' ').trim() ?? '';
		const blockOf = (element: Element): ShownBlock => ({
			state:
				(['loading', 'empty', 'error', 'offline', 'not-permitted'] as const).find((each) =>
					element.classList.contains(each),
				) ?? 'note',
			role: element.getAttribute('role'),
			text: textOf(element),
			codePage: element.querySelector('a.code')?.getAttribute('href') ?? null,
			canAskAgain: element.querySelector('button') !== null,
		});
		const stage = document.querySelector('.stage') as HTMLElement;
		const blocksIn = (root: Element) => [...root.querySelectorAll('.block:is([role], .empty)')];
		const panels = [...stage.querySelectorAll('section.panel')];
		return {
			headline: textOf(stage.querySelector('main h1')),
			panels: panels.map((panel) => ({
				title: textOf(panel.querySelector('h2')),
				blocks: blocksIn(panel).map(blockOf),
				age: textOf(panel.querySelector('.age')) || null,
				isBlank: [...panel.children].every(
					(child) =>
						child.tagName === 'HEADER' ||
						(textOf(child) === '' && !child.matches('svg, canvas, input, :has(svg, canvas, input)')),
				),
			})),
			whole: blocksIn(stage)
				.filter((block) => !block.closest('section.panel'))
				.map(blockOf),
			ages: [...stage.querySelectorAll('.age')].filter((age) => !age.closest('section.panel')).map(textOf),
		};
	});
}

/** Shows a view anew, by way of one that needs no node, so that nothing of the former view is taken for it. */
export async function enter(page: Page, view: string): Promise<void> {
	await goTo(page, 'errors');
	await expect(page.locator('main .errors')).toBeVisible();
	await goTo(page, view);
	await expect(page.locator('main .errors')).toHaveCount(0);
	await expect(page.locator('main h1')).toBeVisible();
}

/** What no state excuses: a headline, no blank panel, and one message in a place. */
export function faultsOf(view: string, shown: Shown): string[] {
	const faults: string[] = [];
	if (shown.headline === '') faults.push(`${view}: no headline`);
	for (const { title, isBlank, blocks } of shown.panels) {
		if (isBlank) faults.push(`${view}: ${title}: blank`);
		if (blocks.length > 1) faults.push(`${view}: ${title}: ${blocks.map(({ state }) => state).join(' on ')}`);
	}
	return faults;
}

/**
 * Panels without an answer that do not show `state`, and every other state that the view shows.
 *
 * @param isRight what a block of the state has to say
 */
export function unlike(
	view: string,
	shown: Shown,
	state: ShownState,
	isRight: (block: ShownBlock) => boolean,
): string[] {
	const faults = faultsOf(view, shown);
	const all = [...shown.whole, ...shown.panels.flatMap(({ blocks }) => blocks)];
	for (const block of all)
		if (block.state !== state) faults.push(`${view}: ${block.state} instead of ${state}: ${block.text}`);
		else if (!isRight(block)) faults.push(`${view}: ${state} lacks something: ${block.text}`);
	if (all.length === 0) faults.push(`${view}: nothing is ${state}`);
	for (const { title, blocks } of shown.panels)
		if (blocks.length === 0 && !ALWAYS_ANSWERED.has(title)) faults.push(`${view}: ${title}: figures without an answer`);
	return faults;
}
