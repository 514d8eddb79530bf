import type { CatalogueEntry } from '../entry.ts';
import { dataDirectoryErrors } from './data-directory.ts';
import { keyErrors } from './keys.ts';
import { mempoolErrors } from './mempool.ts';
import { syncErrors } from './sync.ts';

export const nodeErrors = {
	...dataDirectoryErrors,
	...keyErrors,
	...mempoolErrors,
	...syncErrors,
	CRYPTO_SELF_TEST_FAILED: {
		en: 'The cryptographic self-test failed: {check}.',
		zh: '密码学自检失败：{check}。',
		cause: {
			en: "This platform's library answers an Ed25519 or SHA-256 test vector differently from its peers.",
			zh: '本平台的密码库对 Ed25519 或 SHA-256 测试向量的结果与其他节点不同。',
		},
		action: {
			en: 'Reinstall the dependencies; do not validate on this machine until the test passes.',
			zh: '请重新安装依赖；自检通过前不要在此机器上运行验证节点。',
		},
	},
	WORKER_FAILED: {
		en: 'A worker thread ended: {reason}.',
		zh: '工作线程异常结束：{reason}。',
		cause: {
			en: 'A part of the node that works beside it (execution or signature checks) failed, or the system ended it for want of memory.',
			zh: '节点的辅助线程（执行或签名验证）发生故障，或因内存不足被系统终止。',
		},
		action: {
			en: 'Start the node again; nothing final is lost. If it happens again, save the diagnostics (Node, About) and send them with a report.',
			zh: '请重新启动节点，已最终确认的内容不会丢失。若再次发生，请保存诊断文件（“节点”“关于”）并随报告附上。',
		},
	},
	NETWORK_LISTEN_FAILED: {
		en: 'Cannot listen on {address}: {reason}.',
		zh: '无法监听 {address}：{reason}。',
		cause: {
			en: "The port is taken or the address is not this machine's.",
			zh: '端口被占用或地址不属于本机。',
		},
		action: {
			en: 'Free the port or change `listen` in config.json.',
			zh: '请释放端口或修改 config.json 中的 listen。',
		},
	},
	NETWORK_FRAME_INVALID: {
		en: 'A peer sent an invalid frame: {reason}.',
		zh: '对等节点发送了无效帧：{reason}。',
		cause: {
			en: 'A frame is longer than its limit or of an unknown channel.',
			zh: '帧超过长度上限或通道未知。',
		},
		action: {
			en: "Nothing to do; the connection is closed. Ask the peer's operator if it repeats.",
			zh: '无需处理，连接已关闭；若反复出现，请联系对方运维。',
		},
	},
	CLOCK_BACKWARDS: {
		en: 'The chain clock reads {now} and cannot be set to {asked}.',
		zh: '链时钟当前为 {now}，不能设为 {asked}。',
		cause: {
			en: 'A clock setting would let time run backwards.',
			zh: '时钟设置会使时间倒退。',
		},
		action: {
			en: 'Anchor the clock at or after its present reading.',
			zh: '请将时钟锚定在当前读数或之后。',
		},
	},
	CLOCK_SPEED_INVALID: {
		en: 'The clock speed {speed} is not between 1 and {max}.',
		zh: '时钟速度 {speed} 不在 1 到 {max} 之间。',
		cause: {
			en: 'The speed factor is out of range.',
			zh: '速度倍数超出范围。',
		},
		action: {
			en: 'Choose a speed in the range.',
			zh: '请选择范围内的速度。',
		},
	},
	NODE_STOPPED: {
		en: 'The node was stopped.',
		zh: '节点已停止。',
		cause: {
			en: 'The node was stopped, or is stopping, while this question was on its way.',
			zh: '节点已停止或正在停止，而此请求仍在途中。',
		},
		action: {
			en: 'Start the node and ask again.',
			zh: '请启动节点后重试。',
		},
	},
	NODE_NOT_STARTED: {
		en: 'The node has not been started.',
		zh: '节点尚未启动。',
		cause: {
			en: 'A call came before start() had ended.',
			zh: '调用早于启动完成。',
		},
		action: {
			en: 'Wait for the start to end.',
			zh: '请等待启动完成。',
		},
	},
	NODE_FAILED: {
		en: 'The node stopped voting: {reason}.',
		zh: '节点已停止投票：{reason}。',
		cause: {
			en: 'An unexpected error in the driver, or the disk refused a write.',
			zh: '驱动程序出现意外错误，或磁盘拒绝写入。',
		},
		action: {
			en: 'Make sure that the disk has room and can be written, then start the node again. Its log (logs/node.log) has the whole reason.',
			zh: '请确认磁盘有空间且可写入，然后重新启动节点。完整原因见其日志（logs/node.log）。',
		},
	},
	STATE_PATHS_TOO_MANY: {
		en: '{paths} paths are more than the {limit} that are proven together.',
		zh: '一次最多同时证明 {limit} 个状态路径，现为 {paths} 个。',
		cause: {
			en: 'Proofs of several leaves under one state root have a limit per question.',
			zh: '同一状态根下的多叶证明在一次请求中有数量上限。',
		},
		action: {
			en: 'Ask for fewer paths at once.',
			zh: '请一次请求较少的路径。',
		},
	},
	BLOCK_RANGE_INVALID: {
		en: 'Heights {from} to {to} are not a range of blocks.',
		zh: '高度 {from} 至 {to} 不是有效的区块范围。',
		cause: {
			en: 'A range starts at 1 or above and ends at or above its start.',
			zh: '范围须从 1 或以上开始，且终点不小于起点。',
		},
		action: {
			en: 'Ask for another range.',
			zh: '请改用其他范围。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
