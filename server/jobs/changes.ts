import type { Change } from '../audit/entry.ts';
import type { StoredHistory } from '../store/histories.ts';
import type { ImportEnd } from '../store/imports.ts';

/* What the audit trail holds of histories and imports. */

export const historyCreated = (history: StoredHistory): Change => ({
  action: 'history-created',
  subject: { kind: 'history', id: history.id },
  after: contentOf(history),
});

export const historyDeleted = (history: StoredHistory): Change => ({
  action: 'history-deleted',
  subject: { kind: 'history', id: history.id },
  before: contentOf(history),
});

const contentOf = ({ name, setting, contentHash, enrollments, activities }: StoredHistory) => ({
  name,
  currency: setting.currency.code,
  timeZone: setting.timeZone,
  contentHash,
  enrollments,
  activities,
});

export const importBegun = (id: string, after: { readonly history: string; readonly files: string; readonly program: string }): Change => ({
  action: 'import-begun',
  subject: { kind: 'import', id },
  after,
});

export const importEnded = (id: string, history: string, { state, counts, error }: ImportEnd): Change => ({
  action: `import-${state}`,
  subject: { kind: 'import', id },
  after: { history, rows: counts, ...(error !== null && { error }) },
});
