import type { Question } from '../store/simulations.ts';

/** Who answers kept questions. */
export interface Runner {
  /** Keeps a question and sees to it that somebody takes it. */
  submit(question: Question): Promise<{ readonly id: string; readonly isNew: boolean }>;
  /** Ends it, if nothing has. */
  cancel(id: string): Promise<void>;
  close(): Promise<void>;
}
