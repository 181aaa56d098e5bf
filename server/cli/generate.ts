import { dayToIso, isoToDay } from '../engine/facts/render.ts';
import { type Day, FIRST_DAY, LAST_DAY } from '../engine/facts/value.ts';
import type { Program } from '../engine/program/model.ts';
import { type Generating, generateHistory, MOST_ACTIVITIES, MOST_DAYS } from '../history/generate/generate.ts';
import { HistoryError } from '../history/history-error.ts';
import { reasonOf } from '../history/import/source-file.ts';
import { loadProgramFolder } from '../programs/program-folder.ts';
import { findPrograms } from '../programs/programs-folder.ts';
import { showDiagnostics } from './check.ts';
import { intoFiles, intoFolder, type Sink } from './generate-into.ts';
import { counted, EXIT, type Output, UsageError } from './output.ts';
import { showProgress } from './progress.ts';

export interface GenerateOptions {
  readonly activities: string;
  readonly seed: string;
  readonly from: string;
  readonly to: string;
  readonly program: string;
  readonly out?: string;
  readonly ndjson?: string;
  readonly partners?: string;
}

const MOST_SEED = 2 ** 31 - 1;
const SHOWN_EVERY = 5_000;

/** Writes a demo history in the words of a program. */
export async function generate(options: GenerateOptions, output: Output): Promise<number> {
  const asked = {
    activities: wholeNumber('--activities', options.activities, MOST_ACTIVITIES),
    seed: wholeNumber('--seed', options.seed, MOST_SEED, '1'),
    ...rangeOf(options),
  };
  const { out, ndjson, partners } = options;
  if (out === undefined && ndjson === undefined)
    throw new UsageError('Nothing would be written: name a folder with --out, or a file with --ndjson.');
  if (partners !== undefined && ndjson === undefined)
    throw new UsageError('--partners goes with --ndjson: a folder of --out has the partners in it.');
  const program = await loadLast(options.program, output);
  if (program === undefined) return EXIT.findings;
  const written = [out, ndjson, partners].filter((each) => each !== undefined).join(', ');
  const enrolled = await write({ program, ...asked }, options).catch((error: unknown) => unwritable(error, written));
  output.out(
    `${counted(asked.activities, 'activity', 'activities')} of ${counted(enrolled, 'enrollment')}, ${options.from} to ${options.to}, seed ${asked.seed}: ${written}\n`,
  );
  return EXIT.fine;
}

/** Enrollments written. */
async function write(asked: Generating, { out, ndjson, partners }: GenerateOptions): Promise<number> {
  const sinks: Sink[] = [];
  const progress = showProgress('generating', asked.activities);
  let enrolled = 0;
  let told = 0;
  try {
    if (out !== undefined) sinks.push(await intoFolder(out, asked.program));
    if (ndjson !== undefined) sinks.push(await intoFiles(ndjson, partners, asked.program));
    for (const event of generateHistory(asked)) {
      if ('enrollment' in event) {
        enrolled += 1;
        for (const sink of sinks) sink.enroll(event.enrollment);
        continue;
      }
      for (const sink of sinks) {
        const busy = sink.add(event.activity);
        if (busy !== undefined) await busy;
      }
      told += 1;
      if (told % SHOWN_EVERY === 0) progress.reach(told);
    }
    for (const sink of sinks) await sink.finish();
  } catch (error) {
    for (const sink of sinks) await sink.abandon();
    throw error;
  } finally {
    progress.end();
  }
  return enrolled;
}

/** The disk, or what is on it, says no. */
function unwritable(error: unknown, written: string): never {
  if (error instanceof HistoryError) throw new UsageError(error.message);
  if (error instanceof Error && 'syscall' in error)
    throw new UsageError(`Nothing is generated, and what was there is as it was: ${written} can't be written: ${reasonOf(error)}.`);
  throw error;
}

async function loadLast(path: string, output: Output): Promise<Program | undefined> {
  const [folder] = await findPrograms(path);
  if (folder !== path)
    throw new UsageError(
      `${path} has no program.json.${folder === undefined ? '' : ` Name one of the programs in it, such as ${folder}.`}`,
    );
  const loaded = await loadProgramFolder(path);
  if (loaded.timeline !== undefined) return loaded.timeline.versions.at(-1);
  output.err(showDiagnostics(loaded));
  output.err(`Nothing is generated: the program in ${path} has errors.\n`);
  return undefined;
}

function rangeOf({ from, to }: GenerateOptions): { readonly from: Day; readonly to: Day } {
  const [first, last] = [dayOf('--from', from), dayOf('--to', to)];
  if (last < first) throw new UsageError(`--to ${to} is before --from ${from}.`);
  if (last - first >= MOST_DAYS)
    throw new UsageError(`From ${from} to ${to} are ${last - first + 1} days; at most ${MOST_DAYS} are generated.`);
  return { from: first, to: last };
}

function dayOf(option: string, text: string): Day {
  const day = isoToDay(text);
  if (day === undefined) throw new UsageError(`${option} ${text} is no date; write YYYY-MM-DD.`);
  if (day < FIRST_DAY || day > LAST_DAY)
    throw new UsageError(`${option} ${text} is outside of ${dayToIso(FIRST_DAY)} to ${dayToIso(LAST_DAY)}.`);
  return day;
}

/** Also with underscores or a factor, as people write large numbers: 100_000, 100k, 1M. */
function wholeNumber(option: string, text: string, most: number, example = '100000 or 100k'): number {
  const match = /^(\d{1,13}(?:_\d{3})*)([kM]?)$/.exec(text);
  const number =
    match === null ? Number.NaN : Number(match[1]?.replaceAll('_', '')) * (match[2] === 'M' ? 1_000_000 : match[2] === 'k' ? 1000 : 1);
  if (!(number <= most)) throw new UsageError(`${option} ${text}: a whole number up to ${most} was expected, such as ${example}.`);
  return number;
}
