import type { AlarmEntry } from './entry.ts';

/** Alarms of the bridge to other regions: figures of the chain, so every node that follows it measures the same. */
export const bridgeAlarms = {
	'client-frozen': {
		consequenceGrade: 'severe',
		timeToRespond: 'minutes',
		unit: 'regions',
		direction: 'above',
		limit: 1,
		limitMin: 1,
		limitMax: 64,
		deadband: 0,
		onDelayMs: 0,
		offDelayMs: 0,
		scope: 'one',
		view: 'regions',
		name: { en: 'A region’s light client is frozen', zh: '区域轻客户端已冻结' },
		condition: {
			en: 'The light clients of {limit} or more are frozen by proof of a fork.',
			zh: '{limit}或以上的轻客户端因分叉证明而冻结。',
		},
		cause: {
			en: 'Validators of that region made two blocks of one height final: more than a third of them are faulty, or their keys are in other hands.',
			zh: '该区域验证者在同一高度确认了两个区块：超过三分之一存在故障，或其密钥已落入他人之手。',
		},
		consequence: {
			en: 'Nothing crosses in either direction; what is on the way stays locked until governance trusts a new root.',
			zh: '双向均无法跨链；在途内容保持锁定，直至治理信任新的根。',
		},
		action: {
			en: 'Call that region’s operators and agree on which of its blocks stands. Once they have replaced the keys that signed both, in a new epoch, propose to recover the chain, with its new root whose digest you compared.',
			zh: '请联系该区域运营方，商定以哪个区块为准。待其更换为双方签名的密钥并进入新纪元后，以核对过摘要的新根提议恢复该链。',
		},
	},
	'client-trust-ending': {
		consequenceGrade: 'major',
		timeToRespond: 'hours',
		unit: 'percent',
		direction: 'above',
		limit: 75,
		limitMin: 10,
		limitMax: 99,
		deadband: 5,
		onDelayMs: 5_000,
		offDelayMs: 5_000,
		scope: 'one',
		view: 'regions',
		name: { en: 'A light client grows old', zh: '轻客户端即将过期' },
		condition: {
			en: '{limit} or more of a region’s trust period are over since its newest state root came.',
			zh: '自收到某区域最新状态根以来，其信任期已过去 {limit} 或以上。',
		},
		cause: {
			en: 'No relayer runs for that region, or it cannot reach that region or this one.',
			zh: '没有面向该区域的中继者在运行，或其无法连通该区域或本区域。',
		},
		consequence: {
			en: 'When the period is over the client is no longer trusted: nothing crosses until governance gives it a new root.',
			zh: '信任期结束后客户端不再可信：在治理给出新根之前无法跨链。',
		},
		action: {
			en: 'Start a relayer, or see why the one that runs brings no updates. Any participant may relay.',
			zh: '请启动中继者，或查明现有中继者为何不更新。任何参与者均可中继。',
		},
	},
	'packets-late': {
		consequenceGrade: 'major',
		timeToRespond: 'hours',
		unit: 'minutes',
		direction: 'above',
		limit: 15,
		limitMin: 1,
		limitMax: 10_080,
		deadband: 0,
		onDelayMs: 10_000,
		offDelayMs: 5_000,
		scope: 'one',
		view: 'regions',
		name: { en: 'A packet is on the way for long', zh: '数据包在途过久' },
		condition: {
			en: 'The oldest packet to another region has had no answer for {limit} of chain time.',
			zh: '发往其他区域的最早数据包在链上时间 {limit} 内未获回应。',
		},
		cause: {
			en: 'No relayer brings it there or its answer back, or the other region has not connected this one yet.',
			zh: '没有中继者送达或带回回应，或对方区域尚未连接本链。',
		},
		consequence: {
			en: 'What it carries is locked; past its time it comes back instead of arriving.',
			zh: '其承载内容被锁定；超时后将退回而不会送达。',
		},
		action: {
			en: 'Start a relayer or look at its log; ask the other region’s operator whether that side is connected and makes blocks.',
			zh: '请启动中继者或查看其日志；并向对方区域运营方确认其已连接并正常出块。',
		},
	},
	'bridge-account-near-limit': {
		consequenceGrade: 'minor',
		timeToRespond: 'hours',
		unit: 'percent',
		direction: 'above',
		limit: 80,
		limitMin: 10,
		limitMax: 100,
		deadband: 5,
		onDelayMs: 5_000,
		offDelayMs: 5_000,
		scope: 'one',
		view: 'regions',
		name: { en: 'A bridge account is near its limit', zh: '跨链账户接近上限' },
		condition: {
			en: 'The account of a region, with what open offers may bring in, is at {limit} or more of its money limit.',
			zh: '某区域账户（含未结要约可能带来的金额）达到其资金上限的 {limit} 或以上。',
		},
		cause: {
			en: 'More money went one way than the other, or the limit is small for the trade between the regions.',
			zh: '资金单向流动过多，或上限相对于区域间交易量过小。',
		},
		consequence: {
			en: 'Money, offers and payments that would go beyond the limit are refused and given back.',
			zh: '超出上限的资金、要约和付款将被拒绝并退回。',
		},
		action: {
			en: 'Settle the difference with the other region, or propose other channel terms; the limit is what a corrupt region could take.',
			zh: '请与对方区域结清差额，或提议修改通道条款；上限即对方作恶时可能造成的最大损失。',
		},
	},
} as const satisfies Readonly<Record<string, AlarmEntry>>;
