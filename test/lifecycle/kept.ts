import { sql } from 'kysely';
import type { Store } from '../../server/store/open-store.ts';

/** A write that its process has told of, after the commit. */
export type Acknowledged =
  | { readonly draft: string; readonly revision: number }
  | { readonly submission: string; readonly state: 'pending' | 'approved' | 'published' }
  | { readonly import: string; readonly rows: number }
  | { readonly person: string }
  | { readonly key: string };

/** What was told and is not there, and what is there by half; nothing, if all is well. */
export async function faultsOf(store: Store, told: readonly Acknowledged[], history: string): Promise<readonly string[]> {
  return [...(await lost(store, told)), ...(await halfDone(store, history))];
}

async function lost({ db }: Store, told: readonly Acknowledged[]): Promise<readonly string[]> {
  const ids = async (table: 'people' | 'keys'): Promise<ReadonlySet<string>> =>
    new Set((await db.selectFrom(table).select('id').execute()).map(({ id }) => id));
  const [people, keys] = [await ids('people'), await ids('keys')];
  const drafts = new Map((await db.selectFrom('drafts').select(['id', 'revision']).execute()).map(({ id, revision }) => [id, revision]));
  const states = new Map((await db.selectFrom('submissions').select(['id', 'state']).execute()).map(({ id, state }) => [id, state]));
  const approved = new Set((await db.selectFrom('approvals').select('submission').execute()).map(({ submission }) => submission));
  const imports = new Map((await db.selectFrom('imports').select(['id', 'state', 'accepted']).execute()).map((row) => [row.id, row]));
  const isKept = (each: Acknowledged): boolean => {
    if ('draft' in each) return (drafts.get(each.draft) ?? 0) >= each.revision;
    if ('person' in each) return people.has(each.person);
    if ('key' in each) return keys.has(each.key);
    if ('import' in each) return imports.get(each.import)?.state === 'done' && imports.get(each.import)?.accepted === each.rows;
    if (each.state === 'pending') return states.has(each.submission);
    return each.state === 'approved' ? approved.has(each.submission) : states.get(each.submission) === 'published';
  };
  return told.filter((each) => !isKept(each)).map((each) => `lost: ${JSON.stringify(each)}`);
}

/** Each statement finds what has one part of a write and lacks another. */
async function halfDone({ db }: Store, history: string): Promise<readonly string[]> {
  const audited = (action: string, kind: string, id: string) =>
    sql.raw(`(select count(*) from audit_entries a where a.action = '${action}' and a.subject_kind = '${kind}' and a.subject_id = ${id})`);
  const rules = {
    'a publication without its entry, its version or its trail': sql`
      select s.id::text as what from submissions s where s.state = 'published' and (
        (select count(*) from timeline t where t.submission = s.id and t.version = s.version) <> 1
        or not exists (select from versions v where v.program = s.program and v.hash = s.version)
        or not exists (select from contents c where c.hash = s.version)
        or ${audited('submission-published', 'submission', 's.id::text')} <> 1)`,
    'an entry, or the trail of one, without its publication': sql`
      select t.id::text as what from timeline t join submissions s on s.id = t.submission where s.state <> 'published'
      union all
      select a.subject_id from audit_entries a
      where a.action = 'submission-published' and not exists (select from submissions s where s.id::text = a.subject_id and s.state = 'published')`,
    'two live entries of one day': sql`
      select effective_from::text as what from timeline where ended is null group by program, effective_from having count(*) > 1`,
    'a draft whose revisions are not those of its trail': sql`
      select d.id::text as what from drafts d
      where d.revision <> ${audited('draft-begun', 'draft', 'd.id::text')} + ${audited('draft-saved', 'draft', 'd.id::text')}`,
    'a submission or an approval without its trail': sql`
      select s.id::text as what from submissions s where ${audited('draft-submitted', 'submission', 's.id::text')} <> 1
      union all
      select p.submission::text from approvals p where ${audited('submission-approved', 'submission', 'p.submission::text')} <> 1`,
    'a person or a key without its trail': sql`
      select p.id::text as what from people p where ${audited('person-added', 'person', 'p.id::text')} <> 1
      union all
      select k.id from keys k where ${audited('key-made', 'key', 'k.id')} <> 1`,
    'a history that holds other than its imports brought': sql`
      select h.id::text as what from histories h where h.id = ${history}::uuid and (
        h.activities <> (select count(*) from history_activities a where a.history = h.id)
        or h.last_recorded <> coalesce((select max(recorded) from history_activities a where a.history = h.id), 0)
        or h.activities <> (select coalesce(sum(accepted - known), 0) from imports i where i.history = h.id and i.state = 'done')
        or h.content_hash <> (select c.content_hash from history_contents c where c.history = h.id order by c.last_recorded desc limit 1))`,
  };
  const found: string[] = [];
  for (const [rule, statement] of Object.entries(rules)) {
    const { rows } = await (statement as ReturnType<typeof sql<{ what: string }>>).execute(db);
    for (const { what } of rows) found.push(`${rule}: ${what}`);
  }
  return found;
}
