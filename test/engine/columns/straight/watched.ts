import { OutcomeBuilder } from '../../../../server/engine/columns/outcome-builder.ts';
import { outcomeNames } from '../../../../server/engine/columns/outcome-names.ts';
import { activityOfRow, enrollmentAt, textOf } from '../../../../server/engine/columns/read-history.ts';
import { straightFold } from '../../../../server/engine/columns/straight/straight.ts';
import { createCompiled } from '../../../../server/engine/compiled/evaluator.ts';
import type { Decision } from '../../../../server/engine/decisions/model.ts';
import { dayToIso, showExact, showValue } from '../../../../server/engine/facts/render.ts';
import type { Measure } from '../../../../server/engine/measures/model.ts';
import type { ColumnCase } from '../cases.ts';

/** What a measure is before and with an activity, as decisions show it. */
type Shown = Readonly<Record<string, { readonly before?: unknown; readonly with?: unknown }>>;

export interface Watched {
  readonly found: readonly { readonly on: string; readonly kind: string; readonly measures: Shown }[];
  readonly expected: readonly { readonly on: string; readonly kind: string; readonly measures: Shown }[];
}

/** All measures at every activity of the enrollments that are folded straight; by enrollment. */
export function watchMeasures({ timeline, history, until }: ColumnCase): readonly Watched[] {
  const names = outcomeNames(timeline);
  const { count } = history.enrollments;
  const [program] = timeline.versions;
  if (program === undefined) throw new Error('a timeline without versions');
  const all = [...program.measures.values()];
  const { digits } = program.currency;
  const codes = (code: unknown): string => textOf(history, Number(code));
  const shown = ({ type }: Measure, value: unknown): unknown => {
    if (Array.isArray(value)) return showExact(type, { n: BigInt(Number(value[0])), d: BigInt(Number(value[1])) }, digits);
    return type === 'text' || type === 'choice'
      ? codes(value)
      : showValue(type, typeof value === 'boolean' ? value : Number(value), digits);
  };
  const told = new Set<string>();
  let seen: { on: string; kind: string; measures: Record<string, { before?: unknown; with?: unknown }>; row: number }[] = [];
  const straight = straightFold(timeline, names, history, false, (row, day, kind, name, before, after) => {
    told.add(name);
    const measure = all.find((each) => each.name === name);
    let last = seen.at(-1);
    const on = dayToIso(day);
    if (last === undefined || last.row !== row || last.kind !== kind || last.on !== on) {
      last = { on, kind, row, measures: {} };
      seen.push(last);
    }
    if (measure === undefined || (before === undefined && after === undefined)) return;
    last.measures[name] = {
      ...(before === undefined ? {} : { before: shown(measure, before) }),
      ...(after === undefined ? {} : { with: shown(measure, after) }),
    };
  });
  const watched: Watched[] = [];
  for (let enrollment = 0; enrollment < count; enrollment += 1) {
    seen = [];
    const into = new OutcomeBuilder(names, { firstEnrollment: 0, enrollments: count });
    // where no measure can be looked at nothing is told
    if (!straight.fold(enrollment, until, into) || told.size === 0) continue;
    const found = seen.map(({ on, kind, measures }) => ({ on, kind, measures }));
    const expected = explainedAlone({ timeline, history, until }, enrollment).flatMap(({ on, kind, parties }) =>
      parties.map(({ reasoning }) => ({
        on,
        kind,
        measures: Object.fromEntries(Object.entries(reasoning?.measures ?? {}).filter(([name]) => told.has(name))),
      })),
    );
    watched.push({ found: found.filter(({ kind }) => expected.some((each) => each.kind === kind)), expected });
  }
  return watched;
}

function explainedAlone({ timeline, history, until }: ColumnCase, enrollment: number): readonly Decision[] {
  const evaluator = createCompiled(timeline);
  const own = enrollmentAt(history, enrollment);
  const state = evaluator.begin([own]);
  const { start } = history.rows;
  const decisions: Decision[] = [];
  for (let row = start[enrollment] ?? 0; row < (start[enrollment + 1] ?? 0); row += 1) {
    const activity = activityOfRow(history, row, enrollment);
    if (activity.day > until) break;
    const parties = activity.parties.filter(({ partner, partnerType }) => partner === own.partner && partnerType === own.partnerType);
    decisions.push(...evaluator.step(state, { ...activity, parties }, { explain: true }));
  }
  return [...decisions, ...evaluator.advance(state, until, { explain: true })];
}
