import { Alert, Anchor, Button, Group, Loader, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useHistories } from '../api/histories.ts';
import { address } from '../app/addresses.ts';
import { useChosenHistory } from '../app/chosen.ts';
import { PageLink } from '../app/page-link.tsx';
import { useMay } from '../app/session.ts';
import { DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { tell, tellError } from '../ui/notify.tsx';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { ErrorState, Loading } from '../ui/states.tsx';
import { ImportState } from './imports/import-state.tsx';
import { type Import, useCancelImport, useImport } from './imports/queries.ts';
import { MOST_REJECTS, useRejects } from './imports/rejects.ts';
import styles from './look-after.module.css';

/** One import: how far it is, what came in, and which rows were refused, with the reason. */
export function ImportPage() {
  const { import: id = '' } = useParams({ strict: false });
  const { data, error, refetch } = useImport(id);
  const { time } = useFormats();
  return (
    <>
      <PageHeader
        title={data?.files ?? 'Import'}
        back={<PageLink to={address('imports')}>Imports</PageLink>}
        about={
          data && (
            <Group gap="xs">
              <ImportState state={data.state} />
              <span>begun {time(data.createdAt)}</span>
            </Group>
          )
        }
      />
      <PageBody>
        {error !== null ? (
          <ErrorState error={error} again={() => void refetch()} />
        ) : data === undefined ? (
          <Loading what="the import" />
        ) : (
          <Standing of={data} />
        )}
      </PageBody>
    </>
  );
}

function Standing({ of }: { readonly of: Import }) {
  const may = useMay('operator');
  const { count } = useFormats();
  const { rows, state } = of;
  const figures = [
    ['Rows read', rows.read],
    ['Accepted', rows.accepted],
    ['There already', rows.known],
    ['Refused', rows.rejected],
  ] as const;
  return (
    <Stack gap="lg">
      {state === 'running' && <UnderWay id={of.id} />}
      {state === 'failed' && (
        <Alert color="red" variant="light" title="Nothing was imported">
          {of.error ?? 'The history is as it was.'}
        </Alert>
      )}
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" aria-live="polite">
        {figures.map(([word, figure]) => (
          <div key={word} className={`panel ${styles.level}`}>
            <Text size="sm" c="dimmed">
              {word}
            </Text>
            <Text size="xl" fw={600} className="figures">
              {count(figure)}
            </Text>
          </div>
        ))}
      </SimpleGrid>
      {state === 'done' && <Choose history={of.history} />}
      {rows.rejected > 0 && state !== 'running' && may && <Rejects id={of.id} all={rows.rejected} />}
    </Stack>
  );
}

function UnderWay({ id }: { readonly id: string }) {
  const may = useMay('operator');
  const cancelling = useCancelImport(id);
  return (
    <Group role="status" gap="sm">
      <Loader size="sm" />
      <Text>Rows are being read. The history changes when all are, not before.</Text>
      {may && (
        <Button variant="default" loading={cancelling.isPending} onClick={() => cancelling.mutate(undefined, { onError: tellError })}>
          Cancel
        </Button>
      )}
    </Group>
  );
}

function Choose({ history }: { readonly history: string }) {
  const [chosen, choose] = useChosenHistory();
  const { data: histories = [] } = useHistories();
  const queries = useQueryClient();
  // it may be one that nobody has heard of yet
  useEffect(() => void queries.invalidateQueries({ queryKey: ['histories'] }), [queries]);
  const name = histories.find(({ id }) => id === history)?.name;
  if (name === undefined) return null;
  return (
    <Group gap="sm">
      <Text>
        The rows are in the history <b>{name}</b>.
      </Text>
      {chosen !== history && (
        <Button
          variant="default"
          onClick={() => {
            choose(history);
            tell(`What-if is asked of ${name} now.`);
          }}
        >
          Ask what-if of it
        </Button>
      )}
    </Group>
  );
}

function Rejects({ id, all }: { readonly id: string; readonly all: number }) {
  const { data, error, refetch } = useRejects(id, true);
  const { count } = useFormats();
  return (
    <section aria-labelledby="rejects">
      <Group justify="space-between" mb="xs">
        <Title order={2} id="rejects">
          Rows that were refused
        </Title>
        <Anchor href={`/v1/imports/${encodeURIComponent(id)}/rejects`} download={`rejects-${id}.ndjson`} size="sm">
          <Group gap={4} component="span">
            <IconDownload size={14} aria-hidden />
            All {count(all)}, as NDJSON
          </Group>
        </Anchor>
      </Group>
      {error !== null ? (
        <ErrorState error={error} again={() => void refetch()} compact />
      ) : data === undefined ? (
        <Loading what="the rows" />
      ) : (
        <>
          {all > MOST_REJECTS && (
            <Text size="sm" c="dimmed" mb="xs">
              The first {count(MOST_REJECTS)} are shown.
            </Text>
          )}
          <DataTable
            rows={data}
            idOf={({ line, reason, row = '' }) => `${line} ${reason} ${row}`}
            name="rejects"
            columns={[
              { id: 'line', title: 'Line', value: ({ line }) => line, isFigure: true, width: 80 },
              { id: 'reason', title: 'Why', value: ({ reason }) => reason },
              {
                id: 'row',
                title: 'Row, as it was',
                value: ({ row, base64 }) => row ?? base64,
                render: ({ row, base64 }) => <span className={styles.hash}>{row ?? base64}</span>,
              },
            ]}
          />
        </>
      )}
    </section>
  );
}
