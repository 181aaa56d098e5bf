import type { Measure } from '../measures/model.ts';
import { judge } from './conditions.ts';
import { toRefValue } from './exact.ts';
import { parameterValue, type Read } from './parameters.ts';
import { type RecordOf, recordedFact } from './records.ts';
import { typeOf, type VersionRun } from './run.ts';

/** Whether the measure's `where` holds for a record. All measures that look at the record are judged in one run. */
export async function whatCounts(run: VersionRun, record: RecordOf, measure: Measure): Promise<boolean> {
  if (measure.where === undefined) return true;
  const records = run.counted.get(record.entry) ?? new Map<string, ReadonlyMap<string, boolean>>();
  run.counted.set(record.entry, records);
  const place = `${record.party} ${record.item ?? ''} ${record.line?.line ?? ''}`;
  const verdicts = records.get(place) ?? (await judgeRecord(run, record));
  records.set(place, verdicts);
  const counts = verdicts.get(measure.name);
  if (counts === undefined) throw new Error(`measure ${measure.name} does not look at such a record`);
  return counts;
}

async function judgeRecord(run: VersionRun, record: RecordOf): Promise<ReadonlyMap<string, boolean>> {
  const looking = [...run.program.measures.values()].filter((measure) => looksAt(measure, record));
  const conditions = looking.flatMap(({ where }) => (where === undefined ? [] : [where]));
  const verdicts = await judge(run.program, conditions, recordReader(run, record));
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
