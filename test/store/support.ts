import { createHistory, type Setting, type StoredHistory } from '../../server/store/histories.ts';
import type { ImportBatch } from '../../server/store/imports.ts';
import type { Store } from '../../server/store/open-store.ts';
import type { ActivityToRecord, PartnerToRecord } from '../../server/store/record-documents.ts';

export const setting: Setting = { currency: { code: 'USD', digits: 2 }, timeZone: 'UTC', attributes: {} };

export const newHistory = (store: Store, name = 'deals'): Promise<StoredHistory> => createHistory(store, { name, setting });

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

export const firm = (id: string, facts: object = {}): PartnerToRecord =>
  ({ id, enrollments: [{ partnerType: 'reseller', enrolledOn: '2025-01-01' }], facts }) as PartnerToRecord;

const origin = (line: number) => ({ line, rows: 1, bytes: Buffer.from(`row ${line}`) });

/** One batch, each document a row of the file. */
export const batch = ({
  partners = [],
  activities = [],
  rejects = [],
}: {
  partners?: PartnerToRecord[];
  activities?: ActivityToRecord[];
  rejects?: string[];
}): ImportBatch => ({
  partners: partners.map((document, index) => ({ ...origin(index + 1), document })),
  activities: activities.map((document, index) => ({ ...origin(partners.length + index + 1), document })),
  rejects: rejects.map((reason, index) => ({ ...origin(partners.length + activities.length + index + 1), reason })),
});
