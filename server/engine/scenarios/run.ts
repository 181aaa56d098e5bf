import type { Expectation, ScenarioDocument } from '../../../schemas/types.ts';
import { createCompiled } from '../compiled/evaluator.ts';
import { sameShown } from '../decisions/amounts.ts';
import type { Decision } from '../decisions/model.ts';
import { isoToDay } from '../facts/render.ts';
import { type Folded, foldHistory } from '../fold/fold.ts';
import { type Refused, readActivities, readPartners } from '../fold/read.ts';
import type { Finding } from '../program/diagnostic.ts';
import { documentFaults } from '../program/limits.ts';
import type { Timeline } from '../program/model.ts';
import { schemaFindings } from '../program/schema.ts';
import { quote } from '../program/wording.ts';
import { createReference } from '../reference/evaluator.ts';
import { compareExpectation, type Meant, type ScenarioDifference, sumDue } from './compare.ts';
import { unknownNames } from './names.ts';
import { workFindings } from './work.ts';

/*
 * One runner for the command line, the editor and the tests. A **scenario** is partners, a history and
 * the decisions expected of it; what an expectation leaves out isn't looked at.
 */

export type EvaluatorName = 'reference' | 'compiled';

export interface ScenarioResult {
  /** Empty where the document doesn't say. */
  readonly name: string;
  readonly evaluator: EvaluatorName;
  readonly passed: boolean;
  /** What is wrong with the scenario itself; then nothing was compared. */
  readonly findings: readonly Finding[];
  /** Every one, in the order of the expectations. */
  readonly differences: readonly ScenarioDifference[];
  readonly decisions: readonly Decision[];
  /** Rules that were looked at, and whether they ever held. */
  readonly exercised: ReadonlyMap<string, { readonly lookedAt: number; readonly held: number }>;
}

export async function runScenario(timeline: Timeline, scenario: unknown, evaluator: EvaluatorName): Promise<ScenarioResult> {
  const faults = documentFaults(scenario);
  const shape = faults.length > 0 ? faults : schemaFindings('scenario', scenario);
  if (shape.length > 0) return refused(nameOf(scenario), evaluator, shape);
  // valid by the schema from which the type is generated
  const document = scenario as ScenarioDocument;

  const { enrollments, refused: refusedPartners } = readPartners(timeline, document.partners);
  const { activities, places, refused: refusedActivities } = readActivities(timeline, document.activities);
  const until = document.until === undefined ? undefined : isoToDay(document.until);
  const findings = [
    ...placed(refusedPartners, '/partners'),
    ...placed(refusedActivities, '/activities'),
    ...unknownNames(timeline, document),
    ...workFindings(enrollments, activities, until),
  ];
  if (findings.length > 0) return refused(document.name, evaluator, findings);

  const options = { explain: true, ...(until !== undefined && { until }) };
  const folded =
    evaluator === 'reference'
      ? await foldHistory(createReference(timeline), enrollments, activities, options)
      : await foldHistory(createCompiled(timeline), enrollments, activities, options);
  const conflicts = conflictsOf(folded, places);
  if (conflicts.length > 0) return refused(document.name, evaluator, conflicts);

  const differences = document.expect.flatMap((expected, index) => differencesOf(expected, `/expect/${index}`, folded.decisions));
  differences.push(...totalDifferences(document, folded.decisions));
  return {
    name: document.name,
    evaluator,
    passed: differences.length === 0,
    findings: [],
    differences,
    decisions: folded.decisions,
    exercised: exercisedRules(folded.decisions),
  };
}

const refused = (name: string, evaluator: EvaluatorName, findings: readonly Finding[]): ScenarioResult => ({
  name,
  evaluator,
  passed: false,
  findings,
  differences: [],
  decisions: [],
  exercised: new Map(),
});

function nameOf(scenario: unknown): string {
  const name = typeof scenario === 'object' && scenario !== null && 'name' in scenario ? scenario.name : undefined;
  return typeof name === 'string' ? name.slice(0, 200) : '';
}

const placed = (all: readonly Refused[], at: string): Finding[] =>
  all.flatMap(({ index, findings }) => findings.map((finding) => ({ ...finding, pointer: `${at}/${index}${finding.pointer}` })));

function conflictsOf({ conflicts, later }: Folded, places: readonly number[]): Finding[] {
  return [
    ...conflicts.map(
      ({ id, revision, kept, refused: other }): Finding => ({
        code: 'conflicting-revision',
        severity: 'error',
        message: `Revision ${revision} of ${quote(id)} says something else than activity ${places[kept]}, which has the same revision.`,
        hint: 'Give what was changed later the next revision.',
        pointer: `/activities/${places[other]}`,
      }),
    ),
    ...later.map(
      ({ id }): Finding => ({
        code: 'after-until',
        severity: 'error',
        message: `The activity ${quote(id)} is dated after the day on which the scenario ends.`,
        hint: 'Set until to a later day, or leave it out.',
        pointer: '/until',
      }),
    ),
  ];
}

function differencesOf(expected: Expectation, at: string, decisions: readonly Decision[]): readonly ScenarioDifference[] {
  const meant = meantBy(expected, decisions);
  if (typeof meant === 'object') return compareExpectation(expected, meant, at);
  return [{ pointer: at, expected: subjectOf(expected), message: meant }];
}

/** The one decision and party that an expectation is about, or why it can't be told. */
function meantBy(expected: Expectation, decisions: readonly Decision[]): Meant | string {
  const subject = subjectOf(expected);
  if (expected.activity === undefined && expected.kind === undefined) {
    return 'It can’t be told which decision is meant: name the activity, or kind and on of a generated one.';
  }
  const about = decisions.filter(
    ({ activity, kind, on }) =>
      (expected.activity === undefined || activity.id === expected.activity) &&
      (expected.kind === undefined || kind === expected.kind) &&
      (expected.on === undefined || on === expected.on),
  );
  if (about.length === 0) return `There is no decision on ${subject}.`;
  const meant = about.flatMap((decision): Meant[] => {
    if (decision.parties.length === 0) return meansUndecided(expected, decision) ? [{ decision }] : [];
    return decision.parties
      .filter(
        ({ partner, partnerType }) =>
          (expected.partner === undefined || partner === expected.partner) &&
          (expected.partnerType === undefined || partnerType === expected.partnerType),
      )
      .map((party) => ({ decision, party }));
  });
  const [only, ...others] = meant;
  if (only === undefined) return `No party of ${subject} is ${[expected.partner, expected.partnerType].filter(Boolean).join(', ')}.`;
  if (others.length > 0) {
    const parties = meant.map(({ decision, party }) => `${party?.partner ?? decision.activity.id} as ${party?.partnerType ?? decision.on}`);
    return `${meant.length} decisions on ${subject} fit: ${parties.slice(0, 5).join('; ')}. Say which by partner, partnerType or on.`;
  }
  return only;
}

/** A decision without parties names its enrollment in the id, if it was generated; else the id was enough. */
function meansUndecided({ partner, partnerType }: Expectation, { generated, activity, kind, on }: Decision): boolean {
  if (!generated) return true;
  const [type, ...rest] = activity.id.slice(`${kind}:${on}:`.length).split(':');
  const who = rest.join(':');
  return (partnerType === undefined || partnerType === type) && (partner === undefined || who === partner || who.startsWith(`${partner}:`));
}

const subjectOf = ({ activity, kind, on }: Expectation): string =>
  activity === undefined ? [kind, on && `on ${on}`].filter(Boolean).join(' ') : quote(activity);

function totalDifferences(document: ScenarioDocument, decisions: readonly Decision[]): ScenarioDifference[] {
  const lines = decisions.flatMap(({ parties }) => parties.flatMap((party) => party.lines));
  return Object.entries(document.totals ?? {}).flatMap(([name, expected]) => {
    const found = sumDue(lines.filter(({ incentive }) => incentive === name)) ?? '0';
    if (sameShown(expected, found)) return [];
    const message = `total of ${name}: expected ${expected}, found ${found}.`;
    return [{ pointer: `/totals/${name}`, expected, found, message }];
  });
}

function exercisedRules(decisions: readonly Decision[]): ScenarioResult['exercised'] {
  const exercised = new Map<string, { lookedAt: number; held: number }>();
  for (const { parties } of decisions) {
    for (const { reasoning } of parties) {
      for (const { rule, holds } of reasoning?.rules ?? []) {
        const counts = exercised.get(rule) ?? { lookedAt: 0, held: 0 };
        counts.lookedAt += 1;
        if (holds) counts.held += 1;
        exercised.set(rule, counts);
      }
    }
  }
  return exercised;
}
