import type { ActivityDocument, PartnerDocument } from '../../../schemas/types.ts';
import type { Shown } from '../../engine/decisions/model.ts';
import type { Activity, Enrollment } from '../../engine/facts/activity.ts';
import { dayToIso, showValue } from '../../engine/facts/render.ts';
import type { FactType, Value } from '../../engine/facts/value.ts';
import type { Program } from '../../engine/program/model.ts';
import { WHOLE } from './firm.ts';

/** An activity as a document says it; read back, it is the same. Only of activities in the program's currency. */
export function activityDocument(program: Program, activity: Activity): ActivityDocument {
  const { source, id, revision, kind, day, at, parties, facts, items, terms } = activity;
  if (activity.exchange !== undefined) throw new Error(`activity ${id} came in another currency: its own amounts are gone`);
  const show = (values: ReadonlyMap<string, Value>): Record<string, Shown> =>
    shown(program, values, (name) => program.catalogue.facts.get(name)?.type);
  const [first] = parties;
  const alone = parties.length === 1 && first?.role === 'principal' && first.share === WHOLE;
  return {
    source,
    id,
    ...(revision !== 1 && { revision }),
    kind,
    occurredOn: dayToIso(day),
    ...(at !== undefined && { at: new Date(at).toISOString() }),
    ...(alone
      ? { partner: first.partner, partnerType: first.partnerType }
      : {
          parties: parties.map(({ partner, partnerType, role, share }) => ({
            partner,
            partnerType,
            role,
            share: String(showValue('rate', share, 0)),
          })),
        }),
    ...(facts.size > 0 && { facts: show(facts) }),
    ...(items.length > 0 && { items: items.map(show) }),
    ...(terms.size > 0 && { terms: shown(program, terms, (name) => typeOfParameter(program, name)) }),
  } as ActivityDocument;
}

export function partnerDocument(program: Program, enrollment: Enrollment): PartnerDocument {
  const { partner, partnerType, enrolledOn, tier, profile } = enrollment;
  const facts = shown(program, profile, (name) => program.catalogue.facts.get(name)?.type);
  return {
    id: partner,
    enrollments: [
      { partnerType, enrolledOn: dayToIso(enrolledOn), ...(tier !== undefined && { tier }), ...(profile.size > 0 && { facts }) },
    ],
  } as PartnerDocument;
}

function typeOfParameter(program: Program, name: string): FactType | undefined {
  const parameter = program.parameters.get(name);
  return parameter?.kind === 'scalar' ? parameter.type : undefined;
}

function shown(
  program: Program,
  values: ReadonlyMap<string, Value>,
  typeOf: (name: string) => FactType | undefined,
): Record<string, Shown> {
  const shown: Record<string, Shown> = {};
  for (const [name, value] of values) {
    const type = typeOf(name);
    if (type === undefined) throw new Error(`the program doesn't know ${name}`);
    shown[name] = showValue(type, value, program.currency.digits);
  }
  return shown;
}
