import type { Measure } from '../measures/model.ts';
import { toRefValue } from './exact.ts';
import { parameterValue, type Read } from './parameters.ts';
import { type RecordOf, recordedFact } from './records.ts';
import type { VersionRun } from './run.ts';
import { typeOf } from './shown.ts';

/**
 * Whether the measure's `where` holds for a record: at once where the record was looked at before. All measures that look at it
 * are judged in one run.
 */
export function whatCounts(run: VersionRun, record: RecordOf, measure: Measure): boolean | Promise<boolean> {
  if (measure.where === undefined) return true;
  const { entry, party, item, line } = record;
  const records = run.counted.get(entry) ?? new Map<string, ReadonlyMap<string, boolean>>();
  const place = `${party} ${item ?? ''} ${line?.line ?? ''}`;
  const known = records.get(place);
  if (known !== undefined) return verdictOf(known, measure);
  return judgeRecord(run, record).then((verdicts) => {
    run.counted.set(entry, records.set(place, verdicts));
    return verdictOf(verdicts, measure);
  });
}

function verdictOf(verdicts: ReadonlyMap<string, boolean>, { name }: Measure): boolean {
  const counts = verdicts.get(name);
  if (counts === undefined) throw new Error(`measure ${name} does not look at such a record`);
  return counts;
}

async function judgeRecord(run: VersionRun, record: RecordOf): Promise<ReadonlyMap<string, boolean>> {
  const looking = [...run.program.measures.values()].filter((measure) => looksAt(measure, record));
  const conditions = looking.flatMap(({ where }) => (where === undefined ? [] : [where]));
  const verdicts = await run.judge(conditions, recordReader(run, record));
  return new Map(looking.map((measure, index) => [measure.name, verdicts[index]?.holds === true]));
}

function looksAt(measure: Measure, { entry, item, line }: RecordOf): boolean {
  if (measure.where === undefined) return false;
  if (line !== undefined) return measure.lines.includes(line.incentive);
  return measure.kinds.includes(entry.kind) && measure.itemised === (item !== undefined);
}

/** Reads the record's own facts, and parameters under the terms that were in force for it. */
function recordReader(run: VersionRun, record: RecordOf): Read {
  const { program } = run;
  const terms = record.entry.parties[record.party]?.terms ?? new Map();
  const read: Read = (fact) => {
    if (fact.startsWith('parameter.')) return parameterValue(program, fact, terms, read);
    const value = recordedFact(record, fact);
    return value === undefined ? undefined : toRefValue(typeOf(program, fact), value, program.currency.digits);
  };
  return read;
}
