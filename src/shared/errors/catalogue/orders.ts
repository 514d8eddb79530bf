import type { CatalogueEntry } from '../entry.ts';

/** What order entry refuses, apart from the rules that every product has had. */
export const orderErrors = {
	ORDER_FORM: {
		en: 'Order {index}: a product of mechanism {mechanism} takes no order of the form {form}.',
		zh: '订单 {index}：机制为 {mechanism} 的产品不接受 {form} 类型的订单。',
		cause: {
			en: 'Each mechanism is defined for certain forms of orders.',
			zh: '每种机制只适用于特定的订单类型。',
		},
		action: { en: 'Send it as limit orders, or in another product.', zh: '请改用限价订单，或选择其他产品。' },
	},
	ORDER_SOURCE: {
		en: 'Order {index}: this product takes no such source.',
		zh: '订单 {index}：该产品不接受此来源条件。',
		cause: {
			en: 'Sources are matched in products of one zone by uniform price, continuous and listing; an offer may only state that it is renewable.',
			zh: '仅单区的统一价格、连续与挂牌产品支持来源匹配；卖单只能声明为可再生能源。',
		},
		action: { en: 'Leave the source out.', zh: '请去掉来源条件。' },
	},
	ORDER_NAME_TAKEN: {
		en: 'Your live order {order} already has the name {name}.',
		zh: '您的有效订单 {order} 已使用名称 {name}。',
		cause: {
			en: "A name stands for one of its owner's live orders of a product.",
			zh: '同一产品内，一个名称只对应所有者的一个有效订单。',
		},
		action: { en: 'Amend that order, or choose another name.', zh: '请修改该订单，或使用其他名称。' },
	},
	ORDER_NAME_MISSING: {
		en: 'Row {index} of the batch has no name.',
		zh: '批次第 {index} 行没有名称。',
		cause: {
			en: 'By their names, rows are found again when a batch is sent again.',
			zh: '重新发送批次时依靠名称识别各行。',
		},
		action: { en: 'Give every row a name of its own.', zh: '请为每一行指定唯一名称。' },
	},
	ORDER_PARENT: {
		en: 'There is no block {parent} that this one may follow; a family has {generations} generations.',
		zh: '没有可供此区块订单依附的父区块 {parent}；族系最多 {generations} 代。',
		cause: {
			en: 'A parent is a live block of the same owner, placed before its children and none of their descendants.',
			zh: '父区块须为同一所有者的有效区块订单，先于子区块提交，且不是其后代。',
		},
		action: { en: 'Place the parent first, or shorten the family.', zh: '请先提交父区块，或缩短族系。' },
	},
	ORDER_HAS_CHILDREN: {
		en: 'Block {name} has blocks linked to it.',
		zh: '区块订单 {name} 仍有关联的子区块。',
		cause: { en: 'A parent lives as long as its children.', zh: '有子区块时父区块不能撤销。' },
		action: { en: 'Cancel or amend the linked blocks first.', zh: '请先撤销或修改关联的区块订单。' },
	},
	BATCH_ROOT: {
		en: 'The root of batch {batch} is not that of its rows.',
		zh: '批次 {batch} 的根与其各行不符。',
		cause: {
			en: 'The rows were changed or reordered after the root was made.',
			zh: '计算根之后，行被更改或调整了顺序。',
		},
		action: { en: 'Compute the root of the rows that are sent.', zh: '请对实际发送的行重新计算根。' },
	},
	BATCH_ROW: {
		en: 'Row {index} ({name}) of the batch is refused: {code}.',
		zh: '批次第 {index} 行（{name}）被拒绝：{code}。',
		cause: {
			en: 'The batch was sent to be taken as a whole or not at all.',
			zh: '该批次要求整体接受，否则全部拒绝。',
		},
		action: { en: 'Correct the row, or send the batch without allOrNone.', zh: '请更正该行，或取消整体接受选项。' },
	},
	BATCH_LIMIT: {
		en: 'You have your {max} batches in {product} already.',
		zh: '您在 {product} 中已有 {max} 个批次。',
		cause: { en: "The number of a participant's batches in a product is bounded.", zh: '单个参与者的批次数量有上限。' },
		action: { en: 'Send one of the present batches again.', zh: '请重新发送现有的某个批次。' },
	},
	BATCH_MECHANISM: {
		en: 'Product {product} takes no batches.',
		zh: '产品 {product} 不接受批次。',
		cause: {
			en: 'Orders that trade at once are placed one by one.',
			zh: '即时成交的订单须逐个提交。',
		},
		action: { en: 'Place the orders singly.', zh: '请逐个提交订单。' },
	},
	PRODUCT_SEALED: {
		en: 'Orders of {product} are sealed.',
		zh: '{product} 的订单为密封订单。',
		cause: {
			en: 'They are committed to before gate closure and revealed after it.',
			zh: '订单须在关闸前提交承诺，关闸后揭示。',
		},
		action: { en: 'Send a commitment.', zh: '请发送承诺。' },
	},
	PRODUCT_NOT_SEALED: {
		en: 'Orders of {product} are open.',
		zh: '{product} 的订单为公开订单。',
		cause: { en: 'The product takes no commitments.', zh: '该产品不接受承诺。' },
		action: { en: 'Place the orders.', zh: '请直接提交订单。' },
	},
	COMMITMENT_UNKNOWN: {
		en: 'There is no commitment {commitment}.',
		zh: '没有承诺 {commitment}。',
		cause: { en: 'It was never made, or its product is settled.', zh: '承诺从未提交，或其产品已结算。' },
		action: { en: 'Check the id.', zh: '请检查标识。' },
	},
	COMMITMENT_LIMIT: {
		en: '{product} takes at most {max} commitments here.',
		zh: '{product} 在此最多接受 {max} 个承诺。',
		cause: {
			en: 'The number of commitments of a product, and of one participant in it, is bounded.',
			zh: '产品及单个参与者的承诺数量有上限。',
		},
		action: { en: 'Put more orders into one commitment.', zh: '请在一个承诺中放入更多订单。' },
	},
	COMMITMENT_MISMATCH: {
		en: 'Salt and orders are not what commitment {commitment} was made of.',
		zh: '盐值和订单与承诺 {commitment} 不符。',
		cause: {
			en: 'A commitment opens to its exact salt and orders alone.',
			zh: '承诺只能用其原有的盐值和订单打开。',
		},
		action: { en: 'Send the salt and orders that were committed to.', zh: '请发送承诺时的盐值和订单。' },
	},
	COMMITMENT_CLOSED: {
		en: 'Commitment {commitment} is {status}.',
		zh: '承诺 {commitment} 的状态为 {status}。',
		cause: { en: 'A commitment is opened once.', zh: '承诺只能打开一次。' },
		action: { en: 'Nothing is left to do.', zh: '无需再操作。' },
	},
	REVEAL_CLOSED: {
		en: 'Commitments of {product} are opened from {gateClosure} until before {revealUntil}.',
		zh: '{product} 的承诺须在 {gateClosure} 至 {revealUntil} 之前打开。',
		cause: { en: 'The block time is outside this window.', zh: '区块时间不在该窗口内。' },
		action: { en: 'Reveal inside the window.', zh: '请在窗口内揭示。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
