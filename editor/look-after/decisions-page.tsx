import { Badge, Group, Switch } from '@mantine/core';
import { IconGavel } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { address } from '../app/addresses.ts';
import { useChosenProgram } from '../app/chosen.ts';
import { PageLink } from '../app/page-link.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { NoticeBadge } from '../ui/notice.tsx';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { More } from '../ui/paged.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { outcomeOf, partiesOf } from './decisions/in-short.ts';
import { type DecisionHead, type DecisionQuery, useDecisions } from './decisions/queries.ts';
import { FilterChoice } from './filter-choice.tsx';
import { FilterText } from './filter-text.tsx';
import { useFilters } from './use-filters.ts';

const STATUSES = ['decided', 'set-aside', 'not-in-force'] as const;

/** What was decided, by whom and for whom, the latest first. */
export function DecisionsPage() {
  const [program] = useChosenProgram();
  const [filters, change] = useFilters(['partner', 'activity', 'kind', 'status', 'from', 'to', 'superseded']);
  const list = useDecisions({ ...filters, ...(program !== undefined && { program }) } as DecisionQuery);
  const navigate = useNavigate();
  const columns = useColumns();
  const { error, rows } = list;
  const isNarrowed = Object.keys(filters).length > 0;
  return (
    <>
      <PageHeader title="Decisions" about="Each with its whole reasoning as it was made, and a receipt by which it can be made again." />
      <PageBody>
        <Group mb="md" gap="sm" align="flex-end">
          <FilterText label="Partner" value={filters.partner} change={(partner) => change({ partner })} placeholder="Id" width={130} />
          <FilterText label="Activity" value={filters.activity} change={(activity) => change({ activity })} placeholder="Id" width={150} />
          <FilterText label="Kind" value={filters.kind} change={(kind) => change({ kind })} placeholder="deal-closed" width={150} />
          <FilterChoice label="Status" value={filters.status} among={STATUSES} change={(status) => change({ status })} width={130} />
          <FilterText label="From" type="date" value={filters.from} change={(from) => change({ from })} width={140} />
          <FilterText label="Through" type="date" value={filters.to} change={(to) => change({ to })} width={140} />
          <Switch
            label="With those decided anew since"
            checked={filters.superseded === 'true'}
            onChange={({ currentTarget }) => change({ superseded: currentTarget.checked ? 'true' : '' })}
            mb={6}
          />
        </Group>
        {error !== null ? (
          <ErrorState error={error} again={list.again} />
        ) : rows === undefined ? (
          <Loading what="decisions" />
        ) : (
          <>
            <DataTable
              rows={rows}
              columns={columns}
              idOf={({ id }) => id}
              name="decisions"
              onRow={({ id }) => void navigate({ to: address('decision', { decision: id }) })}
              empty={
                <EmptyState icon={IconGavel} title={isNarrowed ? 'Nothing fits these filters' : 'Nothing was decided yet'}>
                  {isNarrowed
                    ? 'An activity is found by its whole id, and a partner by its own.'
                    : 'Activities that are recorded with POST /v1/activities are decided at once, and stand here with their reasoning.'}
                </EmptyState>
              }
            />
            <More list={list} what="decisions" />
          </>
        )}
      </PageBody>
    </>
  );
}

function useColumns(): readonly Column<DecisionHead>[] {
  const { date } = useFormats();
  return [
    { id: 'on', title: 'On', value: ({ on }) => on, render: ({ on }) => date(on), width: 110 },
    {
      id: 'activity',
      title: 'Activity',
      value: ({ activity }) => activity.id,
      render: ({ id, activity }) => <PageLink to={address('decision', { decision: id })}>{activity.id}</PageLink>,
    },
    { id: 'kind', title: 'Kind', value: ({ kind }) => kind },
    {
      id: 'parties',
      title: 'For',
      value: (row) =>
        partiesOf(row)
          .map(({ partner, partnerType }) => `${partner} · ${partnerType}`)
          .join(', '),
    },
    {
      id: 'outcome',
      title: 'What came out',
      value: (row) =>
        partiesOf(row)
          .map(outcomeOf)
          .filter((said) => said !== '')
          .join(' | '),
    },
    {
      id: 'status',
      title: 'Status',
      value: ({ status, provisional, supersededBy }) =>
        [status, provisional && 'provisional', supersededBy && 'superseded'].filter(Boolean).join(', '),
      render: ({ status, provisional, supersededBy }) => (
        <Group gap={4}>
          {status === 'set-aside' ? <NoticeBadge>{status}</NoticeBadge> : <Badge color="gray">{status}</Badge>}
          {provisional && <Badge color="gray">provisional</Badge>}
          {supersededBy !== undefined && <Badge color="gray">superseded</Badge>}
        </Group>
      ),
    },
  ];
}
