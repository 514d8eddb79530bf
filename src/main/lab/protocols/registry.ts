import type { LabProtocol } from '../../../shared/contract/lab-terms.ts';
import { type CLbftProtocolModules, createCLbft } from './c-lbft/c-lbft.ts';
import { hotStuff } from './hotstuff/hotstuff.ts';
import { carousel, jolteon, jolteonReputation } from './jolteon/jolteon.ts';
import { libraBft } from './libra-bft/libra-bft.ts';
import { pbft } from './pbft/pbft.ts';
import { raft } from './raft/raft.ts';
import type { Protocol } from './replica.ts';

/** The protocol of that name; only C-LBFT needs anything, since it alone is the product's own code. */
export function createProtocol(name: LabProtocol, modules: CLbftProtocolModules): Protocol {
	switch (name) {
		case 'c-lbft':
			return createCLbft(modules) as Protocol;
		case 'libra-bft':
			return libraBft as Protocol;
		case 'pbft':
			return pbft as Protocol;
		case 'hotstuff':
			return hotStuff as Protocol;
		case 'jolteon':
			return jolteon as Protocol;
		case 'jolteon-reputation':
			return jolteonReputation as Protocol;
		case 'carousel':
			return carousel as Protocol;
		case 'raft':
			return raft as Protocol;
	}
}
