import type { CatalogueEntry } from '../entry.ts';

export const documentErrors = {
	DOCUMENT_KEY_REFUSED: {
		en: 'The key of {document} cannot be opened with this secret.',
		zh: '无法用此私钥打开 {document} 的密钥。',
		cause: {
			en: 'It was wrapped to another encryption key, for another document, or was changed on the way.',
			zh: '该密钥是为其他加密密钥或其他文件封装的，或在途中被改动。',
		},
		action: {
			en: 'Ask for the key again, after a rotation with the new encryption key.',
			zh: '请重新申请密钥；若已轮换，请使用新的加密密钥。',
		},
	},
	DOCUMENT_CID_INVALID: {
		en: 'This is not the CID of a document block: {reason}.',
		zh: '这不是文件数据块的 CID：{reason}。',
		cause: {
			en: 'The text is no base32 CID v1 of raw bytes or dag-cbor with SHA-256.',
			zh: '该文本不是采用 SHA-256 的 raw 或 dag-cbor 的 base32 CID v1。',
		},
		action: {
			en: "Copy the CID again from the document's page.",
			zh: '请从文件页面重新复制 CID。',
		},
	},
	DOCUMENT_NOT_READER: {
		en: 'The envelope of {document} holds no key for {participant}.',
		zh: '{document} 的信封中没有 {participant} 的密钥。',
		cause: {
			en: 'The depositor did not name this participant as a reader, and no released key is at hand.',
			zh: '存证人未将该参与方列为可读者，且没有已释放的密钥。',
		},
		action: {
			en: 'Ask for a grant, then request the key.',
			zh: '请申请授权，然后申请密钥。',
		},
	},
	DOCUMENT_TOO_LARGE: {
		en: 'The document has {bytes} bytes; at most {maxBytes} are taken.',
		zh: '文件有 {bytes} 字节，最多接受 {maxBytes} 字节。',
		cause: {
			en: 'A document is held in memory while it is encrypted, so its size is bounded.',
			zh: '文件在加密时保存在内存中，因此大小受限。',
		},
		action: {
			en: 'Split or compress the file and deposit the parts.',
			zh: '请拆分或压缩文件后分别存证。',
		},
	},
	DOCUMENT_READERS: {
		en: 'The document names {count} readers; 1 to {max}, each once, are possible.',
		zh: '文件列出 {count} 个可读者；允许 1 至 {max} 个且不重复。',
		cause: {
			en: 'The content key is wrapped once for each reader.',
			zh: '内容密钥为每个可读者封装一次。',
		},
		action: {
			en: 'Name fewer readers; grant access to others later.',
			zh: '请减少可读者；之后可向其他人授权。',
		},
	},
	DOCUMENT_BLOCK_DAMAGED: {
		en: 'The bytes of block {cid} are not those that its CID names.',
		zh: '数据块 {cid} 的内容与其 CID 不符。',
		cause: {
			en: 'The block was changed on disk or by whoever sent it.',
			zh: '该数据块在磁盘上或由发送方改动。',
		},
		action: {
			en: 'Nothing to do: the node drops it and fetches it from another holder.',
			zh: '无需操作：节点会丢弃它并从其他持有者获取。',
		},
	},
	DOCUMENT_ENVELOPE: {
		en: '{cid} is no envelope of this document: {reason}.',
		zh: '{cid} 不是此文件的信封：{reason}。',
		cause: {
			en: 'The depositor put something else under the CID that the chain names, or the wrong document was compared.',
			zh: '存证人在链上所记 CID 下放置了其他内容，或比较了错误的文件。',
		},
		action: {
			en: 'Ask the depositor to deposit the document again.',
			zh: '请存证人重新存证。',
		},
	},
	DOCUMENT_TAMPERED: {
		en: 'The document does not open: {reason}.',
		zh: '文件无法打开：{reason}。',
		cause: {
			en: 'Key, envelope and parts do not belong together, or some bit of them was changed.',
			zh: '密钥、信封与数据不匹配，或其中某一位被改动。',
		},
		action: {
			en: 'Fetch the document again; if it still fails, what was deposited is not what is claimed.',
			zh: '请重新获取文件；若仍失败，则存证内容与所称不符。',
		},
	},
	DOCUMENT_UNKNOWN: {
		en: 'There is no document {document}.',
		zh: '没有文件 {document}。',
		cause: {
			en: 'No deposit of that id is on the chain.',
			zh: '链上没有该编号的存证。',
		},
		action: {
			en: 'Check the id, or wait until the deposit is final.',
			zh: '请核对编号，或等待存证最终确认。',
		},
	},
	DOCUMENT_CLOSED: {
		en: 'Document {document} takes no signatures any more: it is {status}.',
		zh: '文件 {document} 不再接受签名：状态为 {status}。',
		cause: {
			en: 'It is complete, was refused, or its deadline has passed.',
			zh: '文件已完成、被拒绝或已过期限。',
		},
		action: {
			en: 'Deposit a new document if signatures are still needed.',
			zh: '如仍需签名，请存证新文件。',
		},
	},
	DOCUMENT_NOT_SIGNER: {
		en: '{participant} is no signer of document {document}.',
		zh: '{participant} 不是文件 {document} 的签署方。',
		cause: {
			en: 'Only the participants that the depositor named sign or refuse.',
			zh: '只有存证人指定的参与方可以签署或拒绝。',
		},
		action: {
			en: 'Use the key of a named signer.',
			zh: '请使用指定签署方的密钥。',
		},
	},
	DOCUMENT_SIGNED: {
		en: '{participant} has already signed document {document}.',
		zh: '{participant} 已签署文件 {document}。',
		cause: {
			en: 'Each signer signs once.',
			zh: '每个签署方只签一次。',
		},
		action: {
			en: 'Nothing to do.',
			zh: '无需操作。',
		},
	},
	DOCUMENT_SIGNATURE: {
		en: 'The signature of {participant} on document {document} is not valid.',
		zh: '{participant} 对文件 {document} 的签名无效。',
		cause: {
			en: "It is over other bytes, or by a key that is not the participant's current one.",
			zh: '签名针对其他内容，或使用的不是该参与方的当前密钥。',
		},
		action: {
			en: 'Sign the statement of this document on this chain with the current key.',
			zh: '请用当前密钥对本链上此文件的声明签名。',
		},
	},
	DOCUMENT_TURN: {
		en: '{participant} signs document {document} only after {before}.',
		zh: '{participant} 须在 {before} 之后签署文件 {document}。',
		cause: {
			en: 'The depositor asked for signatures in order.',
			zh: '存证人要求按顺序签署。',
		},
		action: {
			en: 'Wait for the signer before.',
			zh: '请等待前一签署方。',
		},
	},
	DOCUMENT_TERMS: {
		en: 'The terms of the deposit do not hold together: {reason}.',
		zh: '存证条款不一致：{reason}。',
		cause: {
			en: 'Readers, signers, threshold, subject or deadline contradict each other or the registry.',
			zh: '可读者、签署方、门限、主体或期限相互矛盾或与登记不符。',
		},
		action: {
			en: 'Correct the terms and deposit again.',
			zh: '请更正条款后重新存证。',
		},
	},
	DOCUMENT_OPEN_LIMIT: {
		en: '{depositor} has {open} documents that await signatures, the most there may be.',
		zh: '{depositor} 有 {open} 个文件等待签署，已达上限。',
		cause: {
			en: 'Open documents of one depositor are bounded.',
			zh: '每个存证人的未完成文件数量有限。',
		},
		action: {
			en: 'Wait until some are complete or lapse.',
			zh: '请等待部分文件完成或过期。',
		},
	},
	DOCUMENT_QUOTA: {
		en: '{bytes} bytes more do not fit: the node keeps {quotaBytes} bytes of documents at most.',
		zh: '无法再存 {bytes} 字节：节点最多保存 {quotaBytes} 字节文件。',
		cause: {
			en: "The quota of this node's document store is used up.",
			zh: '该节点文件存储配额已用尽。',
		},
		action: {
			en: 'Raise documentQuotaBytes in config.json and restart, on a disk with room.',
			zh: '请在有空间的磁盘上提高 config.json 中的 documentQuotaBytes 并重启。',
		},
	},
	DOCUMENT_BLOCK_MISSING: {
		en: 'Block {cid} is not kept here.',
		zh: '此处未保存数据块 {cid}。',
		cause: {
			en: 'It was never fetched, or was lost.',
			zh: '该数据块从未获取或已丢失。',
		},
		action: {
			en: 'Nothing to do: the node asks the other holders.',
			zh: '无需操作：节点会向其他持有者请求。',
		},
	},
	DOCUMENT_LOST: {
		en: 'No holder that can be reached has all of document {document}: {missing} blocks are missing.',
		zh: '可联系的持有者均无完整的文件 {document}：缺少 {missing} 个数据块。',
		cause: {
			en: 'Every replica is gone, damaged or out of reach.',
			zh: '所有副本均已丢失、损坏或无法联系。',
		},
		action: {
			en: 'Bring the node of a holder back: it returns what is missing. Where no holder is left, deposit the original file anew, under a new id.',
			zh: '请让持有者的节点恢复运行，由其补回缺失部分；若已无持有者，请将原始文件重新存证，编号将是新的。',
		},
	},
	DOCUMENT_NOT_ENTITLED: {
		en: 'Nobody for whom {peer} acts may have document {document}.',
		zh: '{peer} 所代表的参与方均无权获得文件 {document}。',
		cause: {
			en: 'Blocks go only to nodes of the depositor, readers, signers and holders of a released key.',
			zh: '数据块只提供给存证人、可读者、签署方及持有已释放密钥者的节点。',
		},
		action: {
			en: 'Ask the depositor for a grant.',
			zh: '请向存证人申请授权。',
		},
	},
	DOCUMENT_PROOF: {
		en: 'The proof that {peer} acts for {participant} is refused: {reason}.',
		zh: '{peer} 代表 {participant} 的证明被拒绝：{reason}。',
		cause: {
			en: 'It is for another peer, chain or key, or has expired.',
			zh: '该证明针对其他节点、链或密钥，或已过期。',
		},
		action: {
			en: 'Check the clocks and keys of the asking node.',
			zh: '请检查请求节点的时钟与密钥。',
		},
	},
	DOCUMENT_BUSY: {
		en: 'The peer answers no more document requests for now.',
		zh: '对方节点暂不响应更多文件请求。',
		cause: {
			en: 'This node has used up its share of requests or bytes.',
			zh: '本节点已用尽请求数或字节配额。',
		},
		action: {
			en: 'Nothing to do: the node asks again later.',
			zh: '无需操作：节点稍后重试。',
		},
	},
	DOCUMENT_PEER_REFUSED: {
		en: '{peer} refuses document blocks: {reason}.',
		zh: '{peer} 拒绝提供文件数据块：{reason}。',
		cause: {
			en: 'The peer does not hold them, does not know the deposit yet, or finds this node not entitled.',
			zh: '对方未持有、尚未获知存证，或认为本节点无权。',
		},
		action: {
			en: 'Nothing to do where another holder answers.',
			zh: '若有其他持有者响应则无需操作。',
		},
	},
	DOCUMENT_UPLOAD: {
		en: 'The upload cannot go on: {reason}.',
		zh: '上传无法继续：{reason}。',
		cause: {
			en: 'Its parts came out of order, too late or too many at once.',
			zh: '上传的分段顺序错误、过晚或同时过多。',
		},
		action: {
			en: 'Start the upload again.',
			zh: '请重新上传。',
		},
	},
	DOCUMENT_FILE: {
		en: '{file} cannot be read or written: {reason}.',
		zh: '无法读写 {file}：{reason}。',
		cause: {
			en: 'The file is missing, is there already, or the account of the node may not touch it.',
			zh: '文件不存在、已经存在，或节点账户无权访问。',
		},
		action: {
			en: 'Check the path; an existing file is never overwritten.',
			zh: '请检查路径；已有文件不会被覆盖。',
		},
	},
	DOCUMENT_KEY_MISSING: {
		en: 'No secret of {participant} on this node opens document {document}.',
		zh: '本节点上 {participant} 的私钥均无法打开文件 {document}。',
		cause: {
			en: 'The key was wrapped to an encryption key whose secret this keystore does not hold.',
			zh: '密钥是为本密钥库未持有私钥的加密密钥封装的。',
		},
		action: {
			en: 'Open it on the node that holds the secret, or restore the key file.',
			zh: '请在持有私钥的节点上打开，或恢复密钥文件。',
		},
	},
} as const satisfies { [code: string]: CatalogueEntry };
