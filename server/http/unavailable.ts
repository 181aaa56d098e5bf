/** What is asked of a database that is away or busy, as a problem that tells when to ask again. */
import type { FastifyRequest } from 'fastify';
import { isPassing } from '../store/database-faults.ts';
import { StoreError } from '../store/errors.ts';
import { Problem } from './problem.ts';

const RETRY_SECONDS = 2;
/** A database that is away fails every request; one line in so long tells as much. */
const LOGGED_MS = 10_000;

/** undefined: it is something else. */
export function unavailable(error: unknown): Problem | undefined {
  if (!(error instanceof StoreError && isPassing(error))) return undefined;
  const detail =
    error.code === 'in-doubt'
      ? `${error.message} See whether it was done before asking again; with the same Idempotency-Key it is done once.`
      : `${error.message} Nothing was changed; ask again in a moment.`;
  return new Problem('unavailable', detail, [], { 'Retry-After': String(RETRY_SECONDS) });
}

/** Says why, for whoever runs the server; who asks is not told where the database is. */
export function unavailableLog(): (error: unknown, request: FastifyRequest) => void {
  let loggedAt = Number.NEGATIVE_INFINITY;
  return (error, { log }) => {
    if (performance.now() - loggedAt < LOGGED_MS) return;
    loggedAt = performance.now();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    log.warn({ err: cause }, 'the database is away or busy; requests that need it are answered 503');
  };
}
