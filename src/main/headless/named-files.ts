import { fileURLToPath } from 'node:url';
import { CodedError } from '../../shared/errors/coded-error.ts';
import type { NeighbourhoodFiles } from '../demo/neighbourhood/types.ts';

/** Folder of the data that the product carries. */
export const RESOURCES = fileURLToPath(new URL('../../../resources', import.meta.url));

/** The files that the options name: all three, or none for what the demo directory holds or the product carries. */
export function namedFiles(options: {
	homes?: string;
	meters?: string;
	tariff?: string;
}): NeighbourhoodFiles | undefined {
	const { homes, meters, tariff } = options;
	if (homes !== undefined && meters !== undefined && tariff !== undefined) return { homes, meters, tariff };
	if (homes === undefined && meters === undefined && tariff === undefined) return undefined;
	throw new CodedError('OPTION_INVALID', {
		option: '--homes, --meters, --tariff',
		value: [homes, meters, tariff].filter((path) => path !== undefined).join(', '),
		expected: 'three files: they describe one neighbourhood and come together',
	});
}
