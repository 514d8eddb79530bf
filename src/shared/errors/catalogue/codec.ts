import type { CatalogueEntry } from '../entry.ts';

export const codecErrors = {
	CODEC_OVERSIZE: {
		en: 'The message has {bytes} bytes; {maxBytes} are allowed.',
		zh: '消息有 {bytes} 字节，最多允许 {maxBytes} 字节。',
		cause: { en: 'An encoded value is longer than its limit.', zh: '编码值超过长度上限。' },
		action: { en: 'Send less in one message.', zh: '请减少单条消息的内容。' },
	},
	CODEC_MALFORMED: {
		en: 'The bytes are not dag-cbor: {reason}.',
		zh: '字节不是有效的 dag-cbor：{reason}。',
		cause: { en: 'Decoding failed.', zh: '解码失败。' },
		action: { en: 'Check that sender and receiver run the same version.', zh: '请检查收发双方的版本是否一致。' },
	},
	CODEC_NOT_CANONICAL: {
		en: 'The bytes are not in canonical form.',
		zh: '字节不是规范编码。',
		cause: { en: 'Encoding the decoded value gives other bytes.', zh: '重新编码得到的字节不同。' },
		action: { en: 'Encode with canonical dag-cbor.', zh: '请使用规范的 dag-cbor 编码。' },
	},
	CODEC_INVALID: {
		en: '{path}: expected {expected}.',
		zh: '{path}：应为 {expected}。',
		cause: {
			en: 'A field is missing, unknown, out of range or of another type.',
			zh: '字段缺失、未知、越界或类型不符。',
		},
		action: { en: 'Correct the field at the path given.', zh: '请更正所示路径的字段。' },
	},
	UNITS_OVERFLOW: {
		en: '{a} × {b} / {c} is outside the safe integer range.',
		zh: '{a} × {b} / {c} 超出安全整数范围。',
		cause: { en: 'An amount of energy or money is too large to be exact.', zh: '电量或金额过大，无法精确表示。' },
		action: { en: 'Split the quantity.', zh: '请拆分数量。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
