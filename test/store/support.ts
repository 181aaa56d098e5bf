import type { PartnerDocument } from '../../schemas/types.ts';
import { loadProgramDocument } from '../../server/engine/program/load.ts';
import type { Timeline } from '../../server/engine/program/model.ts';
import { createHistory, type StoredHistory } from '../../server/store/histories.ts';
import type { ImportBatch } from '../../server/store/imports.ts';
import type { Store } from '../../server/store/open-store.ts';
import type { ActivityToRecord } from '../../server/store/record-documents.ts';
import { smallProgram } from '../support/small-program.ts';

/** The small program, with changes. */
export function timelineOf(changes: Parameters<typeof smallProgram>[0] = {}): Timeline {
  const loaded = loadProgramDocument(smallProgram(changes));
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ message }) => message).join(' '));
  return { id: loaded.program.id, versions: [loaded.program] };
}

export const timeline = timelineOf();

export const newHistory = (store: Store, name = 'deals'): Promise<StoredHistory> => createHistory(store, { name, timeline });

export const deal = (id: string, changes: object = {}): ActivityToRecord =>
  ({
    source: 'crm',
    id,
    kind: 'deal-closed',
    occurredOn: '2026-03-01',
    partner: 'p-1',
    partnerType: 'reseller',
    facts: { 'deal.amount': '100.00', 'customer.id': 'c-1' },
    ...changes,
  }) as ActivityToRecord;

export const firm = (id: string, facts: object = {}): PartnerDocument =>
  ({ id, enrollments: [{ partnerType: 'reseller', enrolledOn: '2025-01-01' }], facts }) as PartnerDocument;

const origin = (line: number) => ({ line, rows: 1, bytes: Buffer.from(`row ${line}`) });

/** One batch, each document a row of the file. */
export const batch = ({
  partners = [],
  activities = [],
  rejects = [],
}: {
  partners?: PartnerDocument[];
  activities?: ActivityToRecord[];
  rejects?: string[];
}): ImportBatch => ({
  partners: partners.map((document, index) => ({ ...origin(index + 1), document })),
  activities: activities.map((document, index) => ({ ...origin(partners.length + index + 1), document })),
  rejects: rejects.map((reason, index) => ({ ...origin(partners.length + activities.length + index + 1), reason })),
});
