import { useQuery } from '@tanstack/react-query';
import { api, ask, type components } from '../../api/client.ts';
import type { operations } from '../../api/schema.gen.ts';
import { PAGE_LIMIT, usePages } from '../../ui/paged.tsx';

export type AuditEntry = components['schemas']['AuditEntry'];
type AuditQuery = NonNullable<operations['listAudit']['parameters']['query']>;

export const useAudit = (asked: AuditQuery, isEnabled: boolean) =>
  usePages<AuditEntry>(
    ['audit', 'list', asked],
    async (after, signal) => {
      const { entries, next } = await ask(api.GET('/v1/audit', { params: { query: { ...asked, limit: PAGE_LIMIT, ...after } }, signal }));
      return { rows: entries, next };
    },
    isEnabled,
  );

export const useAuditHead = () =>
  useQuery({ queryKey: ['audit', 'head'], queryFn: ({ signal }) => ask(api.GET('/v1/audit/head', { signal })) });
