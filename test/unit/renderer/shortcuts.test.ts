import { afterEach, describe, expect, it, vi } from 'vitest';
import { type EffectScope, effectScope } from 'vue';
import {
	handleKey,
	keyCaps,
	pushShortcutLayer,
	registeredShortcuts,
	useShortcuts,
} from '../../../src/renderer/app/shortcuts.ts';

const scopes: EffectScope[] = [];

function register(...shortcuts: Parameters<typeof useShortcuts>[0]): EffectScope {
	const scope = effectScope();
	scope.run(() => useShortcuts(shortcuts));
	scopes.push(scope);
	return scope;
}

function press(key: string, options: KeyboardEventInit = {}, target: HTMLElement = document.body): KeyboardEvent {
	const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options });
	target.addEventListener('keydown', handleKey, { once: true });
	target.dispatchEvent(event);
	return event;
}

afterEach(() => {
	for (const scope of scopes.splice(0)) scope.stop();
	document.body.innerHTML = '';
});

describe('shortcut registry', () => {
	it('runs a chord and takes it from the browser', () => {
		const run = vi.fn();
		register({ keys: 'mod+k', run });
		expect(press('k', { ctrlKey: true }).defaultPrevented).toBe(true);
		expect(run).toHaveBeenCalledOnce();
	});

	it('runs a sequence of two keys, and not its second key alone', () => {
		const go = vi.fn();
		register({ keys: 'g a', run: go });
		press('a');
		expect(go).not.toHaveBeenCalled();
		press('g');
		press('a');
		expect(go).toHaveBeenCalledOnce();
	});

	it('does not hear single keys while a person types, but chords still', () => {
		const [single, chord] = [vi.fn(), vi.fn()];
		register({ keys: 'j', run: single }, { keys: 'mod+Enter', run: chord });
		const field = document.body.appendChild(document.createElement('input'));
		press('j', {}, field);
		press('Enter', { ctrlKey: true }, field);
		expect(single).not.toHaveBeenCalled();
		expect(chord).toHaveBeenCalledOnce();
	});

	it('leaves Enter to the button that has the focus', () => {
		const open = vi.fn();
		register({ keys: 'Enter', run: open });
		press('Enter', {}, document.body.appendChild(document.createElement('button')));
		expect(open).not.toHaveBeenCalled();
	});

	it('prefers the newest registration and falls back when it leaves or declines', () => {
		const [older, newer] = [vi.fn(), vi.fn()];
		let willing = true;
		register({ keys: 'j', run: older });
		const view = register({ keys: 'j', run: newer, when: () => willing });
		press('j');
		willing = false;
		press('j');
		view.stop();
		press('j');
		expect([newer.mock.calls.length, older.mock.calls.length]).toEqual([1, 2]);
	});

	it('hears only the dialog while one is open', () => {
		const [page, dialog] = [vi.fn(), vi.fn()];
		register({ keys: 'r', run: page });
		const release = pushShortcutLayer();
		register({ keys: 'r', run: dialog });
		press('r');
		release();
		press('r');
		expect([page.mock.calls.length, dialog.mock.calls.length]).toEqual([1, 1]);
	});

	it('forgets what its scope registered', () => {
		const scope = register({ keys: 'x', label: 'common.close', run: () => {} });
		expect(registeredShortcuts.value.some((entry) => entry.keys === 'x')).toBe(true);
		scope.stop();
		expect(registeredShortcuts.value.some((entry) => entry.keys === 'x')).toBe(false);
	});

	it('prints keys as a keyboard shows them', () => {
		expect([keyCaps('mod+k'), keyCaps('g a'), keyCaps('mod+ArrowDown'), keyCaps('?')]).toEqual([
			'Ctrl K',
			'g a',
			'Ctrl ↓',
			'?',
		]);
	});
});
