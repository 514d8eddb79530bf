export { amountOf } from '../../../shared/codec/units.ts';
