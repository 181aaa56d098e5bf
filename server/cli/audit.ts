import { basename, join } from 'node:path';
import { keysFolder } from '../access/keys-folder.ts';
import { otherTrails, receiptsOf, witnessed } from '../audit/kept-heads.ts';
import { KEY_FILE, readPublicKey } from '../audit/key.ts';
import { renewKey } from '../audit/renew.ts';
import { type AuditReport, type KeptHead, verifyTrail } from '../audit/verify.ts';
import { readTextFile } from '../programs/files.ts';
import { AUDIT_PAGE, type EntryFilter, listEntries, readHead, type StoredEntry } from '../store/audit/entries.ts';
import { counted, EXIT, type Output, toJson, UsageError } from './output.ts';
import { openExisting, storeOptions, telling } from './store.ts';

export interface AuditVerifyOptions {
  readonly data?: string;
  readonly keys?: string;
  readonly receipt?: readonly string[];
  readonly json?: boolean;
}

const RECEIPT_BYTES = 8_000_000;

/** Goes through the audit trail, and tells every entry that is not as it was written, or gone. */
export async function auditVerify(given: AuditVerifyOptions, output: Output): Promise<number> {
  const options = storeOptions(given.data);
  const keys = given.keys ?? keysFolder(options);
  const receipts = await receiptsIn(given.receipt ?? []);
  const key = await telling(() => readPublicKey(keys));
  if (key === undefined)
    throw new UsageError(`There is no key ${KEY_FILE} in ${keys}, without which nothing can be proved. Say with --keys where it is kept.`);
  const store = await openExisting(options);
  try {
    const trail = (await readHead(store.db))?.trail;
    const report = await verifyTrail(store, key, async (id) => [...(await witnessed(keys, id)), ...receipts]);
    const others = await otherTrails(keys, trail);
    // beside an embedded store lie the keys of this one alone
    const isReplaced = 'folder' in options && others.length > 0;
    const isIntact = report.faults.length === 0 && !isReplaced;
    if (given.json) output.out(toJson({ ok: isIntact, ...report, otherTrails: others }));
    else output.out(shown(report, keys, others, isReplaced));
    return isIntact ? EXIT.fine : EXIT.findings;
  } finally {
    await store.close();
  }
}

async function receiptsIn(paths: readonly string[]): Promise<readonly KeptHead[]> {
  const found: KeptHead[] = [];
  for (const path of paths) {
    const heads = receiptsOf(await readTextFile(path, RECEIPT_BYTES), basename(path));
    if (heads.length === 0)
      throw new UsageError(`There is no receipt in ${path}: the header audit-head of an answer, or its receipt as JSON, was expected.`);
    found.push(...heads);
  }
  return found;
}

function shown(report: AuditReport, keys: string, others: readonly string[], isReplaced: boolean): string {
  const lines = report.faults.map(({ message }) => message);
  if (report.moreFaults > 0) lines.push(`And ${counted(report.moreFaults, 'fault')} more.`);
  if (others.length > 0) {
    const seen = `The folder ${keys} has witnessed ${counted(others.length, 'other trail')} (${others.slice(0, 5).join(', ')})`;
    lines.push(isReplaced ? `${seen}: this one was put in its place.` : `${seen}, of other databases or of an earlier trail of this one.`);
  }
  if (report.earlierKey > 0)
    lines.push(
      `The first ${counted(report.earlierKey, 'entry', 'entries')} had an earlier key: they are as they were when it was renewed.`,
    );
  const all = counted(report.entries, 'entry', 'entries');
  const compared = `compared with ${counted(report.kept, 'head')} kept outside the database`;
  if (report.faults.length > 0 || isReplaced) lines.push(`The audit trail is not as it was written: ${all}, ${compared}.`);
  else if (report.head === undefined) lines.push('There is no audit trail yet.');
  else lines.push(`The audit trail is as it was written: ${all}, ${compared}; the head is ${report.head.hash}.`);
  return `${lines.join('\n')}\n`;
}

export interface AuditNewKeyOptions {
  readonly data?: string;
}

/** A new key for a trail whose key is lost. */
export async function auditNewKey({ data }: AuditNewKeyOptions, output: Output): Promise<number> {
  const options = storeOptions(data);
  const keys = keysFolder(options);
  const store = await openExisting(options);
  try {
    const { entry } = await telling(() => renewKey(store, keys));
    output.out(`From entry ${entry} on another key signs the audit trail: ${join(keys, KEY_FILE)}. Keep a copy of it in another place.\n`);
    return EXIT.fine;
  } finally {
    await store.close();
  }
}

export interface AuditListOptions {
  readonly data?: string;
  readonly subject?: string;
  readonly action?: string;
  readonly by?: string;
  readonly limit: string;
  readonly json?: boolean;
}

const MOST_LISTED = 100_000;
const WIDTH = 160;

/** Entries of the audit trail, the latest first. */
export async function auditList(given: AuditListOptions, output: Output): Promise<number> {
  const limit = /^\d{1,6}$/.test(given.limit) ? Number(given.limit) : 0;
  if (limit < 1 || limit > MOST_LISTED)
    throw new UsageError(`--limit ${given.limit} is not understood; give a number from 1 to ${MOST_LISTED}.`);
  const filter = filterOf(given);
  const store = await openExisting(storeOptions(given.data));
  try {
    for (let left = limit, after: string | undefined; left > 0; ) {
      const page = await listEntries(store, filter, { limit: Math.min(left, AUDIT_PAGE), ...(after !== undefined && { after }) });
      for (const entry of page.items) output.out(given.json ? `${JSON.stringify(plain(entry))}\n` : line(entry));
      left -= page.items.length;
      after = page.next;
      if (after === undefined) break;
    }
    return EXIT.fine;
  } finally {
    await store.close();
  }
}

function filterOf({ subject, action, by }: AuditListOptions): EntryFilter {
  const [, kind, id] = /^([^/]+)(?:\/(.+))?$/s.exec(subject ?? '') ?? [];
  return {
    ...(kind !== undefined && { subject: { kind, ...(id !== undefined && { id }) } }),
    ...(action !== undefined && { action }),
    ...(by !== undefined && { by }),
  };
}

const plain = ({ before, after, ...entry }: StoredEntry): object => ({
  ...entry,
  ...(before !== undefined && { before: jsonOf(before) }),
  ...(after !== undefined && { after: jsonOf(after) }),
});

/** What somebody wrote into the table by hand may be no JSON; it is shown as it is. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function line({ entry, at, by, action, subject, before, after }: StoredEntry): string {
  const values = [before !== undefined && `was ${cut(before)}`, after !== undefined && `is ${cut(after)}`].filter((each) => each !== false);
  const key = by.key === undefined ? '' : ` with key ${by.key}`;
  const first = `${entry}  ${at.toISOString()}  ${by.name} (${by.id}${key})  ${action}  ${subject.kind}/${subject.id}`;
  // names come from elsewhere: nothing that a terminal would obey
  return `${[first, ...values.map((value) => `    ${value}`)].map((each) => each.replace(/\p{Cc}/gu, '·')).join('\n')}\n`;
}

const cut = (text: string): string => (text.length > WIDTH ? `${text.slice(0, WIDTH)}…` : text);
