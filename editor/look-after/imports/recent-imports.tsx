import { Text } from '@mantine/core';
import { address } from '../../app/addresses.ts';
import { PageLink } from '../../app/page-link.tsx';
import { useFormats } from '../../ui/formats.ts';
import { Said } from '../said.tsx';
import { ImportState } from './import-state.tsx';
import { useImport } from './queries.ts';
import { useRecentImports } from './recent.ts';

export function RecentImports() {
  const [ids] = useRecentImports();
  if (ids.length === 0)
    return (
      <Text size="sm" c="dimmed">
        None was begun in this browser yet.
      </Text>
    );
  return <Said of={ids.map((id) => [id.slice(-8), <Recent key={id} id={id} />])} />;
}

function Recent({ id }: { readonly id: string }) {
  const { data, error } = useImport(id);
  const { ago, count } = useFormats();
  if (error !== null) return <span>no longer kept</span>;
  if (data === undefined) return <span>…</span>;
  return (
    <span>
      <PageLink to={address('import', { import: id })} underline="always">
        {data.files}
      </PageLink>{' '}
      <ImportState state={data.state} />
      <br />
      {count(data.rows.accepted)} accepted, {count(data.rows.rejected)} refused, {ago(data.createdAt)}
    </span>
  );
}
