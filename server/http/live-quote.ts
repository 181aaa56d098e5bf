import type { ActivityDocument } from '../../schemas/types.ts';
import type { Deals } from '../deals/model.ts';
import { explainDecision } from '../engine/decisions/explain.ts';
import { withoutReasoning } from '../engine/decisions/without-reasoning.ts';
import { dealt } from './deal-problems.ts';
import { Problem } from './problem.ts';
import type { QuoteAnswer, QuoteRequest } from './quote.ts';

/** A quote for a partner that is known here: what recording the activity would give. */
export async function liveQuote(deals: Deals | undefined, program: string, quote: QuoteRequest, at = ''): Promise<QuoteAnswer> {
  const { partner, otherPartners = [], earlier = [], activity, explain = false } = quote;
  if (deals === undefined)
    throw new Problem('invalid-partner', 'Nothing is recorded here.', [
      {
        pointer: `${at}/partner`,
        message: 'An id was given, and no partners are kept here.',
        hint: 'Give the partner with its enrollments.',
      },
    ]);
  if (otherPartners.length > 0 || earlier.length > 0)
    throw new Problem('invalid-history', 'Of a partner that is known here the history is known too.', [
      {
        pointer: `${at}/${earlier.length > 0 ? 'earlier' : 'otherPartners'}`,
        message: 'With the id of a partner nothing else goes along.',
        hint: 'Leave it out.',
      },
    ]);
  const document = activity as ActivityDocument;
  const named = [document.partner, ...(document.parties ?? []).map((party) => party.partner)];
  if (!named.includes(String(partner)))
    throw new Problem('invalid-activity', 'The activity is somebody else’s.', [
      { pointer: `${at}/activity`, message: `${String(partner)} is none of its parties.`, hint: 'Name it in partner, or in parties.' },
    ]);
  const { decision, due } = await dealt('unknown-program', () => deals.quote(program, document), `${at}/activity`);
  return {
    decision: explain === false ? withoutReasoning(decision) : decision,
    ...(explain !== false && { due }),
    ...(explain === 'sentences' && { sentences: explainDecision(decision) }),
    program: decision.program,
  };
}
