import { CodedError } from '../errors/coded-error.ts';
import type { BindBlock, BlockSection } from './block-binding.ts';
import type { CheckBoard } from './check-board.ts';

/** Bytes of blocks on their way at most, beyond one block. */
const MAX_BYTES = 33_554_432;

/** Has the hashes of blocks checked while the file is read on. */
export class BindingQueue {
	readonly #board: CheckBoard;
	readonly #bindBlock: BindBlock;
	readonly #underWay: { readonly bytes: number; readonly answer: Promise<void> }[] = [];
	#bytes = 0;

	constructor(modules: { readonly board: CheckBoard; readonly bindBlock: BindBlock }) {
		this.#board = modules.board;
		this.#bindBlock = modules.bindBlock;
	}

	/** @param notItsCid the fault of a block that is not what its CID says */
	ask(section: BlockSection, notItsCid: () => CodedError): void {
		const { node, bytes } = section;
		const answer = this.#bindBlock(section).then((binding) => {
			if (!binding.cid) this.#board.fault('container', notItsCid());
			if (!node) return;
			for (const part of ['receipts', 'events'] as const)
				if (!binding[part]) this.#board.fault(part, new CodedError('BUNDLE_BLOCK', { height: node.height, part }));
		});
		// Awaited later: until then a failed thread is nobody's unhandled rejection.
		answer.catch(() => undefined);
		this.#underWay.push({ bytes: bytes.length, answer });
		this.#bytes += bytes.length;
	}

	/** Resolves when there is room for more. */
	async room(): Promise<void> {
		while (this.#bytes > MAX_BYTES) await this.#oldest();
	}

	async drain(): Promise<void> {
		while (this.#underWay.length > 0) await this.#oldest();
	}

	async #oldest(): Promise<void> {
		const first = this.#underWay.shift();
		if (!first) return;
		this.#bytes -= first.bytes;
		await first.answer;
	}
}
