import type { CatalogueEntry } from '../entry.ts';

export const deedErrors = {
	DEED_POLICY: {
		en: 'The deeds of {product} cannot be signed so: {reason}.',
		zh: '{product} 的契约不能这样签署：{reason}。',
		cause: {
			en: 'The signing policy of the product contradicts itself, or what the product is.',
			zh: '产品的签署规则自相矛盾，或与产品不符。',
		},
		action: {
			en: 'Name registered witnesses once each, and no more signatures than there are signers.',
			zh: '见证人须已注册且各列一次，所需签名数不得超过签署方数。',
		},
	},
	DEED_OUT_OF_TURN: {
		en: 'It is not the turn of {participant} to sign deed {deed}, but that of {turn}.',
		zh: '现在轮到 {turn} 而非 {participant} 签署契约 {deed}。',
		cause: {
			en: 'The deeds of this product are signed in order: generator, user, grid operator, market operator, witnesses.',
			zh: '该产品的契约须依次签署：发电方、用户、电网企业、市场运营方、见证人。',
		},
		action: { en: 'Sign once those before have signed.', zh: '请在前面各方签署后再签。' },
	},
	DEED_AMENDMENT: {
		en: 'Deed {deed} cannot be amended so: {reason}.',
		zh: '契约 {deed} 不能这样修改：{reason}。',
		cause: {
			en: 'An amendment lowers quantities or sets an annex, at most three times, and leaves some energy.',
			zh: '修改只能减少电量或设置附件，最多三次，且须留有电量。',
		},
		action: { en: 'Change the amendment, or refuse the deed.', zh: '请调整修改内容，或拒签契约。' },
	},
	DEED_UNREADABLE: {
		en: 'Deed {deed} cannot be read, so it cannot be signed.',
		zh: '契约 {deed} 无法解读，因此不能签署。',
		cause: {
			en: 'Its bytes are not one canonical deed, or the deed contradicts itself ({reason}).',
			zh: '其字节不是规范契约，或契约自相矛盾（{reason}）。',
		},
		action: { en: 'Ask the market operator for the deed of record.', zh: '请向市场运营方索取在册契约。' },
	},
	DEED_NO_EVIDENCE: {
		en: 'There is no evidence of deed {deed} yet.',
		zh: '尚无契约 {deed} 的证据。',
		cause: {
			en: 'It is not sealed, or no final header covers the block of its seal, or that block is not kept here.',
			zh: '契约尚未封存，或封存区块尚无最终确认的区块头，或本节点未保存该区块。',
		},
		action: {
			en: 'Ask again after the next block, or ask an archive node.',
			zh: '请在下一区块后重试，或查询归档节点。',
		},
	},
	SIGNING_FILE: {
		en: '{file} is not a signing file that can be used: {reason}.',
		zh: '{file} 不是可用的签署文件：{reason}。',
		cause: {
			en: 'It was changed, cut off, made for another chain or participant, or holds what cannot be read.',
			zh: '文件被改动、截断，属于其他链或参与者，或含有无法解读的内容。',
		},
		action: { en: 'Export the deeds again; nothing was signed.', zh: '请重新导出契约；未签署任何内容。' },
	},
	SIGNING_NO_CARRIER: {
		en: 'No identity of this node can bring the signatures of {participant} to the chain.',
		zh: '本节点没有身份可将 {participant} 的签名提交上链。',
		cause: {
			en: 'A call needs a sender, and this keystore holds no key of any participant.',
			zh: '提交需要发送者，而该密钥库没有任何参与者的密钥。',
		},
		action: { en: 'Submit the file at a node of another participant.', zh: '请在其他参与者的节点提交该文件。' },
	},
	SIGNING_NOT_CONFIRMED: {
		en: 'Nothing was signed: {deeds} deeds were shown and not confirmed.',
		zh: '未签署：已显示 {deeds} 份契约但未确认。',
		cause: { en: 'The answer was not yes.', zh: '未回答“是”。' },
		action: { en: 'Read the deeds, then answer yes or use --yes.', zh: '请阅读契约后回答“是”，或使用 --yes。' },
	},
} as const satisfies { [code: string]: CatalogueEntry };
