import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { AuditHead } from './entry.ts';

/*
 * A file outside the database that saw the trail grow: a line for each head, written after its commit. It may be behind,
 * since a process may end between; it is never ahead. Lines are only added, so what is changed in the database later
 * doesn't change what was seen.
 */

/** About 24,000 heads; as many stay in the file before. */
const MOST_BYTES = 4_000_000;
/** Between two heads that come one after the other. */
const PAUSE_MS = 20;

export const witnessFile = (folder: string, trail: string): string => join(folder, `audit-${trail}.witness`);
const earlierFile = (folder: string, trail: string): string => `${witnessFile(folder, trail)}.old`;

export interface Witness {
  /** Notes a head; of several that come while one is written, or right after it, the last. */
  saw(head: AuditHead): void;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

/** `onError` is told once, when the file can't be written; the trail goes on without. */
export function openWitness(folder: string, trail: string, onError: (error: unknown) => void): Witness {
  const path = witnessFile(folder, trail);
  let next: AuditHead | undefined;
  let writing: Promise<void> | undefined;
  let isTold = false;
  const closing = new AbortController();
  const write = async (): Promise<void> => {
    for (let head = next; head !== undefined; head = next) {
      next = undefined;
      const size = await stat(path).then(
        (about) => about.size,
        () => undefined,
      );
      if (size === undefined) await mkdir(folder, { recursive: true, mode: 0o700 });
      else if (size > MOST_BYTES) await rename(path, earlierFile(folder, trail));
      await appendFile(path, `${receiptText(head)}\n`, { mode: 0o600 });
      await setTimeout(PAUSE_MS, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    }
  };
  return {
    saw: (head) => {
      if (next !== undefined && next.entry > head.entry) return;
      next = head;
      writing ??= write()
        .catch((error: unknown) => {
          if (!isTold) onError(error);
          isTold = true;
        })
        .finally(() => {
          writing = undefined;
        });
    },
    close: async () => {
      closing.abort();
      await writing;
    },
  };
}

/** All that was seen, in that order; a line that was cut off is none. */
export async function readWitness(folder: string, trail: string): Promise<readonly AuditHead[]> {
  const texts: string[] = [];
  for (const path of [earlierFile(folder, trail), witnessFile(folder, trail)]) {
    texts.push(
      await readFile(path, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
        throw error;
      }),
    );
  }
  return receiptsIn(texts.join(''));
}

/** A head as one word: in the header `audit-head`, in the witness. */
export const receiptText = ({ entry, hash, signature }: AuditHead): string => `${entry}:${hash}:${signature}`;

/** All heads that a text has as words. */
export function receiptsIn(text: string): readonly AuditHead[] {
  return [...text.matchAll(/(?<![\w-])(\d{1,15}):([0-9a-f]{64}):([\w-]{86})(?![\w-])/g)].map(
    ([, entry = '', hash = '', signature = '']) => ({
      entry: Number(entry),
      hash,
      signature,
    }),
  );
}
