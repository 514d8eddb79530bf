import '../../../shared/errors/sentences.ts';
import type { ValidatorChannel } from '../../demo/network/validator-channel.ts';
import { runValidatorProcess } from '../../demo/network/validator-process.ts';
import { createNode, readNodeOptions } from '../../node/create-node.ts';
import { endProcess } from '../../node/process-end.ts';

/** Entry of a utility process: one validator on the directory that its host names. */
const directory = process.argv.at(-1) ?? '';

const channel: ValidatorChannel = {
	send: (message) => process.parentPort.postMessage(message),
	onMessage: (listener) => void process.parentPort.on('message', (event) => listener(event.data)),
	// Electron ends a utility process together with its host, so there is nobody left to tell.
	onClose: () => undefined,
};

runValidatorProcess({
	channel,
	createNode: async (clock) => createNode(await readNodeOptions(directory, { clock })),
})
	.then(() => endProcess(0))
	.catch(() => endProcess(1));
