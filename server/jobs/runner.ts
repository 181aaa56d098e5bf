import type { Transaction } from '../store/database.ts';
import type { NewQuestion } from '../store/simulations.ts';

/** What is written last in the transaction that does it, where something is done. */
export type Also = (tx: Transaction, id: string) => Promise<void>;

/** Who answers kept questions. */
export interface Runner {
  /** Keeps a question and sees to it that somebody takes it. */
  submit(question: NewQuestion, asked: Also): Promise<{ readonly id: string; readonly isNew: boolean }>;
  /** Ends it, if nothing has. */
  cancel(id: string, cancelled: Also): Promise<void>;
  close(): Promise<void>;
}
