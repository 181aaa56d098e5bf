import type { Transaction } from '../store/database.ts';
import { newId } from '../store/id.ts';
import { insertEvents, listeningTo, type NewEvent } from '../store/webhooks/events-out.ts';
import type { EventBody, EventOut } from './events.ts';

/** Receivers are asked to take events of some kilobytes; what is larger is to be fetched. */
const MOST_DATA = 200_000;

/**
 * Tells what has happened to those who listen: with the transaction of what happened it is kept for each of them, and
 * delivered afterwards. Where nobody listens to any of these programs it is one small query.
 */
export async function emit(tx: Transaction, events: readonly EventOut[], at: Date): Promise<void> {
  if (events.length === 0) return;
  const listening = await listeningTo(tx, [...new Set(events.map(({ program }) => program))]);
  if (listening.length === 0) return;
  const kept: NewEvent[] = [];
  for (const event of events) {
    const webhooks = listening
      .filter(({ program, events: kinds }) => (program ?? event.program) === event.program && (kinds?.includes(event.kind) ?? true))
      .map(({ id }) => id);
    if (webhooks.length > 0) kept.push(newEvent(event, at, webhooks));
  }
  await insertEvents(tx, kept, at);
}

/** `program` missing: of a test. */
export function newEvent(
  { program, kind, subject, data }: Pick<EventBody, 'program' | 'subject' | 'data'> & { readonly kind: EventBody['type'] },
  at: Date,
  webhooks: readonly string[],
): NewEvent {
  const id = newId();
  const body: EventBody = {
    id,
    type: kind,
    timestamp: at.toISOString(),
    ...(program !== undefined && { program }),
    subject,
    data: bounded(data),
  };
  return { id, program: program ?? null, kind, body: JSON.stringify(body), webhooks };
}

/** More than is sent is named by its size: the subject says where to look. */
function bounded(data: object): object {
  const { length } = JSON.stringify(data);
  return length <= MOST_DATA ? data : { omitted: { characters: length } };
}
