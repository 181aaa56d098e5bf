import { Button, Group, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFilePencil, IconPlus, IconTimeline } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useOpenDrafts } from '../api/drafts.ts';
import { usePrograms } from '../api/programs.ts';
import { address } from '../app/addresses.ts';
import { useChosenProgram } from '../app/chosen.ts';
import { useCommands } from '../app/commands.ts';
import { PageLink } from '../app/page-link.tsx';
import { useMay } from '../app/session.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import type { DraftSummary } from './draft/queries.ts';
import { NewDraft } from './new-draft.tsx';
import styles from './program-page.module.css';

/** A program: what is being written of it, and which versions it has. */
export function ProgramPage() {
  const { program: id = '' } = useParams({ strict: false });
  const { data: programs, error, refetch } = usePrograms();
  const [, choose] = useChosenProgram();
  useEffect(() => choose(id), [id, choose]);
  const [isBeginning, beginning] = useDisclosure(false);
  const mayWrite = useMay('designer');
  const mayRead = useMay('analyst', 'approver');
  const { open } = beginning;
  useCommands(useMemo(() => (mayWrite ? [{ id: 'begin', label: 'New draft', onClick: open }] : []), [mayWrite, open]));
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} />;
  if (programs === undefined) return <Loading what="the program" />;
  const program = programs.find((each) => each.id === id);
  if (program === undefined)
    return (
      <EmptyState title="There is no such program" action={<PageLink to={address('home')}>All programs</PageLink>}>
        Its id is {id}.
      </EmptyState>
    );
  return (
    <>
      <PageHeader
        title={program.name}
        back={<PageLink to={address('home')}>Programs</PageLink>}
        about={`${program.partnerTypes.map((type) => type.id).join(', ')} · ${program.currency}`}
        actions={
          mayWrite && (
            <Button leftSection={<IconPlus size={15} />} onClick={beginning.open} data-tour="new-draft">
              New draft
            </Button>
          )
        }
      />
      <PageBody>
        <div className={styles.both}>
          {mayRead && <Drafts program={id} begin={mayWrite ? beginning.open : undefined} />}
          <Versions versions={program.versions} />
        </div>
      </PageBody>
      <NewDraft program={program} isOpen={isBeginning} close={beginning.close} />
    </>
  );
}

function Drafts({ program, begin }: { readonly program: string; readonly begin: (() => void) | undefined }) {
  const { data, error, refetch, isPending } = useOpenDrafts(program);
  const { ago } = useFormats();
  const navigate = useNavigate();
  const columns: readonly Column<DraftSummary>[] = [
    {
      id: 'name',
      title: 'Draft',
      value: ({ name }) => name,
      render: ({ id, name }) => (
        <PageLink to={address('draft', { program, draft: id })} fw={600}>
          {name}
        </PageLink>
      ),
    },
    { id: 'authors', title: 'Written by', value: ({ authors }) => authors.map(({ name }) => name).join(', ') },
    { id: 'revision', title: 'Revision', value: ({ revision }) => revision, isFigure: true, width: 100 },
    { id: 'changedAt', title: 'Changed', value: ({ changedAt }) => changedAt, render: ({ changedAt }) => ago(changedAt), width: 150 },
  ];
  return (
    <section aria-labelledby="drafts">
      <Title order={2} id="drafts" mb="xs">
        Drafts
      </Title>
      {error === null ? (
        <DataTable
          name="Drafts"
          rows={data ?? []}
          columns={columns}
          idOf={({ id }) => id}
          isFetching={isPending}
          isPlain={(data?.length ?? 0) < 10}
          onRow={({ id }) => void navigate({ to: address('draft', { program, draft: id }) })}
          empty={
            <EmptyState
              icon={IconFilePencil}
              title="Nobody is writing"
              action={
                begin !== undefined && (
                  <Button variant="default" onClick={begin}>
                    Begin a draft
                  </Button>
                )
              }
            >
              A draft begins as a copy of a version. What it does is seen while it is written; nothing is in force until it was approved.
            </EmptyState>
          }
        />
      ) : (
        <ErrorState error={error} again={() => void refetch()} compact />
      )}
    </section>
  );
}

interface Version {
  readonly hash: string;
  readonly effectiveFrom?: string;
}

function Versions({ versions }: { readonly versions: readonly Version[] }) {
  const { date } = useFormats();
  return (
    <section aria-labelledby="versions">
      <Title order={2} id="versions" mb="xs">
        Versions
      </Title>
      <ol className={styles.versions}>
        {versions.toReversed().map(({ hash, effectiveFrom }, index) => (
          <li key={hash + (effectiveFrom ?? '')} className={styles.version}>
            <Text fw={index === 0 ? 600 : 400}>{effectiveFrom === undefined ? 'From the beginning' : `From ${date(effectiveFrom)}`}</Text>
            <Text size="xs" c="dimmed" ff="monospace">
              {hash.slice(0, 12)}
            </Text>
          </li>
        ))}
      </ol>
      <Group mt="sm" gap={6}>
        <IconTimeline size={15} aria-hidden />
        <PageLink to={address('timeline')} size="sm">
          What was, is and will be in force
        </PageLink>
      </Group>
    </section>
  );
}
