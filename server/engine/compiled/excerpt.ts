/**
 * A copy of what a state says of one enrollment, for questions: what holds now, and what will when time passes. Cheap,
 * however many others there are: what is kept under keys is copied when it is first looked at, so an excerpt is done
 * with before its state goes on. All goes on in it as in the whole, but for what others do meanwhile: their protections
 * run out, and nobody is given what becomes free. It can't be saved, and nothing may be recorded in it that names another
 * enrollment.
 */
import { wake } from './due.ts';
import { type Book, type CompiledState, type EnrollmentState, find, listOnly, type Registration } from './state.ts';

/** Undefined where there is no such enrollment. */
export function excerptOf(state: CompiledState, partner: string, partnerType: string): CompiledState | undefined {
  const found = find(state, partner, partnerType);
  if (found === undefined) return undefined;
  const own = excerptOfEnrollment(found);
  const excerpt: CompiledState = {
    ...state,
    // others keep their places and are never looked at
    enrollments: state.enrollments.map((each) => (each === found ? own : each)),
    books: state.books.map(lent),
    budgets: structuredClone(state.budgets),
    magnitudes: structuredClone(state.magnitudes),
    promises: new Map(state.promises),
    registrations: new Map(),
    waiting: new Map(),
    kept: { ...state.kept, byActivity: new Map(state.kept.byActivity) },
    // leaves are replaced, never changed
    leaves: new Map(state.leaves),
    freed: [],
    due: new Map(),
    dueDays: [],
  };
  for (const [key, registration] of state.registrations) {
    if (registration.enrollment === own.index) excerpt.registrations.set(key, notWaiting(registration));
  }
  for (const [day, dues] of state.due) {
    for (const due of dues) {
      const isOwn = due.what === 'protection' ? excerpt.registrations.has(due.registration) : due.enrollment === own.index;
      if (isOwn) wake(excerpt, day, due);
    }
  }
  listOnly(excerpt, [own]);
  return excerpt;
}

const excerptOfEnrollment = (enrollment: EnrollmentState): EnrollmentState => ({
  ...enrollment,
  balances: new Map(enrollment.balances),
  books: enrollment.books.map(lent),
  budgets: structuredClone(enrollment.budgets),
  expiring: [...enrollment.expiring],
  activities: new Lent(enrollment.activities),
});

/** Queues aren't part of it. */
const notWaiting = (registration: Registration): Registration => ({ ...registration, waits: null });

const lent = (book: Book): Book => book.map((kept) => (kept instanceof Map ? new Lent(kept) : structuredClone(kept)));

/** A map of which the values are somebody else's until they are asked for. */
class Lent<K, V> extends Map<K, V> {
  private readonly lender: ReadonlyMap<K, V>;

  constructor(lender: ReadonlyMap<K, V>) {
    super();
    this.lender = lender;
  }

  override get(key: K): V | undefined {
    const own = super.get(key);
    if (own !== undefined) return own;
    const theirs = this.lender.get(key);
    if (theirs === undefined) return undefined;
    const copy = structuredClone(theirs);
    this.set(key, copy);
    return copy;
  }

  override has(key: K): boolean {
    return super.has(key) || this.lender.has(key);
  }

  /** Whoever wants all of them gets copies of all. */
  private fetch(): void {
    for (const key of this.lender.keys()) this.get(key);
  }

  override get size(): number {
    this.fetch();
    return super.size;
  }

  override keys(): MapIterator<K> {
    this.fetch();
    return super.keys();
  }

  override values(): MapIterator<V> {
    this.fetch();
    return super.values();
  }

  override entries(): MapIterator<[K, V]> {
    this.fetch();
    return super.entries();
  }

  override [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  override forEach(each: (value: V, key: K, map: Map<K, V>) => void): void {
    this.fetch();
    super.forEach(each);
  }
}
