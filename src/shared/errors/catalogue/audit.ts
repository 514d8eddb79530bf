import type { CatalogueEntry } from '../entry.ts';

/** Why a verifier of the console refuses what its node proves. */
export const auditErrors = {
	AUDIT_SIGNATURE_RULE: {
		en: 'This browser answers “{question}” otherwise than the validators do.',
		zh: '此浏览器对“{question}”的判定与验证者不同。',
		cause: {
			en: 'The console’s Ed25519 accepts or refuses another signature than the network’s rule; its files may be damaged.',
			zh: '控制台的 Ed25519 与网络规则不一致；其文件可能已损坏。',
		},
		action: {
			en: 'Reload the console; install it anew if it stays so, and trust no proof until then.',
			zh: '请重新加载控制台；若仍如此请重新安装，此前不要采信任何证明。',
		},
	},
	AUDIT_GENESIS_OTHER: {
		en: 'The genesis document is that of {found}, not of {chainId}.',
		zh: '创世文件属于 {found}，而非 {chainId}。',
		cause: {
			en: 'The name of a chain follows from its genesis document; this one was altered or belongs to another chain.',
			zh: '链名由创世文件得出；此文件被篡改或属于其他链。',
		},
		action: {
			en: 'Do not rely on this node’s figures; compare its genesis file with another operator’s.',
			zh: '请勿采信此节点的数字；请与其他运营方核对创世文件。',
		},
	},
	AUDIT_TRUST_ROOT_CHANGED: {
		en: 'The trust root is {found}; {expected} was compared on this machine.',
		zh: '信任根为 {found}；在本机核对过的是 {expected}。',
		cause: {
			en: 'The node shows other genesis keys for this chain than those that the operator compared.',
			zh: '节点所示的创世密钥与运营方核对过的不同。',
		},
		action: {
			en: 'Ask another operator for the digest, by another way than this node, before relying on any figure.',
			zh: '请先通过其他途径向其他运营方索取摘要，再采信任何数字。',
		},
	},
	AUDIT_OUT_OF_ORDER: {
		en: 'The keys of epoch {epoch} are not verified; the newest verified epoch is {newest}.',
		zh: '纪元 {epoch} 的密钥未经验证；最新已验证的纪元为 {newest}。',
		cause: {
			en: 'A proof names an epoch to which no verified handover leads.',
			zh: '证明所指的纪元没有经验证的交接可达。',
		},
		action: { en: 'Ask again; compare with another node if it stays so.', zh: '请重试；若仍如此，请与其他节点比对。' },
	},
	AUDIT_ROOT_OTHER: {
		en: 'The certified header of block {height} carries another state root than the proof.',
		zh: '区块 {height} 经认证的区块头所载状态根与证明不同。',
		cause: {
			en: 'The node proves the value against a root that the validators did not sign.',
			zh: '节点所用的状态根并非验证者所签。',
		},
		action: {
			en: 'Do not rely on this figure; compare with another node.',
			zh: '请勿采信此数字；请与其他节点比对。',
		},
	},
	AUDIT_VALUE_OTHER: {
		en: 'Under the certified root {path} does not have the value that the node shows.',
		zh: '在经认证的根之下，{path} 的值与节点所示不同。',
		cause: {
			en: 'The value or its path was altered, or the proof belongs to another leaf.',
			zh: '值或路径被篡改，或证明属于其他叶子。',
		},
		action: {
			en: 'Do not rely on this figure; compare with another node.',
			zh: '请勿采信此数字；请与其他节点比对。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
