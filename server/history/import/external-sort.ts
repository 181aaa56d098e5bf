import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * Things by key, more of them than memory holds: what is held is written, sorted, to a temporary file whenever it
 * becomes too much, and the files are read side by side at the end.
 */

interface Keyed<T> {
  readonly key: string;
  /** Things with the same key stay in the order in which they came. */
  readonly place: number;
  readonly item: T;
}

/** Items are plain data. */
export class ExternalSort<T> {
  private held: Keyed<T>[] = [];
  private heldBytes = 0;
  private count = 0;
  private folder: string | undefined;
  private readonly runs: string[] = [];
  private readonly mostBytes: number;

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  /** `bytes`: about what the item takes. */
  add(key: string, item: T, bytes: number): void {
    this.held.push({ key, place: this.count, item });
    this.count += 1;
    this.heldBytes += bytes + 100;
  }

  /** To be asked now and then: writes what is held if it is too much. */
  async relieve(): Promise<void> {
    if (this.heldBytes <= this.mostBytes) return;
    this.folder ??= await mkdtemp(join(tmpdir(), 'dealwright-import-'));
    const path = join(this.folder, `${this.runs.length}.ndjson`);
    this.runs.push(path);
    const file = await open(path, 'wx', 0o600);
    try {
      let text = '';
      for (const each of this.takeSorted()) {
        text += `${JSON.stringify(each)}\n`;
        if (text.length < 1 << 18) continue;
        await file.writeFile(text);
        text = '';
      }
      await file.writeFile(text);
    } finally {
      await file.close();
    }
  }

  private takeSorted(): Keyed<T>[] {
    const sorted = this.held.sort(compare);
    this.held = [];
    this.heldBytes = 0;
    return sorted;
  }

  /** All of them by key. Once. */
  async *sorted(): AsyncGenerator<Keyed<T>> {
    const sources: AsyncIterator<Keyed<T>>[] = this.runs.map((path) => linesOf<Keyed<T>>(path));
    sources.push(listed(this.takeSorted()));
    const heads = await Promise.all(sources.map((source) => source.next()));
    for (;;) {
      let least = -1;
      let best: Keyed<T> | undefined;
      for (const [index, head] of heads.entries()) {
        if (head.done === true || (best !== undefined && compare(head.value, best) > 0)) continue;
        least = index;
        best = head.value;
      }
      const source = sources[least];
      if (best === undefined || source === undefined) return;
      yield best;
      heads[least] = await source.next();
    }
  }

  /** Takes the temporary files away. */
  async close(): Promise<void> {
    this.held = [];
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
  }
}

const compare = <T>(a: Keyed<T>, b: Keyed<T>): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.place - b.place);

async function* listed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function* linesOf<T>(path: string): AsyncGenerator<T> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 17 }) as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as T;
  }
}
