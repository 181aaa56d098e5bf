import type { Held } from './thread-pool.ts';

/** Asks a thread for at most so long. Then it is ended, and what was asked and all that is asked after is answered undefined. */
export async function withinTime<Question, Answer, T>(
  thread: Held<Question, Answer>,
  limitMs: number,
  use: (ask: (question: Question) => Promise<Answer | undefined>) => Promise<T>,
): Promise<T> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void thread.end();
  }, limitMs);
  try {
    return await use(async (question) => {
      if (isLate) return undefined;
      try {
        return await thread.ask(question);
      } catch (error) {
        if (!isLate) throw error;
        // whoever is told finds no thread running
        await thread.end();
        return undefined;
      }
    });
  } finally {
    clearTimeout(timer);
  }
}
