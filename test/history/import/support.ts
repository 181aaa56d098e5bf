import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MappingDocument, ProgramDocument } from '../../../schemas/types.ts';
import type { Activity, Enrollment } from '../../../server/engine/facts/activity.ts';
import { showValue } from '../../../server/engine/facts/render.ts';
import type { Timeline } from '../../../server/engine/program/model.ts';
import { HistoryBuilder } from '../../../server/history/builder.ts';
import type { HistoryWriter } from '../../../server/history/import/history-writer.ts';
import { type Imported, type ImportRequest, importHistory } from '../../../server/history/import/import-history.ts';
import { settingOf } from '../../../server/history/setting.ts';
import { load } from '../../differential/compare.ts';
import { folderOf } from '../../support/folder.ts';
import { commissionRule, goldRule, resellerType, smallProgram } from '../../support/small-program.ts';

/** A program whose resellers close deals with items, register and sign. */
export const salesProgram = (changes: Partial<ProgramDocument> = {}): ProgramDocument =>
  smallProgram({
    calendar: { fiscalYearStart: '01-01', timeZone: 'America/New_York' },
    partnerTypes: {
      reseller: resellerType({ produces: ['deal-closed', 'renewal', 'cancellation', 'agreement-signed'] }),
      distributor: resellerType({ produces: ['deal-closed'] }),
    },
    attributes: {
      'deal.channel': { type: 'choice', of: ['deal-closed'], choices: ['web', 'phone'] },
      'deal.tags': { type: 'list', of: ['deal-closed'] },
      'partner.segmentCode': { type: 'text', of: ['partner'] },
    },
    rules: [goldRule({ for: ['reseller', 'distributor'] }), commissionRule()],
    ...changes,
  });

export const timelineOf = (document: ProgramDocument): Timeline => {
  const program = load(document);
  return { id: program.id, versions: [program] };
};

/** Takes in what is imported, by the builder that histories are made with, and remembers how it ended. */
export class Taken implements HistoryWriter {
  readonly activities: Activity[] = [];
  readonly enrollments: Enrollment[] = [];
  ended: 'committed' | 'aborted' | undefined;
  private readonly builder: HistoryBuilder;

  constructor(timeline: Timeline) {
    const [program] = timeline.versions;
    if (program === undefined) throw new Error('no version');
    this.builder = new HistoryBuilder(settingOf(program));
  }

  enroll(enrollment: Enrollment, place: number): ReturnType<HistoryWriter['enroll']> {
    const became = this.builder.enroll(enrollment, place);
    if (became === 'added') this.enrollments.push(enrollment);
    return became === 'conflict' ? { conflict: this.builder.placeOfEnrollment(enrollment) } : became;
  }

  add(activity: Activity, place: number): ReturnType<HistoryWriter['add']> {
    const became = this.builder.add(activity, place);
    if (became === 'added' || became === 'revised') this.activities.push(activity);
    return became === 'conflict' ? { conflict: this.builder.placeOf(activity) } : became;
  }

  async commit(): Promise<void> {
    this.ended = 'committed';
  }

  abort(): void {
    this.ended = 'aborted';
  }

  get hash(): string {
    return this.builder.build().hash;
  }
}

export interface Run {
  readonly result: Imported;
  readonly taken: Taken;
  readonly folder: string;
  /** What the rejects file holds; empty: there is none. */
  readonly rejects: () => Promise<string>;
}

type More = Partial<Omit<ImportRequest, 'mapping'>> & { readonly document?: ProgramDocument; readonly taken?: Taken };

/** Imports files (text or bytes by name) by a mapping, with a rejects file beside them. */
export async function run(
  files: Readonly<Record<string, string | Buffer>>,
  mapping: MappingDocument,
  { document = salesProgram(), taken, ...more }: More = {},
): Promise<Run> {
  const folder = await folderOf({});
  const { writeFile } = await import('node:fs/promises');
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const program = timelineOf(document);
  const into = taken ?? new Taken(program);
  const rejects = join(folder, 'refused.csv');
  const result = await importHistory({ mapping, files: { folder }, program, into, rejects, ...more });
  return { result, taken: into, folder, rejects: () => readFile(rejects, 'latin1').catch(() => '') };
}

/** Values as a person would write them. */
export const factsOf = (activity: Activity | undefined): Record<string, unknown> => Object.fromEntries(activity?.facts ?? []);

export const money = (activity: Activity | undefined, fact = 'deal.amount'): unknown => {
  const value = activity?.facts.get(fact);
  return value === undefined ? undefined : showValue('money', value, 2);
};

/** The report of an import that came to its end. */
export function imported({ result }: Run): Extract<Imported, { readonly status: 'imported' }>['report'] {
  if (result.status !== 'imported') throw new Error(`not imported: ${JSON.stringify(result, null, 1)}`);
  return result.report;
}

/** What is wrong with the mapping, by pointer. */
export function refused({ result }: Run): readonly string[] {
  if (result.status !== 'refused') throw new Error(`not refused: ${JSON.stringify(result, null, 1)}`);
  return result.findings.map(({ pointer, code, message, hint }) => `${pointer} ${code}: ${message}${hint === undefined ? '' : ` ${hint}`}`);
}

/** One deal a line: id, date, partner, amount. */
export const deals = (
  changes: Partial<NonNullable<MappingDocument['activities']>[number]> = {},
  file: NonNullable<MappingDocument['files']>[string] = {},
): MappingDocument => ({
  ...(Object.keys(file).length > 0 && { files: { 'deals.csv': file } }),
  activities: [
    {
      from: 'deals.csv',
      kind: 'deal-closed',
      id: 'id',
      occurredOn: 'date',
      partner: 'partner',
      partnerType: { value: 'reseller' },
      facts: { 'deal.amount': 'amount' },
      ...changes,
    },
  ],
});
