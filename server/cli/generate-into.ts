import { writeFile } from 'node:fs/promises';
import type { PartnerDocument } from '../../schemas/types.ts';
import type { Activity, Enrollment } from '../engine/facts/activity.ts';
import type { Program } from '../engine/program/model.ts';
import { activityDocument, partnerDocument } from '../history/generate/document.ts';
import { settingOf } from '../history/setting.ts';
import { type HistoryWriter, openWriter } from '../history/writer.ts';
import { NdjsonFile } from './ndjson-file.ts';
import { toJson, UsageError } from './output.ts';

/** Where a generated history goes. Nothing is there until `finish`. */
export interface Sink {
  enroll(enrollment: Enrollment): void;
  /** A promise where the disk has to be waited for. */
  add(activity: Activity): Promise<void> | undefined;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

/** A folder of columns. What it holds already stays; the same history again changes nothing. */
export async function intoFolder(folder: string, program: Program): Promise<Sink> {
  const writer: HistoryWriter = await openWriter(folder, settingOf(program));
  const added = (result: ReturnType<HistoryWriter['add']> | ReturnType<HistoryWriter['enroll']>, what: string): undefined => {
    if (typeof result !== 'object') return;
    throw new UsageError(`${folder} holds another history, in which ${what} is something else. Nothing was changed; name a new folder.`);
  };
  return {
    enroll: (enrollment) => added(writer.enroll(enrollment), `partner ${enrollment.partner}`),
    add: (activity) => added(writer.add(activity), `activity ${activity.id} of ${activity.source}`),
    finish: async () => {
      await writer.commit();
    },
    abandon: () => writer.abort(),
  };
}

/** Activities one a line, and their partners as a JSON array. */
export async function intoFiles(ndjson: string, partners: string | undefined, program: Program): Promise<Sink> {
  const file = await NdjsonFile.create(ndjson);
  const firms = new Map<string, PartnerDocument>();
  return {
    enroll: (enrollment) => enter(firms, partnerDocument(program, enrollment)),
    add: (activity) => file.add(activityDocument(program, activity)),
    finish: async () => {
      if (partners !== undefined) await writeFile(partners, toJson([...firms.values()]));
      await file.finish();
    },
    abandon: () => file.abandon(),
  };
}

/** A firm of two types is one partner with two enrollments. */
function enter(firms: Map<string, PartnerDocument>, partner: PartnerDocument): void {
  const known = firms.get(partner.id);
  firms.set(partner.id, known === undefined ? partner : { ...known, enrollments: [...known.enrollments, ...partner.enrollments] });
}
