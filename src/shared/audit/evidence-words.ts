import type { SignerCapacity } from '../codec/deed-events.ts';
import type { EvidenceCertificate } from './evidence.ts';
import type { CustodyStep } from './evidence-custody.ts';

export const EVIDENCE_LANGUAGES = ['en', 'zh'] as const;
export type EvidenceLanguage = (typeof EVIDENCE_LANGUAGES)[number];

interface EvidenceWords {
	readonly [word: string]: unknown;
	readonly clock: (aheadMs: number, behindMs: number) => string;
	readonly states: { readonly [state in EvidenceCertificate['state']]: string };
	readonly capacities: { readonly [as in SignerCapacity]: string };
	readonly steps: { readonly [what in CustodyStep['what']]: string };
}

const en = {
	title: 'Certificate of evidence',
	verified: 'Every check was passed: what follows is proven from the trust root below.',
	refused: 'REFUSED – what follows is not proven.',
	contract: 'Contract',
	deed: 'Deed',
	version: 'version',
	state: 'State',
	generator: 'Generator',
	user: 'User',
	gridOperator: 'Grid operator',
	product: 'Product',
	digest: 'SHA-256 of the deed',
	signedBytes: 'Bytes that are signed (Ed25519)',
	terms: 'Terms',
	trade: 'Trade',
	delivery: 'Delivery (UTC)',
	energy: 'Energy',
	price: 'Price',
	amount: 'Amount',
	fees: 'Fees',
	signatures: 'Signatures',
	threshold: 'Signatures that complete it',
	unsigned: 'not signed',
	key: 'Key',
	admitted: 'Admitted',
	inGenesis: 'in the genesis',
	rotated: 'key changed in block',
	signature: 'Signature',
	block: 'block',
	time: 'Time',
	clock: (aheadMs: number, behindMs: number) =>
		`Times are those of blocks, stated by the proposer and voted for by a quorum of validators, each by its own clock: at most ${aheadMs} ms ahead of and ${behindMs} ms behind an honest voter's.`,
	chain: 'Chain and finality',
	chainId: 'Chain',
	genesis: 'Trust root: digest of the genesis document',
	drafted: 'Drafted in block',
	decided: 'Decided in block',
	tip: 'Certified history up to block',
	certifiedBy: 'by the header of block',
	epoch: 'epoch',
	signers: 'Signed by validators',
	custody: 'Chain of custody',
	step: 'Step',
	what: 'Thing',
	where: 'Place in the chain',
	facts: 'Facts',
	report: 'Report of the verifier',
	software: 'Which software the validators ran is not proven by a bundle.',
	states: { awaiting: 'awaiting signatures', sealed: 'sealed', refused: 'refused', expired: 'expired' },
	capacities: {
		generator: 'generator',
		user: 'user',
		'grid-operator': 'grid operator',
		'market-operator': 'market operator',
		witness: 'witness',
	},
	steps: {
		reading: 'Reading',
		batch: 'Signed batch',
		order: 'Order',
		trade: 'Trade',
		deed: 'Deed',
		settlement: 'Settlement',
	},
} as const satisfies EvidenceWords;

export type Words = { readonly [K in keyof typeof en]: (typeof en)[K] extends string ? string : EvidenceWords[K] };

const zh: Words = {
	title: '证据证明书',
	verified: '全部检查通过：以下内容均可由下列信任根证明。',
	refused: '验证被拒绝——以下内容未获证明。',
	contract: '合约',
	deed: '合约编号',
	version: '版本',
	state: '状态',
	generator: '发电方',
	user: '用电方',
	gridOperator: '电网运营方',
	product: '产品',
	digest: '合约的 SHA-256',
	signedBytes: '被签名的字节（Ed25519）',
	terms: '条款',
	trade: '成交',
	delivery: '交割时间（UTC）',
	energy: '电量',
	price: '价格',
	amount: '金额',
	fees: '费用',
	signatures: '签名',
	threshold: '生效所需签名数',
	unsigned: '未签名',
	key: '公钥',
	admitted: '准入',
	inGenesis: '创世文件中',
	rotated: '更换密钥的区块',
	signature: '签名',
	block: '区块',
	time: '时间',
	clock: (aheadMs, behindMs) =>
		`时间为区块时间，由提议者给出并经法定数量的验证者按各自时钟投票确认：较诚实投票者的时钟最多超前 ${aheadMs} 毫秒、落后 ${behindMs} 毫秒。`,
	chain: '链与最终性',
	chainId: '链',
	genesis: '信任根：创世文件摘要',
	drafted: '起草区块',
	decided: '定案区块',
	tip: '经认证的历史至区块',
	certifiedBy: '由区块头认证，区块',
	epoch: '纪元',
	signers: '签名的验证者',
	custody: '保管链',
	step: '环节',
	what: '对象',
	where: '链上位置',
	facts: '事实',
	report: '验证报告',
	software: '审计包不能证明验证者所运行的软件版本。',
	states: { awaiting: '待签名', sealed: '已封存', refused: '已拒签', expired: '已过期' },
	capacities: {
		generator: '发电方',
		user: '用电方',
		'grid-operator': '电网运营方',
		'market-operator': '市场运营方',
		witness: '见证人',
	},
	steps: { reading: '读数', batch: '已签名批次', order: '订单', trade: '成交', deed: '合约', settlement: '结算' },
};

export const EVIDENCE_WORDS: { readonly [language in EvidenceLanguage]: Words } = { en, zh };
