import { toHex } from '../../../shared/codec/bytes.ts';
import { DEED_DOMAIN } from '../../../shared/codec/deed.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { deedEvidence } from '../deed-evidence.ts';
import { signingFile, submitSigned } from '../deed-files.ts';
import { type DeedReviewScope, deedChecks, deedEffects } from '../deed-review.ts';
import { amendPendingDeed, awaitedOf, refuseDeed, signDeeds } from '../deed-signing.ts';
import { annexOf, deedSummaryOf, deedTradesOf, needsMe } from '../deed-summary.ts';
import type { ConsoleServices } from '../services.ts';
import { contract, requireOperator } from './procedure.ts';

export function deedProcedures(services: ConsoleServices) {
	const { node, model, proofs, requireReady } = services;
	return {
		list: contract.deeds.list.handler(({ input }) => {
			requireReady();
			const awaiting = [...model.products.awaiting.values()].sort((a, b) => a.deadline - b.deadline);
			const mine = awaiting.filter((deed) => needsMe(deed, services));
			const others = awaiting.filter((deed) => !needsMe(deed, services));
			const ended = model.products.ended;
			const chosen = [...mine, ...others].slice(0, input.limit);
			for (let at = ended.length - 1; at >= 0 && chosen.length < input.limit; at--)
				chosen.push(ended[at] as (typeof ended)[number]);
			return {
				deeds: chosen.map((deed) => deedSummaryOf(deed, services)),
				needsMe: mine.length,
				total: awaiting.length + ended.length,
				asOfHeight: model.asOfHeight,
			};
		}),
		get: contract.deeds.get.handler(({ input }) => {
			requireReady();
			const deed = model.products.deed(input.deed);
			if (!deed) throw new CodedError('CONSOLE_DEED_UNKNOWN', { deed: input.deed });
			const awaited = awaitedOf(deed, services);
			const scope: DeedReviewScope = {
				chainId: node.chainId,
				gridOperator: node.genesis.market.gridOperator,
				now: Math.floor(node.clock.now()),
				sha256: proofs.sha256,
				signing: deed.signers.filter(({ participant, signed }) => !signed && awaited.includes(participant)),
			};
			return {
				summary: deedSummaryOf(deed, services),
				trades: deedTradesOf(deed),
				annex: annexOf(deed),
				amendments: deed.amendments.map(({ former, formerDocument, ...amendment }) => ({
					...amendment,
					former: toHex(former),
					formerDocument: toHex(formerDocument),
				})),
				document: toHex(deed.document),
				digest: toHex(deed.digest),
				domain: DEED_DOMAIN,
				tariff: deed.product.terms.tariff,
				feedIn: deed.product.terms.feedIn,
				effects: deedEffects(deed, scope),
				checks: deedChecks(deed, scope),
				signatures: deed.signers.flatMap(({ participant, signed }) =>
					signed ? [{ participant, signature: toHex(signed.signature), transactionId: signed.transactionId }] : [],
				),
			};
		}),
		sign: contract.deeds.sign.handler(({ input, context }) => {
			requireOperator(context, 'deeds.sign');
			requireReady();
			return signDeeds(input.deeds, services);
		}),
		evidence: contract.deeds.evidence.handler(({ input }) => {
			requireReady();
			return deedEvidence(input.deed, services);
		}),
		signingFile: contract.deeds.signingFile.handler(({ input: { participant, product } }) => {
			requireReady();
			const content = signingFile(participant, product, { chainId: node.chainId, model });
			const file = `deeds-to-sign-${participant}-${model.asOfHeight}.json`;
			return { file, text: JSON.stringify(content, null, '\t'), deeds: content.deeds.length };
		}),
		submitSigned: contract.deeds.submitSigned.handler(({ input: { file, text }, context }) => {
			requireOperator(context, 'deeds.submitSigned');
			requireReady();
			return submitSigned(file, text, services);
		}),
		amend: contract.deeds.amend.handler(({ input, context }) => {
			requireOperator(context, 'deeds.amend');
			requireReady();
			return amendPendingDeed(input, services);
		}),
		refuse: contract.deeds.refuse.handler(({ input, context }) => {
			requireOperator(context, 'deeds.refuse');
			requireReady();
			return refuseDeed(input.deed, input.reason, services);
		}),
	};
}
