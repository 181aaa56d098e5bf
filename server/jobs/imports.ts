import { rm } from 'node:fs/promises';
import type { MappingDocument } from '../../schemas/types.ts';
import type { Principal } from '../access/principal.ts';
import type { AuditHead } from '../audit/entry.ts';
import type { Trail } from '../audit/trail.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import type { Timeline } from '../engine/program/model.ts';
import { compileMapping } from '../history/import/compile-mapping.ts';
import { readDocuments } from '../history/import/documents.ts';
import type { Plan } from '../history/import/plan.ts';
import { type Preview, previewImport } from '../history/import/preview.ts';
import { afterCommit } from '../store/after-commit.ts';
import type { Transaction } from '../store/database.ts';
import { StoreError } from '../store/errors.ts';
import { getHistory, insertHistory, type NewHistory } from '../store/histories.ts';
import {
  getImport,
  type ImportEnd,
  importInto,
  insertImport,
  keepImports,
  lockRunningImport,
  type StoredImport,
} from '../store/imports.ts';
import type { Store } from '../store/open-store.ts';
import { historyCreated, importBegun, importEnded } from './changes.ts';
import { following } from './follow.ts';

/** Files that arrived, each under the name that the mapping has for it. */
export interface Delivery {
  readonly mapping: MappingDocument;
  /** Its own: removed once the import is over. */
  readonly folder: string;
  /** By whose catalogue it is read. */
  readonly timeline: Timeline;
}

/** A history there is, by its id; or a new one's name. */
export type Into = { readonly history: string } | { readonly name: string };

/** What can be begun: the mapping fits its files. It holds a place, and its files. */
export interface ReadyImport {
  readonly plan: Plan;
  readonly delivery: Delivery;
}

export type Readied = { readonly ok: true; readonly ready: ReadyImport } | { readonly ok: false; readonly findings: readonly Finding[] };

export interface Imports {
  /** What the first rows become. Nothing is kept. */
  preview(delivery: Delivery, count: number): Promise<Preview>;
  /** Checks the mapping against the files. What is ready is begun, or else dropped. */
  ready(delivery: Delivery): Promise<Readied>;
  /** Begins it, and makes its history where that is new; it runs once the transaction is committed. */
  begin(
    tx: Transaction,
    by: Principal,
    ready: ReadyImport,
    into: Into,
  ): Promise<{ readonly value: StoredImport; readonly head: AuditHead }>;
  /** Gives back place and files of one that was not begun. */
  drop(ready: ReadyImport): Promise<void>;
  get(id: string): Promise<StoredImport>;
  /** How it stands, now and whenever that changes, up to its end. */
  events(id: string, signal?: AbortSignal): AsyncIterable<StoredImport>;
  /** Ends one of this process; the history stays as it was. undefined: it is not under way here. */
  cancel(by: Principal, id: string): Promise<AuditHead | undefined>;
  close(): Promise<void>;
}

/** Imports that this process has under way or waiting; each holds its files. */
const MOST_IMPORTS = 10;
const POLL_MS = 200;
/** Well within the silence after which an import counts as left behind. */
const BEAT_MS = 15_000;

/** Imports one after the other: each is a transaction of its own, and holds its history. */
export function openImports(store: Store, trail: Pick<Trail, 'record'>): Imports {
  const under = new Map<string, AbortController>();
  let last: Promise<void> = Promise.resolve();
  /** Ready, and not begun yet; about to be. */
  const waiting = new Set<ReadyImport>();
  let readying = 0;
  // the database may be away for a moment
  const beat = setInterval(() => void keepImports(store, [...under.keys()]).catch(() => undefined), BEAT_MS).unref();

  const run = async (by: Principal, id: string, plan: Plan, delivery: Delivery, history: string, signal: AbortSignal): Promise<void> => {
    const { timeline, folder } = delivery;
    const ended = (tx: Transaction, end: ImportEnd) => trail.record(tx, by, importEnded(id, history, end));
    try {
      await importInto(store, id, readDocuments(plan, timeline, { signal }), { history, timeline, name: nameOf(plan), signal, ended });
    } catch {
      // why it ended stands with the import
    } finally {
      under.delete(id);
      await removeFolder(folder);
    }
  };

  const newHistory = async (tx: Transaction, by: Principal, given: NewHistory): Promise<string> => {
    const made = await insertHistory(tx, given);
    await trail.record(tx, by, historyCreated(made));
    return made.id;
  };

  return {
    preview: async (delivery, count) => {
      const { mapping, folder, timeline } = delivery;
      try {
        return await previewImport(mapping, { folder }, timeline, count);
      } finally {
        await removeFolder(folder);
      }
    },
    ready: async (delivery) => {
      let ready: ReadyImport | undefined;
      readying += 1;
      try {
        if (under.size + waiting.size + readying > MOST_IMPORTS)
          throw new StoreError('limit', `${MOST_IMPORTS} imports are under way already; begin this one when some are done.`);
        const compiled = await compileMapping(delivery.mapping, { folder: delivery.folder }, delivery.timeline);
        if (!compiled.ok) return compiled;
        ready = { plan: compiled.plan, delivery };
        waiting.add(ready);
        return { ok: true, ready };
      } finally {
        readying -= 1;
        if (ready === undefined) await removeFolder(delivery.folder);
      }
    },
    begin: async (tx, by, ready, into) => {
      const { plan, delivery } = ready;
      const history =
        'history' in into ? (await getHistory({ db: tx }, into.history)).id : await newHistory(tx, by, { ...into, ...delivery });
      const value = await insertImport(store, tx, { history, name: nameOf(plan) });
      const head = await trail.record(tx, by, importBegun(value.id, { history, files: value.name, program: delivery.timeline.id }));
      afterCommit(tx, () => {
        waiting.delete(ready);
        const stop = new AbortController();
        under.set(value.id, stop);
        last = last.then(() => run(by, value.id, plan, delivery, history, stop.signal));
      });
      return { value, head };
    },
    drop: async (ready) => {
      if (waiting.delete(ready)) await removeFolder(ready.delivery.folder);
    },
    get: (id) => getImport(store, id),
    events: (id, signal) =>
      following(
        () => getImport(store, id),
        ({ state, read, rejected }) => `${state} ${read} ${rejected}`,
        ({ state }) => state !== 'running',
        { pollMs: POLL_MS, signal },
      ),
    cancel: async (by, id) => {
      await getImport(store, id);
      const stop = under.get(id);
      if (stop === undefined) return undefined;
      const head = await store.transaction(async (tx) => {
        const before = await lockRunningImport(tx, id);
        return before && trail.record(tx, by, { action: 'import-cancelled', subject: { kind: 'import', id } });
      });
      stop.abort();
      return head;
    },
    close: async () => {
      clearInterval(beat);
      for (const stop of under.values()) stop.abort();
      await last;
    },
  };
}

const nameOf = ({ sources }: Plan): string => sources.map(({ file }) => file.name).join(', ');

const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });
