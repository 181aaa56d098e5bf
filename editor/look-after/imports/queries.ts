import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, ask, type components, type newIntention } from '../../api/client.ts';

export type Import = components['schemas']['Import'];

/** As server/history/import/preview.ts says it. */
export interface Preview {
  readonly files: readonly PreviewFile[];
  readonly findings: readonly { readonly severity: string; readonly message: string; readonly hint?: string; readonly pointer: string }[];
  readonly rows: readonly PreviewRow[];
  readonly documents: readonly { readonly file: string; readonly lines: readonly number[]; readonly document: unknown }[];
}

export interface PreviewFile {
  readonly file: string;
  readonly format: string;
  readonly encoding: string;
  readonly delimiter?: string;
  readonly columns: readonly { readonly name: string; readonly samples: readonly string[]; readonly dates?: readonly string[] }[];
}

export interface PreviewRow {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly becomes: 'activity' | 'partner' | 'refused' | 'left-out';
  readonly reason?: string;
}

export interface Delivery {
  readonly program: string;
  readonly mapping: string;
  readonly files: readonly File[];
}

const PREVIEW_ROWS = '100';

function formOf({ program, mapping, files }: Delivery, more: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ program, mapping, ...more })) form.append(name, value);
  for (const file of files) form.append('file', file, file.name);
  return form;
}

/** What the first rows become. Nothing is kept. */
export const usePreview = () =>
  useMutation({
    mutationFn: async (delivery: Delivery) =>
      (await ask(api.POST('/v1/imports', { body: formOf(delivery, { preview: PREVIEW_ROWS }) as never }))) as unknown as Preview,
  });

export type Into = { readonly history: string } | { readonly name: string };

export function useImportFiles() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({
      delivery,
      into,
      intention,
    }: {
      readonly delivery: Delivery;
      readonly into: Into;
      readonly intention: ReturnType<typeof newIntention>;
    }) => (await ask(api.POST('/v1/imports', { params: { header: intention }, body: formOf(delivery, { ...into }) as never }))) as Import,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['imports', 'list'] }),
  });
}

/** One import; followed by its events until it is over. */
export function useImport(id: string) {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => ask(api.GET('/v1/imports/{id}', { params: { path: { id } }, signal })),
  });
  const isUnderWay = query.data?.state === 'running';
  useEffect(() => {
    if (!isUnderWay) return;
    const events = new EventSource(`/v1/imports/${encodeURIComponent(id)}/events`);
    events.addEventListener('import', ({ data }: MessageEvent<string>) => {
      const standing = JSON.parse(data) as Import;
      queries.setQueryData(['imports', id], standing);
      if (standing.state === 'running') return;
      events.close();
      void queries.invalidateQueries({ queryKey: ['histories'] });
      void queries.invalidateQueries({ queryKey: ['imports', id, 'rejects'] });
      void queries.invalidateQueries({ queryKey: ['imports', 'list'] });
    });
    return () => events.close();
  }, [id, isUnderWay, queries]);
  return query;
}

export function useCancelImport(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => ask(api.DELETE('/v1/imports/{id}', { params: { path: { id } } })),
    onSuccess: (told) => queries.setQueryData(['imports', id], told),
  });
}
