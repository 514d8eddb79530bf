import type { AlarmEntry } from './entry.ts';

/** Wall time over which rounds are judged, and fewest rounds for a judgement. */
export const ROUND_WINDOW_MS = 600_000;
export const ROUNDS_MIN = 20;

/** Alarms of consensus, as this node sees it. */
export const networkAlarms = {
	'quorum-at-risk': {
		consequenceGrade: 'severe',
		timeToRespond: 'minutes',
		unit: 'validators',
		direction: 'below',
		limit: 0,
		limitMin: 0,
		limitMax: 100,
		deadband: 0,
		onDelayMs: 3_000,
		offDelayMs: 10_000,
		scope: 'one',
		view: 'consensus',
		name: { en: 'Quorum at risk', zh: '法定人数面临风险' },
		condition: {
			en: 'As many validators as the quorum needs, or fewer, are connected: {limit} to spare. A network that has none to spare when whole is at risk only below the quorum.',
			zh: '已连接的验证者数等于或少于法定人数：余量为 {limit}。若网络完整时本就无余量，则仅在低于法定人数时报警。',
		},
		cause: {
			en: 'A validator has stopped, or its link to this node is down.',
			zh: '有验证者停止，或其与本节点的链路中断。',
		},
		consequence: {
			en: 'One more failure and nothing becomes final: no clearing, no deed, no settlement.',
			zh: '再有一处故障，任何内容都无法最终确定：出清、合约与结算均停止。',
		},
		action: {
			en: 'See in Consensus who is missing and call that operator; do not restart a validator that still votes.',
			zh: '在“共识”中查看缺席者并联系其运营方；切勿重启仍在投票的验证者。',
		},
	},
	'no-block': {
		consequenceGrade: 'severe',
		timeToRespond: 'minutes',
		unit: 'seconds',
		direction: 'above',
		limit: 60,
		limitMin: 5,
		limitMax: 86_400,
		deadband: 0,
		onDelayMs: 0,
		offDelayMs: 5_000,
		scope: 'one',
		view: 'consensus',
		name: { en: 'No new block', zh: '没有新区块' },
		condition: {
			en: 'This node has seen no block become final for {limit} of wall time. An idle network makes empty ones.',
			zh: '本节点 {limit} 内（实际时间）未见任何区块最终确定。空闲网络也会产生空区块。',
		},
		cause: {
			en: 'There is no quorum, or this node is cut off from the network.',
			zh: '法定人数不足，或本节点与网络隔离。',
		},
		consequence: {
			en: 'The market stands still, and this console shows the past.',
			zh: '市场停滞，本控制台显示的是过去的状态。',
		},
		action: {
			en: 'Look at the connected validators: with a quorum connected read the node’s log, without one check this machine’s network first.',
			zh: '查看已连接的验证者：达到法定人数时请查阅节点日志，否则先检查本机网络。',
		},
	},
	'own-node-silent': {
		consequenceGrade: 'major',
		timeToRespond: 'hours',
		unit: 'percent',
		direction: 'above',
		limit: 50,
		limitMin: 5,
		limitMax: 100,
		deadband: 10,
		onDelayMs: 15_000,
		offDelayMs: 15_000,
		scope: 'one',
		view: 'consensus',
		name: { en: 'This node does not vote', zh: '本节点未投票' },
		condition: {
			en: 'This validator is not validating, or missed {limit} or more of the certified rounds of ten minutes.',
			zh: '本验证者未处于验证状态，或在十分钟内错过 {limit} 或以上的已认证轮次。',
		},
		cause: {
			en: 'It is catching up, its machine is overloaded, or it has been left behind by the network.',
			zh: '正在追赶、机器过载，或已落后于网络。',
		},
		consequence: {
			en: 'It earns no reward, loses credit, and the quorum has one less to spare.',
			zh: '无法获得奖励，信用下降，且法定人数余量减一。',
		},
		action: {
			en: 'See the phase of the node and its event loop; if it is catching up, wait; else read its log.',
			zh: '查看节点阶段与事件循环；若在追赶请等待，否则查阅日志。',
		},
	},
	'validator-missing-votes': {
		consequenceGrade: 'minor',
		timeToRespond: 'hours',
		unit: 'percent',
		direction: 'above',
		limit: 20,
		limitMin: 1,
		limitMax: 100,
		deadband: 5,
		onDelayMs: 30_000,
		offDelayMs: 30_000,
		scope: 'validator',
		view: 'consensus',
		name: { en: 'Validator misses votes', zh: '验证者漏投' },
		condition: {
			en: 'This node saw no vote of the validator in {limit} or more of the certified rounds of ten minutes.',
			zh: '十分钟内，本节点在 {limit} 或以上的已认证轮次中未见该验证者投票。',
		},
		cause: {
			en: 'It has stopped, it is slow, or the link between it and this node is.',
			zh: '该验证者停止或缓慢，或其与本节点之间的链路缓慢。',
		},
		consequence: {
			en: 'The quorum has one less to spare, and rounds that it leads are lost.',
			zh: '法定人数余量减一，由其领导的轮次将丢失。',
		},
		action: {
			en: 'Compare with another operator’s console: if it is missing there too, call its operator; else look at the link.',
			zh: '与其他运营方控制台比对：若同样缺失，请联系其运营方；否则检查链路。',
		},
	},
	'rounds-lost': {
		consequenceGrade: 'minor',
		timeToRespond: 'hours',
		unit: 'percent',
		direction: 'above',
		limit: 5,
		limitMin: 1,
		limitMax: 100,
		deadband: 2,
		onDelayMs: 30_000,
		offDelayMs: 30_000,
		scope: 'one',
		view: 'consensus',
		name: { en: 'Many rounds are lost', zh: '丢失轮次过多' },
		condition: {
			en: '{limit} or more of the rounds of ten minutes ended without a certificate.',
			zh: '十分钟内有 {limit} 或以上的轮次未获证书。',
		},
		cause: {
			en: 'A leader is down or slow, or the network loses messages.',
			zh: '领导者停止或缓慢，或网络丢失消息。',
		},
		consequence: {
			en: 'Each lost round delays finality by a timeout; clearings and seals come later.',
			zh: '每个丢失轮次使最终确定推迟一个超时；出清与封存随之推迟。',
		},
		action: {
			en: 'Open the newest lost round in Consensus: it names the leader that was awaited.',
			zh: '在“共识”中打开最近的丢失轮次：其中列出了所等待的领导者。',
		},
	},
	'finality-slow': {
		consequenceGrade: 'minor',
		timeToRespond: 'hours',
		unit: 'milliseconds',
		direction: 'above',
		limit: 2_000,
		limitMin: 50,
		limitMax: 600_000,
		deadband: 200,
		onDelayMs: 30_000,
		offDelayMs: 30_000,
		scope: 'one',
		view: 'consensus',
		name: { en: 'Finality is slow', zh: '最终确定缓慢' },
		condition: {
			en: 'One round in twenty of ten minutes took {limit} or more from its proposal until it was final (p95).',
			zh: '十分钟内每二十轮有一轮从提案到最终确定耗时 {limit} 或以上（p95）。',
		},
		cause: {
			en: 'Links between validators are slow, or a machine is overloaded.',
			zh: '验证者之间链路缓慢，或机器过载。',
		},
		consequence: {
			en: 'Orders sent just before the gate may miss it.',
			zh: '临近关闸提交的订单可能错过关闸。',
		},
		action: {
			en: 'See in Consensus whose votes come last, and over which link.',
			zh: '在“共识”中查看谁的投票最后到达，以及经由哪条链路。',
		},
	},
} as const satisfies Readonly<Record<string, AlarmEntry>>;
