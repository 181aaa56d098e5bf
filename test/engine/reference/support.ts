import type { ActivityDocument, PartnerDocument, ProgramDocument } from '../../../schemas/types.ts';
import type { Decision, PartyDecision } from '../../../server/engine/decisions/model.ts';
import { readActivity, readPartner } from '../../../server/engine/facts/intake.ts';
import { isoToDay } from '../../../server/engine/facts/render.ts';
import type { Day } from '../../../server/engine/facts/value.ts';
import { loadProgramDocument } from '../../../server/engine/program/load.ts';
import type { Program, Timeline } from '../../../server/engine/program/model.ts';
import { createReference } from '../../../server/engine/reference/evaluator.ts';

type Rule = ProgramDocument['rules'][number];

/** A program of the parts given, without regard to warnings. */
export const program = (parts: Partial<ProgramDocument>): ProgramDocument => ({
  id: 'trial',
  name: 'A trial',
  currency: 'USD',
  rounding: 'half-even',
  calendar: { fiscalYearStart: '01-01', timeZone: 'UTC' },
  partnerTypes: {},
  rules: [],
  ...parts,
});

export const partnerType = (produces: readonly string[], tiers?: ProgramDocument['partnerTypes'][string]['tiers']) =>
  ({
    objective: 'Reach customers.',
    judgedBy: 'win-rate',
    produces: [...produces],
    commercialModel: { pricing: 'p', support: 's', customerSuccess: 'c', renewal: 'r' },
    ...(tiers === undefined ? {} : { tiers }),
  }) as ProgramDocument['partnerTypes'][string];

export const always = { all: [{ fact: 'activity.kind', operator: 'exists', value: true }] };

export const rule = (name: string, decides: Rule['decides'], on: readonly string[], params: object, more: object = {}): Rule =>
  ({
    name,
    decides,
    for: ['reseller'],
    ...(decides === 'tier' ? {} : { on: [...on] }),
    ...(decides === 'incentive' || decides === 'obligation' ? { moves: 'win-rate' } : {}),
    conditions: always,
    event: { type: decides, params },
    ...more,
  }) as Rule;

export const incentive = (name: string, amount: string, params: object = {}, more: object = {}): Rule =>
  rule(name, 'incentive', ['deal-closed'], { incentive: name, payee: 'partner', amount, ...params }, more);

export const when = (fact: string, operator: string, value: unknown) => ({ conditions: { all: [{ fact, operator, value }] } });

export const reseller = (id = 'acme', enrolledOn = '2026-01-01', more: object = {}): PartnerDocument =>
  ({ id, enrollments: [{ partnerType: 'reseller', enrolledOn, ...more }] }) as PartnerDocument;

let count = 0;
export const act = (kind: string, occurredOn: string, facts: Record<string, unknown> = {}, more: object = {}): ActivityDocument => {
  count += 1;
  return { source: 'crm', id: `a${count}`, kind, occurredOn, partner: 'acme', partnerType: 'reseller', facts, ...more } as ActivityDocument;
};
export const deal = (occurredOn: string, amount: string, facts: Record<string, unknown> = {}, more: object = {}): ActivityDocument =>
  act('deal-closed', occurredOn, { 'deal.amount': amount, ...facts }, more);

export function load(document: ProgramDocument): Program {
  const result = loadProgramDocument(document);
  if (!result.ok)
    throw new Error(
      JSON.stringify(
        result.diagnostics.filter(({ severity }) => severity === 'error'),
        null,
        1,
      ),
    );
  return result.program;
}

export const timeline = (...documents: readonly ProgramDocument[]): Timeline => ({ id: 'trial', versions: documents.map(load) });

export const day = (text: string): Day => {
  const found = isoToDay(text);
  if (found === undefined) throw new Error(`no day ${text}`);
  return found;
};

/** Folds a history, saving and restoring the state at each step to show that it survives. */
export async function fold(
  versions: Timeline | ProgramDocument,
  partners: readonly PartnerDocument[],
  activities: readonly ActivityDocument[],
  until?: string,
): Promise<readonly Decision[]> {
  const line = 'versions' in versions ? versions : timeline(versions);
  const [program] = line.versions;
  if (program === undefined) throw new Error('no version');
  const evaluator = createReference(line);
  const enrollments = partners.flatMap((partner) => must(readPartner(program, partner)).enrollments);
  let state = evaluator.begin(enrollments);
  const decisions: Decision[] = [];
  for (const document of activities) {
    decisions.push(...(await evaluator.step(state, must(readActivity(program, document)).activity, { explain: true })));
    state = evaluator.restore(evaluator.save(state));
  }
  if (until !== undefined) decisions.push(...(await evaluator.advance(state, day(until), { explain: true })));
  return decisions;
}

function must<T extends { readonly ok: boolean }>(result: T): Extract<T, { readonly ok: true }> {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result as Extract<T, { readonly ok: true }>;
}

/** The only party of a decision. */
export function party(decision: Decision | undefined): PartyDecision {
  const [only] = decision?.parties ?? [];
  if (only === undefined) throw new Error(`no party in ${JSON.stringify(decision)}`);
  return only;
}

/** Each decision's lines as INCENTIVE AMOUNT, with the status where it isn't due. */
export const linesOf = (decision: Decision | undefined): readonly string[] =>
  (decision?.parties ?? []).flatMap(({ lines }) =>
    lines.map(({ incentive, amount, status }) => (status === 'due' ? `${incentive} ${amount}` : `${incentive} ${status}`)),
  );

export const ofKind = (decisions: readonly Decision[], kind: string): readonly Decision[] => decisions.filter((each) => each.kind === kind);
