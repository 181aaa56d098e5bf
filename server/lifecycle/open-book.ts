import type { Timeline } from '../engine/program/model.ts';
import { timelineChanges } from '../store/life/programs.ts';
import { liveEntries } from '../store/life/timeline.ts';
import type { Store } from '../store/open-store.ts';
import { timelineOf } from './dated-documents.ts';
import { baselineOf, documentsOf } from './in-force.ts';
import type { LivingBook } from './program-book.ts';

export interface BookOptions {
  /** How often PostgreSQL is asked whether another process has changed something; 0: never. */
  readonly pollMs?: number;
  /** Told of what can't be read now; the book stays as it was, and asks again. */
  readonly onError?: (error: unknown) => void;
}

const POLL_MS = 1_000;

/** Opens the book of a store's programs. */
export async function openBook(store: Store, { pollMs = POLL_MS, onError = () => undefined }: BookOptions = {}): Promise<LivingBook> {
  const book = new Book(store, onError);
  await book.refresh();
  if (store.kind === 'postgres' && pollMs > 0) book.poll(pollMs);
  return book;
}

class Book implements LivingBook {
  private known = new Map<string, { readonly changes: number; readonly timeline?: Timeline; readonly fault?: string }>();
  private listed: readonly Timeline[] = [];
  private last: Promise<void> = Promise.resolve();
  private next: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly store: Store;
  private readonly onError: (error: unknown) => void;

  constructor(store: Store, onError: (error: unknown) => void) {
    this.store = store;
    this.onError = onError;
  }

  timelines(): readonly Timeline[] {
    return this.listed;
  }

  timeline(id: string): Timeline | undefined {
    return this.known.get(id)?.timeline;
  }

  faults(): readonly { readonly program: string; readonly message: string }[] {
    return [...this.known].flatMap(([program, { fault }]) => (fault === undefined ? [] : [{ program, message: fault }]));
  }

  /** One reads at a time; those who ask meanwhile share the one after, since this one may have read too early. */
  refresh(): Promise<void> {
    this.next ??= this.last
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.read();
      });
    this.last = this.next;
    return this.next;
  }

  stale(): void {
    if (!this.closed) this.refresh().catch(this.onError);
  }

  poll(everyMs: number): void {
    const again = (): void => {
      this.timer = setTimeout(() => {
        this.refresh()
          .catch(this.onError)
          .finally(() => {
            if (!this.closed) again();
          });
      }, everyMs);
      this.timer.unref();
    };
    again();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.last.catch(() => undefined);
  }

  private async read(): Promise<void> {
    const { db } = this.store;
    // counted before the entries are read: what comes between is read once more, and never missed
    const counts = await timelineChanges(db);
    const known: typeof this.known = new Map();
    let changed = counts.length !== this.known.size;
    for (const { id, changes } of counts) {
      const before = this.known.get(id);
      if (before?.changes === changes) {
        known.set(id, before);
        continue;
      }
      known.set(id, { changes, ...(await this.load(id)) });
      changed = true;
    }
    if (!changed) return;
    this.known = known;
    this.listed = [...known.values()].flatMap(({ timeline }) => (timeline === undefined ? [] : [timeline]));
  }

  private async load(id: string): Promise<{ readonly timeline?: Timeline; readonly fault?: string }> {
    const { db } = this.store;
    const { versions } = baselineOf(await liveEntries(db, id));
    if (versions.length === 0) return {};
    const loaded = timelineOf(await documentsOf(db, versions));
    if (loaded.ok) return { timeline: loaded.timeline };
    const [first] = loaded.diagnostics.filter(({ severity }) => severity === 'error');
    const fault = `${id} is kept and can't be loaded: ${first?.message ?? ''} (${first?.pointer ?? ''})`;
    this.onError(new Error(fault));
    return { fault };
  }
}
