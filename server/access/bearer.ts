import { timingSafeEqual } from 'node:crypto';
import { findKeyHolder, type KeyHolder, noteKeyUsed } from '../store/access/keys.ts';
import { isPassing } from '../store/database-faults.ts';
import type { Store } from '../store/open-store.ts';
import { type KeyText, readKeyText, secretHash } from './key-text.ts';
import type { Principal } from './principal.ts';
import { cutDown, rolesOf } from './roles.ts';

/** Nobody, and why: a sentence for the person who came with the key. */
export interface Nobody {
  readonly kind: 'nobody';
  readonly because: string;
}

export type Known = Principal | Nobody;

/*
 * Who comes with a key. What was read of it is remembered for some seconds, so that not each quote costs a query; a
 * process that revokes a key forgets it at once, others ask within that time. The embedded database has no others, and
 * may be busy for a minute with an import: there what is remembered stands until it has been read again. While a
 * database is away what was read before stands for a while, so that quotes go on.
 */

const FRESH_MS = 5_000;
const EMBEDDED_MS = 600_000;
const AWAY_MS = 600_000;
const MOST_REMEMBERED = 10_000;
const USE_NOTED_MS = 60_000;

interface Remembered {
  readonly secretHash: Uint8Array;
  readonly answer: Known;
  readonly expiresAtMs: number;
  readonly readAtMs: number;
  /** When it was to be read again, and the database was away. */
  triedAtMs: number;
  usedAtMs: number;
}

export interface Bearers {
  /** Answered at once where the key is remembered. */
  bearer(text: string): Known | Promise<Known>;
  /** What is remembered of keys no longer holds. */
  forget(): void;
  /** When what is under way has ended. */
  close(): Promise<void>;
}

const UNKNOWN: Nobody = { kind: 'nobody', because: 'The key is not known here.' };
const NO_KEY: Nobody = { kind: 'nobody', because: 'That is no key: it begins with dw_, and has 67 characters.' };

export function openBearers(store: Store, now: () => Date): Bearers {
  const remembered = new Map<string, Remembered>();
  const reading = new Map<string, Promise<Remembered | undefined>>();
  const noting = new Set<Promise<void>>();
  const standsMs = store.kind === 'embedded' ? EMBEDDED_MS : FRESH_MS;
  /** Counts up with each change: what was read before it is not kept. */
  let changes = 0;

  const read = async (id: string): Promise<Remembered | undefined> => {
    const before = changes;
    const readAtMs = now().getTime();
    const found = await findKeyHolder(store, id);
    if (found === undefined) return undefined;
    const usedAtMs = found.lastUsedAt?.getTime() ?? 0;
    const entry = {
      secretHash: found.secretHash,
      answer: answerOf(found),
      expiresAtMs: found.expiresAt.getTime(),
      readAtMs,
      triedAtMs: readAtMs,
      usedAtMs,
    };
    if (before !== changes) return entry;
    remembered.delete(id);
    for (const oldest of remembered.keys()) {
      if (remembered.size < MOST_REMEMBERED) break;
      remembered.delete(oldest);
    }
    remembered.set(id, entry);
    return entry;
  };

  const readOnce = (id: string): Promise<Remembered | undefined> => {
    const under = reading.get(id);
    if (under !== undefined) return under;
    const begun = read(id).finally(() => reading.get(id) === begun && reading.delete(id));
    reading.set(id, begun);
    return begun;
  };

  const judge = ({ id, secret }: KeyText, entry: Remembered | undefined, nowMs: number): Known => {
    if (entry === undefined || !timingSafeEqual(secretHash(secret), entry.secretHash)) return UNKNOWN;
    if (entry.answer.kind === 'nobody') return entry.answer;
    if (nowMs >= entry.expiresAtMs) return expired(entry.expiresAtMs);
    if (nowMs - entry.usedAtMs >= USE_NOTED_MS) {
      entry.usedAtMs = nowMs;
      // that it was used is worth no refusal where it can't be noted
      const noted: Promise<void> = noteKeyUsed(store, id)
        .catch(() => undefined)
        .finally(() => noting.delete(noted));
      noting.add(noted);
    }
    return entry.answer;
  };

  return {
    bearer: (text) => {
      const key = readKeyText(text);
      if (key === undefined) return NO_KEY;
      const nowMs = now().getTime();
      const entry = remembered.get(key.id);
      const age = entry === undefined ? standsMs : nowMs - entry.readAtMs;
      if (age >= standsMs && (entry === undefined || age >= AWAY_MS || nowMs - entry.triedAtMs >= FRESH_MS)) {
        return readOnce(key.id).then(
          (found) => judge(key, found, nowMs),
          (error: unknown) => {
            if (entry === undefined || age >= AWAY_MS || !isPassing(error)) throw error;
            entry.triedAtMs = nowMs;
            return judge(key, entry, nowMs);
          },
        );
      }
      if (age >= FRESH_MS) readOnce(key.id).catch(() => undefined);
      return judge(key, entry, nowMs);
    },
    forget: () => {
      changes += 1;
      remembered.clear();
      reading.clear();
    },
    close: async () => {
      await Promise.allSettled([...reading.values(), ...noting]);
    },
  };
}

function answerOf({ id, name, person, roles, programs, partner, revokedAt, holder }: KeyHolder): Known {
  if (revokedAt !== null) return { kind: 'nobody', because: `The key ${name} was revoked on ${day(revokedAt.getTime())}.` };
  if (holder !== null && !holder.active)
    return { kind: 'nobody', because: `The key ${name} belongs to ${holder.name}, who may no longer sign in.` };
  const own = rolesOf(roles);
  return {
    kind: 'key',
    id: person ?? id,
    name: holder?.name ?? name,
    roles: holder === null ? own : cutDown(own, rolesOf(holder.roles)),
    key: id,
    ...(programs !== null && { programs: new Set(programs) }),
    ...(partner !== null && { partner }),
  };
}

const expired = (atMs: number): Nobody => ({ kind: 'nobody', because: `The key expired on ${day(atMs)}; make another one.` });

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
