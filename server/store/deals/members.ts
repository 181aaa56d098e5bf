import { sql } from 'kysely';
import type { Reader } from '../life/contents.ts';
import type { StepRow } from './shards.ts';

/* What a shard took in, as it was recorded. */

export interface MemberRow {
  readonly step: number;
  readonly kind: StepRow['kind'];
  readonly recorded: number;
  readonly document: unknown;
  /** Of its content; hexadecimal. */
  readonly hash: string;
}

/** Enrollments and activities of the steps after one and up to another, in the order recorded. */
export async function readMembers(
  db: Reader,
  { program, shard, history }: { readonly program: string; readonly shard: string; readonly history: string },
  after: number,
  upTo: number,
): Promise<readonly MemberRow[]> {
  const { rows } = await sql<MemberRow>`
    select s.step, s.kind, s.recorded, coalesce(a.document, e.document) as document, encode(coalesce(a.hash, e.hash), 'hex') as hash
    from live_steps s
    left join history_activities a on a.history = ${history}::uuid and a.recorded = s.recorded and s.kind <> 'enrolled'
    left join history_enrollments e on e.history = ${history}::uuid and e.recorded = s.recorded and s.kind = 'enrolled'
    where s.program = ${program} and s.shard = ${shard} and s.step > ${after} and s.step <= ${upTo} and s.recorded is not null
    order by s.recorded, s.step`.execute(db);
  return rows;
}

export interface KnownEnrollment {
  readonly partner: string;
  readonly partnerType: string;
  readonly recorded: number;
  readonly hash: string;
}

export async function knownEnrollments(db: Reader, history: string, partners: readonly string[]): Promise<readonly KnownEnrollment[]> {
  if (partners.length === 0) return [];
  const { rows } = await sql<KnownEnrollment>`
    select partner, partner_type as "partnerType", recorded, encode(hash, 'hex') as hash from history_enrollments
    where history = ${history}::uuid and partner in (select jsonb_array_elements_text(${JSON.stringify(partners)}::jsonb))`.execute(db);
  return rows;
}
