import type { SourceFile } from '../../server/engine/program/source.ts';
import type { Answer, Call, Method, RemoteLanguage } from './protocol.ts';

/** A question whose answer nobody waits for any more: something newer was asked, or the editor was closed. */
export class SupersededError extends Error {}

export interface LanguageClient extends RemoteLanguage {
  /** Ends the worker; what is still asked is never answered. */
  dispose(): void;
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** A worker that says nothing for so long has lost its way. */
const PATIENCE_MS = 20_000;

/** The parts of a Worker that are used; tests have one of their own. */
export interface LanguageWorker {
  postMessage(call: Call): void;
  terminate(): void;
  onmessage: ((event: { readonly data: Answer }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
}

/**
 * The language service in a worker of its own. One that breaks down, or doesn't answer, is replaced, and told again what
 * its forerunner knew; only what was being asked is lost.
 */
export function startLanguage(createWorker: () => LanguageWorker, patienceMs = PATIENCE_MS): LanguageClient {
  const session = new Session(createWorker, patienceMs);
  const call =
    <M extends Method>(method: M): RemoteLanguage[M] =>
    (...args: unknown[]): Promise<never> =>
      session.call(method, args);
  return {
    replace: call('replace'),
    update: call('update'),
    setSpread: call('setSpread'),
    setFigures: call('setFigures'),
    diagnose: call('diagnose'),
    fixes: call('fixes'),
    complete: call('complete'),
    completeField: call('completeField'),
    hover: call('hover'),
    signature: call('signature'),
    definition: call('definition'),
    uses: call('uses'),
    renamable: call('renamable'),
    rename: call('rename'),
    format: call('format'),
    lenses: call('lenses'),
    outline: call('outline'),
    colours: call('colours'),
    dispose: () => session.dispose(),
  };
}

class Session {
  private readonly createWorker: () => LanguageWorker;
  private readonly patienceMs: number;
  private worker: LanguageWorker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private disposed = false;
  private watch: ReturnType<typeof setTimeout> | undefined;
  private readonly told = { files: new Map<string, string>(), spread: [] as readonly unknown[], figures: [] as readonly unknown[] };

  constructor(createWorker: () => LanguageWorker, patienceMs: number) {
    this.createWorker = createWorker;
    this.patienceMs = patienceMs;
  }

  call(method: Method, args: readonly unknown[]): Promise<never> {
    if (this.disposed) return Promise.reject(new SupersededError('the editor was closed'));
    this.worker ??= this.start();
    this.remember(method, args);
    return this.post(this.worker, method, args);
  }

  dispose(): void {
    this.disposed = true;
    this.end('the editor was closed');
  }

  private post(worker: LanguageWorker, method: Method, args: readonly unknown[]): Promise<never> {
    this.lastId += 1;
    const id = this.lastId;
    const answer = new Promise<never>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    });
    this.watch ??= setTimeout(() => this.end('the language service did not answer'), this.patienceMs);
    worker.postMessage({ id, method, args });
    return answer;
  }

  private start(): LanguageWorker {
    const worker = this.createWorker();
    worker.onmessage = ({ data }) => this.answered(data);
    worker.onerror = ({ message }) => this.end(message ?? 'the language service broke down');
    const { files, spread, figures } = this.told;
    const again: readonly [Method, readonly unknown[]][] = [
      ['replace', [[...files].map(([path, text]): SourceFile => ({ path, text }))]],
      ['setSpread', spread],
      ['setFigures', figures],
    ];
    // nobody waits for these
    if (files.size > 0) for (const [method, args] of again) this.post(worker, method, args).catch(() => undefined);
    return worker;
  }

  private answered(answer: Answer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    clearTimeout(this.watch);
    this.watch = this.waiting.size > 0 ? setTimeout(() => this.end('the language service did not answer'), this.patienceMs) : undefined;
    if (waiting === undefined) return;
    if ('error' in answer) waiting.reject(new Error(answer.error));
    else if ('superseded' in answer) waiting.reject(new SupersededError('something newer was asked'));
    else waiting.resolve(answer.result as never);
  }

  /** The next call starts another worker. */
  private end(why: string): void {
    clearTimeout(this.watch);
    this.watch = undefined;
    this.worker?.terminate();
    this.worker = undefined;
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiting) reject(this.disposed ? new SupersededError(why) : new Error(why));
  }

  private remember(method: Method, args: readonly unknown[]): void {
    const { files } = this.told;
    if (method === 'replace') {
      files.clear();
      for (const { path, text } of args[0] as readonly SourceFile[]) files.set(path, text);
    } else if (method === 'update') {
      const [path, text] = args as [string, string | undefined];
      if (text === undefined) files.delete(path);
      else files.set(path, text);
    } else if (method === 'setSpread') this.told.spread = args;
    else if (method === 'setFigures') this.told.figures = args;
  }
}
