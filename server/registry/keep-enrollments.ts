import { standingOf } from '../engine/compiled/standing.ts';
import type { CompiledState } from '../engine/compiled/state.ts';
import type { PartyDecision } from '../engine/decisions/model.ts';
import { dayToIso, isoToDay, showValue } from '../engine/facts/render.ts';
import type { Value } from '../engine/facts/value.ts';
import type { Program } from '../engine/program/model.ts';
import type { Transaction } from '../store/database.ts';
import { type EnrollmentName, enrollmentsOf, type KeptStanding, keepStandings } from '../store/registry/enrollments.ts';
import type { Benefit } from '../store/registry/tables.ts';
import type { Followed, FollowedShard } from './case-steps.ts';

/** What was written last of a state's enrollments: where it is the same again, nobody needs to look. A state of which nothing came is dropped with it. */
const written = new WeakMap<CompiledState, Map<string, string>>();

/** The enrollments of decisions, as they stand after them. */
export async function keepEnrollments(tx: Transaction, program: Program, shards: readonly FollowedShard[]): Promise<void> {
  const all = shards.flatMap(({ decisions, state }) => saidIn(program, decisions).map((each) => ({ ...each, state })));
  const provisioned = all.filter(({ said }) => said.provisions.length > 0).map(({ said }) => said);
  const benefits = new Map(
    (await enrollmentsOf(tx, program.id, provisioned)).map((row) => [JSON.stringify([row.partner, row.partner_type]), row.benefits]),
  );
  const standings = all.flatMap(({ key, said: each, state }) => {
    const standing = standingRow(program, state, each);
    if (standing === undefined) return [];
    const { qualified, provisions } = each;
    const now = provisions.length === 0 ? undefined : provisions.reduce(provision, benefits.get(key) ?? []);
    const said = { ...standing, ...(qualified !== undefined && { qualified }), ...(now !== undefined && { benefits: now }) };
    const text = JSON.stringify(said);
    const before = writtenOf(state);
    return before.get(key) === text ? [] : [{ key, text, before, row: { ...said, tierSince: each.on } }];
  });
  const known = await keepStandings(
    tx,
    program.id,
    standings.map(({ row }) => row),
  );
  for (const { key, text, before, row } of standings) if (known.has(row.partner)) before.set(key, text);
}

function writtenOf(state: CompiledState): Map<string, string> {
  const before = written.get(state) ?? new Map<string, string>();
  written.set(state, before);
  return before;
}

/** By enrollment. */
function saidIn(program: Program, decisions: readonly Followed[]): readonly { readonly key: string; readonly said: Said }[] {
  const said = new Map<string, Said>();
  for (const { decision } of decisions)
    for (const party of decision.parties) {
      const key = JSON.stringify([party.partner, party.partnerType]);
      const before = said.get(key) ?? { partner: party.partner, partnerType: party.partnerType, on: decision.on, provisions: [] };
      said.set(key, saying(before, program, party, decision.kind, decision.on));
    }
  return [...said].map(([key, each]) => ({ key, said: each }));
}

/** All of them as they stand in a state. */
export async function restateEnrollments(
  tx: Transaction,
  program: Program,
  of: readonly EnrollmentName[],
  state: CompiledState,
  today: string,
): Promise<void> {
  const standings = of.flatMap((name) => standingRow(program, state, name) ?? []);
  await keepStandings(
    tx,
    program.id,
    standings.map((standing) => ({ ...standing, tierSince: today })),
  );
}

interface Said extends EnrollmentName {
  /** Of the last move of the tier, or else of the first decision. */
  readonly on: string;
  readonly qualified?: string;
  readonly provisions: readonly Provision[];
}

/** Benefits that rules decided, granted or not. */
interface Provision {
  readonly decided: ReadonlySet<string>;
  readonly granted: readonly Benefit[];
}

function saying(before: Said, { rules }: Program, party: PartyDecision, kind: string, on: string): Said {
  const { tier, benefits, partnerType } = party;
  const moved = tier !== undefined && tier.before !== tier.after;
  const day = isoToDay(on) ?? 0;
  const decided = new Set(
    rules.flatMap((rule) =>
      rule.decides === 'benefit' && rule.on.has(kind) && rule.for.has(partnerType) && rule.from <= day && day < rule.to
        ? [rule.benefit]
        : [],
    ),
  );
  return {
    ...before,
    ...(moved && { on }),
    ...(tier !== undefined && { qualified: tier.qualified }),
    ...(decided.size > 0 && {
      provisions: [...before.provisions, { decided, granted: benefits.map((benefit) => ({ ...benefit, since: on })) }],
    }),
  };
}

/** What is granted as before stays since then; what was decided and not granted is gone. */
function provision(before: readonly Benefit[], { decided, granted }: Provision): readonly Benefit[] {
  const kept = before.filter(({ benefit }) => !decided.has(benefit));
  const since = new Map(before.map((each) => [JSON.stringify([each.benefit, each.grant, each.amount]), each.since]));
  return [
    ...kept,
    ...granted.map((each) => ({ ...each, since: since.get(JSON.stringify([each.benefit, each.grant, each.amount])) ?? each.since })),
  ];
}

function standingRow(
  program: Program,
  state: CompiledState,
  { partner, partnerType }: EnrollmentName,
): Omit<KeptStanding, 'tierSince'> | undefined {
  const standing = standingOf(state, partner, partnerType);
  if (standing === undefined) return undefined;
  const { enrolledOn, tier, graceUntil, provisional, profile } = standing;
  return {
    partner,
    partnerType,
    enrolledOn: dayToIso(enrolledOn),
    ...(tier !== undefined && { tier }),
    ...(graceUntil !== undefined && { graceUntil: dayToIso(graceUntil) }),
    facts: shownFacts(program, profile),
    provisional,
  };
}

/** As an activity's document has them. */
function shownFacts({ catalogue, currency }: Program, profile: ReadonlyMap<string, Value>): Readonly<Record<string, unknown>> {
  const shown = [...profile].flatMap(([name, value]) => {
    const type = catalogue.facts.get(name)?.type;
    return type === undefined ? [] : [[name, showValue(type, value, currency.digits)] as const];
  });
  return Object.fromEntries(shown);
}
