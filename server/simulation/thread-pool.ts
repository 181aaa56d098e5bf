import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ResourceLimits, Worker } from 'node:worker_threads';

/** A thread that has had nothing to do for so long ends. */
const IDLE_MS = 60_000;

/** A thread's file beside the module that asks it: threads run what was built, also where that module itself is run from its source. */
export function threadFile(module: string, name: string): string {
  if (!module.endsWith('.ts')) return fileURLToPath(new URL(`${name}.js`, module));
  const folder = basename(fileURLToPath(new URL('.', module)));
  return fileURLToPath(new URL(`../../dist/server/${folder}/${name}.js`, module));
}

/** Whether a thread ended because it held more than it may. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

/** What a holder of a thread does with it. */
export interface Held<Question, Answer> {
  readonly ask: (question: Question) => Promise<Answer>;
  /** Ends it, whatever it is at: what was asked is rejected, and the next question starts it anew, without memory. */
  readonly end: () => Promise<void>;
}

/**
 * Threads that answer one message with one message, each message alone. A thread that ends rejects what it was asked;
 * the next question starts another in its place. Idle threads don't keep the process alive.
 */
export class ThreadPool<Question, Answer> {
  private readonly file: string;
  private readonly size: number;
  private readonly idle: Thread<Question, Answer>[] = [];
  private readonly all = new Set<Thread<Question, Answer>>();
  private readonly waiting: ((thread: Thread<Question, Answer>) => void)[] = [];
  private readonly limits: ResourceLimits;
  private closed = false;

  constructor(file: string, size: number, limits: ResourceLimits = {}) {
    this.file = file;
    this.size = size;
    this.limits = limits;
  }

  /** Those that run now. */
  get workers(): readonly Worker[] {
    return [...this.all].flatMap(({ worker }) => (worker === undefined ? [] : [worker]));
  }

  /** Has a thread for itself until `use` is done. */
  async with<T>(use: (held: Held<Question, Answer>) => Promise<T>): Promise<T> {
    const thread = await this.take();
    try {
      return await use({
        ask: (question) => (this.closed ? Promise.reject(closed()) : thread.ask(question)),
        end: () => thread.end(),
      });
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.idle.push(thread);
      else next(thread);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.all].map((thread) => thread.end()));
  }

  private async take(): Promise<Thread<Question, Answer>> {
    if (this.closed) throw closed();
    const idle = this.idle.pop();
    if (idle !== undefined) return idle;
    if (this.all.size >= this.size) return new Promise((resolve) => this.waiting.push(resolve));
    const thread = new Thread<Question, Answer>(this.file, this.limits);
    this.all.add(thread);
    return thread;
  }
}

const closed = (): Error => new Error('the threads are closed');

class Thread<Question, Answer> {
  worker: Worker | undefined;
  private readonly file: string;
  private readonly limits: ResourceLimits;
  private pending: { readonly resolve: (answer: Answer) => void; readonly reject: (reason: Error) => void } | undefined;
  private idle: NodeJS.Timeout | undefined;

  constructor(file: string, limits: ResourceLimits) {
    this.file = file;
    this.limits = limits;
  }

  ask(question: Question): Promise<Answer> {
    clearTimeout(this.idle);
    const worker = this.worker ?? this.start();
    return new Promise<Answer>((resolve, reject) => {
      this.pending = { resolve, reject };
      worker.ref();
      worker.postMessage(question);
    });
  }

  async end(): Promise<void> {
    clearTimeout(this.idle);
    await this.worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(this.file, { resourceLimits: this.limits });
    this.worker = worker;
    worker.on('message', (answer: Answer) => {
      worker.unref();
      this.idle = setTimeout(() => void worker.terminate(), IDLE_MS).unref();
      this.settle(({ resolve }) => resolve(answer));
    });
    worker.on('messageerror', (error: Error) => this.lose(worker, error));
    worker.on('error', (error: Error) => this.lose(worker, error));
    worker.on('exit', (code) => this.lose(worker, new Error(`it ended with code ${code}`)));
    return worker;
  }

  /** Its memory is gone; what it was asked for may be asked of another. */
  private lose(worker: Worker, reason: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    clearTimeout(this.idle);
    void worker.terminate();
    this.settle(({ reject }) => reject(reason));
  }

  private settle(how: (pending: NonNullable<Thread<Question, Answer>['pending']>) => void): void {
    const { pending } = this;
    this.pending = undefined;
    if (pending !== undefined) how(pending);
  }
}
