import { createLanguage } from '../language/service.ts';
import type { Answer, Call, Method } from './protocol.ts';

/*
 * The language service off the page's thread: the engine's checks run here while someone types. Calls are answered in
 * order; of questions about the whole program only the latest counts.
 */

interface Scope {
  addEventListener(type: 'message', listener: (event: { readonly data: Call }) => void): void;
  postMessage(answer: Answer): void;
  readonly navigator?: { readonly language?: string };
}
const scope = globalThis as unknown as Scope;
const language = createLanguage({ locale: scope.navigator?.language ?? 'en' });

/** These take longest, and each keystroke asks them anew. */
const SUPERSEDING: ReadonlySet<Method> = new Set<Method>(['diagnose']);
const latest = new Map<Method, number>();

scope.addEventListener('message', ({ data }) => {
  if (!SUPERSEDING.has(data.method)) {
    answer(data);
    return;
  }
  latest.set(data.method, data.id);
  // what has been typed in the meantime is let in first
  setTimeout(() => {
    if (latest.get(data.method) === data.id) answer(data);
    else scope.postMessage({ id: data.id, superseded: true });
  });
});

function answer({ id, method, args }: Call): void {
  try {
    const call = language[method] as (...args: readonly unknown[]) => unknown;
    scope.postMessage({ id, result: call(...args) });
  } catch (error) {
    scope.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
}
