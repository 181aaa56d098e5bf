import { type Kysely, type Migration, sql } from 'kysely';

/** Changes that are made together have an entry each, and the head goes on over all of them with one statement: forward, and never back. */
export const auditTogether: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`drop trigger audit_head_goes_on on audit_head`.execute(db);
    await sql`
      create trigger audit_head_goes_on before update on audit_head
      for each row when (new.entry <= old.entry or new.trail is distinct from old.trail)
      execute function audit_refuse()`.execute(db);
  },
};
