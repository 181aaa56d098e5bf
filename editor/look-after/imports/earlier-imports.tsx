import { IconFileImport } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { api, ask } from '../../api/client.ts';
import { useHistories } from '../../api/histories.ts';
import { address } from '../../app/addresses.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { useFormats } from '../../ui/formats.ts';
import { More, PAGE_LIMIT, usePages } from '../../ui/paged.tsx';
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx';
import { ImportState } from './import-state.tsx';
import type { Import } from './queries.ts';

/** What was imported, by whomever, the latest first. */
export function EarlierImports() {
  const navigate = useNavigate();
  const { ago } = useFormats();
  const { data: histories = [] } = useHistories();
  const list = usePages<Import>(['imports', 'list'], async (after, signal) => {
    const { imports, next } = await ask(api.GET('/v1/imports', { params: { query: { limit: PAGE_LIMIT, ...after } }, signal }));
    return { rows: imports, next };
  });
  if (list.error !== null) return <ErrorState error={list.error} again={list.again} />;
  if (list.rows === undefined) return <Loading what="earlier imports" />;
  const nameOf = (id: string): string => histories.find((each) => each.id === id)?.name ?? 'a history that is gone';
  const columns: readonly Column<Import>[] = [
    { id: 'files', title: 'Files', value: ({ files }) => files },
    { id: 'history', title: 'Into', value: ({ history }) => nameOf(history) },
    { id: 'state', title: 'State', value: ({ state }) => state, render: ({ state }) => <ImportState state={state} /> },
    { id: 'accepted', title: 'Accepted', value: ({ rows }) => rows.accepted, isFigure: true },
    { id: 'rejected', title: 'Refused', value: ({ rows }) => rows.rejected, isFigure: true },
    { id: 'begun', title: 'Begun', value: ({ createdAt }) => createdAt, render: ({ createdAt }) => ago(createdAt) },
  ];
  return (
    <>
      <DataTable
        rows={list.rows}
        columns={columns}
        idOf={({ id }) => id}
        name="imports"
        onRow={({ id }) => void navigate({ to: address('import', { import: id }) })}
        empty={
          <EmptyState icon={IconFileImport} title="Nothing was imported yet">
            The first import stands here as soon as it is begun.
          </EmptyState>
        }
      />
      <More list={list} what="imports" />
    </>
  );
}
