import { writeFile } from 'node:fs/promises';
import type { PartnerDocument } from '../../schemas/types.ts';
import { dayToIso, isoToDay } from '../engine/facts/render.ts';
import { type Day, FIRST_DAY, LAST_DAY } from '../engine/facts/value.ts';
import type { Program } from '../engine/program/model.ts';
import { activityDocument, partnerDocument } from '../history/generate/document.ts';
import { type Generating, generateHistory, MOST_ACTIVITIES, MOST_DAYS } from '../history/generate/generate.ts';
import { loadProgramFolder } from '../programs/program-folder.ts';
import { findPrograms } from '../programs/programs-folder.ts';
import { showDiagnostics } from './check.ts';
import { NdjsonFile } from './ndjson-file.ts';
import { counted, EXIT, type Output, toJson, UsageError } from './output.ts';
import { showProgress } from './progress.ts';

export interface GenerateOptions {
  readonly activities: string;
  readonly seed: string;
  readonly from: string;
  readonly to: string;
  readonly program: string;
  readonly ndjson?: string;
  readonly partners?: string;
}

const MOST_SEED = 2 ** 31 - 1;
const SHOWN_EVERY = 5_000;

/** Writes a demo history in the words of a program. */
export async function generate(options: GenerateOptions, output: Output): Promise<number> {
  const asked = {
    activities: wholeNumber('--activities', options.activities, MOST_ACTIVITIES),
    seed: wholeNumber('--seed', options.seed, MOST_SEED),
    ...rangeOf(options),
  };
  const { ndjson, partners } = options;
  if (ndjson === undefined) throw new UsageError('Nothing is written: name a file with --ndjson.');
  const program = await loadLast(options.program, output);
  if (program === undefined) return EXIT.findings;
  const enrolled = await writeHistory({ program, ...asked }, ndjson, partners);
  output.out(
    `${counted(asked.activities, 'activity', 'activities')} of ${counted(enrolled, 'enrollment')}, ${options.from} to ${options.to}, seed ${asked.seed}: ${ndjson}${partners === undefined ? '' : ` and ${partners}`}\n`,
  );
  return EXIT.fine;
}

async function writeHistory(asked: Generating, ndjson: string, partners: string | undefined): Promise<number> {
  const { program } = asked;
  const file = await NdjsonFile.create(ndjson).catch(unwritable);
  const progress = showProgress('generating', asked.activities);
  const firms = new Map<string, PartnerDocument>();
  let enrolled = 0;
  let told = 0;
  try {
    for (const event of generateHistory(asked)) {
      if ('enrollment' in event) {
        enrolled += 1;
        enter(firms, partnerDocument(program, event.enrollment));
        continue;
      }
      const busy = file.add(activityDocument(program, event.activity));
      if (busy !== undefined) await busy;
      told += 1;
      if (told % SHOWN_EVERY === 0) progress.reach(told);
    }
    if (partners !== undefined) await writeFile(partners, toJson([...firms.values()]));
    await file.finish();
  } catch (error) {
    await file.abandon();
    return unwritable(error);
  } finally {
    progress.end();
  }
  return enrolled;
}

/** The disk says no. */
function unwritable(error: unknown): never {
  if (error instanceof Error && 'syscall' in error) throw new UsageError(`Nothing is generated: ${error.message}.`);
  throw error;
}

/** A firm of two types is one partner with two enrollments. */
function enter(firms: Map<string, PartnerDocument>, partner: PartnerDocument): void {
  const known = firms.get(partner.id);
  firms.set(
    partner.id,
    known === undefined ? partner : ({ ...known, enrollments: [...known.enrollments, ...partner.enrollments] } as PartnerDocument),
  );
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
function wholeNumber(option: string, text: string, most: number): number {
  const match = /^(\d{1,13}(?:_\d{3})*)([kM]?)$/.exec(text);
  const number =
    match === null ? Number.NaN : Number(match[1]?.replaceAll('_', '')) * (match[2] === 'M' ? 1_000_000 : match[2] === 'k' ? 1000 : 1);
  if (!(number <= most)) throw new UsageError(`${option} ${text}: a whole number up to ${most} was expected, such as 100000 or 100k.`);
  return number;
}
