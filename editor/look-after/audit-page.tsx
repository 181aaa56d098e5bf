import { Group, UnstyledButton } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../app/session.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { More } from '../ui/paged.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { Entry } from './audit/entry.tsx';
import { Head } from './audit/head.tsx';
import { type AuditEntry, useAudit } from './audit/queries.ts';
import { FilterText } from './filter-text.tsx';
import { useFilters } from './use-filters.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The moment at which a day begins where the reader is, some days later. */
const momentOf = (day: string, later = 0): string => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
};

/** Who changed what, the latest first. */
export function AuditPage() {
  const may = useMay('admin');
  const [filters, change] = useFilters(['subject', 'action', 'person', 'from', 'through']);
  const { from, through, ...named } = filters;
  const asked = {
    ...named,
    ...(from !== undefined && DAY.test(from) && { from: momentOf(from) }),
    ...(through !== undefined && DAY.test(through) && { to: momentOf(through, 1) }),
  };
  const list = useAudit(asked, may);
  const [opened, setOpened] = useState<AuditEntry>();
  const { time } = useFormats();
  const columns: readonly Column<AuditEntry>[] = [
    {
      id: 'entry',
      title: 'Entry',
      isFigure: true,
      width: 80,
      value: ({ entry }) => entry,
      render: (entry) => (
        <UnstyledButton c="var(--accent-text)" fz="inherit" onClick={() => setOpened(entry)} aria-label={`Open entry ${entry.entry}`}>
          {entry.entry}
        </UnstyledButton>
      ),
    },
    { id: 'at', title: 'At', value: ({ at }) => at, render: ({ at }) => time(at) },
    { id: 'by', title: 'By', value: ({ by }) => by.name },
    { id: 'action', title: 'What was done', value: ({ action }) => action },
    { id: 'subject', title: 'To', value: ({ subject }) => `${subject.kind}/${subject.id}` },
  ];
  return (
    <>
      <PageHeader title="Audit trail" about="Who changed what. Nothing in it can be taken away unseen." />
      <PageBody>
        <Head />
        {!may ? (
          <EmptyState icon={IconShieldCheck} title="Admins read the trail">
            Where it stands is shown to all: keep its receipt, and hold it against the trail later.
          </EmptyState>
        ) : (
          <>
            <Group mb="md" gap="sm" align="flex-end">
              <FilterText
                label="Of"
                value={filters.subject}
                change={(subject) => change({ subject })}
                placeholder="program/northwind"
                width={190}
              />
              <FilterText
                label="What was done"
                value={filters.action}
                change={(action) => change({ action })}
                placeholder="key-made"
                width={180}
              />
              <FilterText label="By" value={filters.person} change={(person) => change({ person })} placeholder="Id" width={150} />
              <FilterText label="From" type="date" value={from} change={(day) => change({ from: day })} width={140} />
              <FilterText label="Through" type="date" value={through} change={(day) => change({ through: day })} width={140} />
            </Group>
            {list.error !== null ? (
              <ErrorState error={list.error} again={list.again} />
            ) : list.rows === undefined ? (
              <Loading what="the trail" />
            ) : (
              <>
                <DataTable
                  rows={list.rows}
                  columns={columns}
                  idOf={({ entry }) => String(entry)}
                  name="audit"
                  onRow={setOpened}
                  empty={
                    <EmptyState icon={IconShieldCheck} title="Nothing fits these filters">
                      A subject is written as kind/id, such as draft/…, or as its kind alone.
                    </EmptyState>
                  }
                />
                <More list={list} what="entries" />
              </>
            )}
          </>
        )}
      </PageBody>
      {opened !== undefined && <Entry entry={opened} close={() => setOpened(undefined)} />}
    </>
  );
}
