import { ORPCError } from '@orpc/client';
import { mount } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import { i18n } from '../../../src/renderer/app/i18n.ts';
import { outage } from '../../../src/renderer/rpc/connection.ts';
import QueryBoundary from '../../../src/renderer/ui/QueryBoundary.vue';
import StateBlock from '../../../src/renderer/ui/StateBlock.vue';

const global = { plugins: [i18n] };
const coded = (code: string, details = {}) => new ORPCError('CODED', { data: { code, details } });

beforeEach(() => {
	i18n.global.locale.value = 'en';
});

describe('StateBlock', () => {
	it('names the phase while loading, above ruled rows and without any figure', () => {
		const block = mount(StateBlock, { props: { state: 'loading', title: 'Reading the book', rows: 3 }, global });
		expect(block.get('[role=status]').text()).toBe('Reading the book');
		expect(block.findAll('.skeleton-row')).toHaveLength(3);
	});

	it('explains an error by code, cause and action of the catalogue, in the language on screen', () => {
		const error = coded('CODEC_INVALID', { path: 'deed.price', expected: 'integer' });
		const english = mount(StateBlock, { props: { state: 'error', error }, global });
		expect(english.get('[role=alert]').text()).toContain('deed.price: expected integer.');
		expect(english.text()).toContain('CODEC_INVALID');
		expect(english.text()).toContain('Correct the field at the path given.');
		i18n.global.locale.value = 'zh-CN';
		const chinese = mount(StateBlock, { props: { state: 'error', error }, global });
		expect(chinese.text()).toContain('请更正所示路径的字段。');
	});

	it('asks again at a press', async () => {
		const block = mount(StateBlock, { props: { state: 'error', error: new Error('boom') }, global });
		await block.get('button').trigger('click');
		expect(block.emitted('retry')).toHaveLength(1);
	});

	it('shows one sentence and the next step when there is nothing', () => {
		const block = mount(StateBlock, {
			props: { state: 'empty', title: 'No deeds yet.', detail: 'Trades draft them.' },
			global,
		});
		expect(block.text()).toBe('No deeds yet.Trades draft them.');
	});
});

describe('QueryBoundary', () => {
	const slot = { default: '<p class="figures">42</p>' };
	const at = (
		phase: 'loading' | 'ready' | 'stale' | 'offline' | 'failed',
		data: number | null,
		error: unknown = null,
	) => mount(QueryBoundary, { props: { data, phase, error }, slots: slot, global });

	it('shows figures only once an answer is in, and keeps them when they grow old', () => {
		expect(at('loading', null).find('.figures').exists()).toBe(false);
		expect(at('ready', 1).find('.figures').exists()).toBe(true);
		expect(at('stale', 1).find('.figures').exists()).toBe(true);
		expect(at('offline', 1).find('.figures').exists()).toBe(true);
	});

	it('tells error, offline and not permitted apart', () => {
		expect(at('failed', null, new Error('boom')).find('[role=alert]').exists()).toBe(true);
		expect(at('offline', null).text()).toContain('The node is away');
		const refused = at('failed', null, coded('NOT_PERMITTED', { procedure: 'deeds.sign' }));
		expect(refused.find('[role=alert]').exists()).toBe(false);
		expect(refused.get('[role=status]').text()).toContain('This session may look, but not act: deeds.sign.');
		expect(refused.text()).toContain('NOT_PERMITTED');
		expect(refused.text()).toContain('Whoever operates this node may do it');
	});

	it('says since when the node is away, and by which code', () => {
		outage.value = { since: new Date(2017, 6, 28, 15, 37, 8).getTime(), nextTryAt: null, sessionEnded: false };
		const away = at('offline', null);
		expect(away.text()).toContain('Since 15:37:08.');
		expect(away.text()).toContain('CONSOLE_OFFLINE');
		outage.value = null;
		expect(at('offline', null).text()).not.toContain('Since');
	});
});
