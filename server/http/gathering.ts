import { setTimeout as after } from 'node:timers';
import { setImmediate, setTimeout } from 'node:timers/promises';

/*
 * What many ask at once, done together: while some of it is being done, the rest gathers. So what each would pay by itself, a
 * commit and the locks for which everybody waits, is paid once for many; and who asks alone waits for nobody.
 */

/** Together at most. */
const MOST = 32;
/** Of one name: while the database has the one, the other is decided. */
const AT_ONCE = 2;
/** What takes longer waits for something itself; others needn't wait for that, as long as there are few such. */
const SLOW_MS = 250;
const MOST_SLOW = 4;
/** Where many ask, those who were just answered ask again in a moment: the more there were, the longer that is, and the more it saves. */
const GATHERING_MS_EACH = 1.5;
const GATHERING_MS = 6;

export interface Doing<A, R> {
  /** All of it or nothing; the results in their order. */
  readonly together: (asked: readonly A[]) => Promise<readonly R[]>;
  /** What is asked by one. */
  readonly alone: (asked: A) => Promise<R>;
  /** Whether each is to be tried by itself where they failed together. */
  readonly isWorthTrying: (error: unknown) => boolean;
}

interface Waiting<A, R> {
  readonly asked: A;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** Those who wait under one name. */
interface Line<A, R> {
  readonly waiting: Waiting<A, R>[];
  /** But for those that are slow. */
  running: number;
  slow: number;
  /** How many were done together last. */
  last: number;
  isGathering: boolean;
}

export class Gathering<A, R> {
  private readonly doing: Doing<A, R>;
  private readonly lines = new Map<string, Line<A, R>>();

  constructor(doing: Doing<A, R>) {
    this.doing = doing;
  }

  /** `name`: of those who may be done together. */
  ask(name: string, asked: A): Promise<R> {
    const line = this.lines.get(name) ?? { waiting: [], running: 0, slow: 0, last: 0, isGathering: false };
    this.lines.set(name, line);
    return new Promise<R>((resolve, reject) => {
      line.waiting.push({ asked, resolve, reject });
      void this.gather(name, line);
    });
  }

  /** Never rejects. */
  private async gather(name: string, line: Line<A, R>): Promise<void> {
    if (line.isGathering || line.running >= AT_ONCE || line.waiting.length === 0) return;
    line.isGathering = true;
    // what has come with the same breath is there after it
    if (line.last > 1 && line.waiting.length < MOST) await setTimeout(Math.min(line.last * GATHERING_MS_EACH, GATHERING_MS));
    else await setImmediate();
    line.isGathering = false;
    const some = line.waiting.splice(0, MOST);
    line.last = some.length;
    await this.counted(name, line, this.run(some));
    if (line.waiting.length > 0) void this.gather(name, line);
    else if (line.running + line.slow === 0 && !line.isGathering && line.last === 1) this.lines.delete(name);
  }

  private async counted(name: string, line: Line<A, R>, run: Promise<void>): Promise<void> {
    let as: 'running' | 'slow' = 'running';
    line.running += 1;
    const late = after(() => {
      if (line.slow === MOST_SLOW) return;
      as = 'slow';
      line.running -= 1;
      line.slow += 1;
      void this.gather(name, line);
    }, SLOW_MS);
    void this.gather(name, line);
    await run;
    clearTimeout(late);
    line[as] -= 1;
  }

  private async run(some: readonly Waiting<A, R>[]): Promise<void> {
    const [first, ...rest] = some;
    if (first === undefined) return;
    if (rest.length === 0) return this.runAlone(first);
    try {
      const results = await this.doing.together(some.map(({ asked }) => asked));
      for (const [index, { resolve }] of some.entries()) resolve(results[index] as R);
    } catch (error) {
      // one of them is enough to spoil it: each by itself
      if (this.doing.isWorthTrying(error)) await Promise.all(some.map((each) => this.runAlone(each)));
      else for (const { reject } of some) reject(error);
    }
  }

  private async runAlone({ asked, resolve, reject }: Waiting<A, R>): Promise<void> {
    await this.doing.alone(asked).then(resolve, reject);
  }
}
