import { Group, SegmentedControl } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { address } from '../app/addresses.ts';
import { useChosenProgram } from '../app/chosen.ts';
import { PageLink } from '../app/page-link.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { type CaseQuery, type CaseSummary, useCases } from './cases/queries.ts';
import { CaseStatus, Due, KIND_WORDS, STATUSES } from './cases/words.tsx';
import { FilterChoice } from './filter-choice.tsx';
import { FilterText } from './filter-text.tsx';
import { More } from './paged.tsx';
import { useFilters } from './use-filters.ts';

const KINDS = Object.entries(KIND_WORDS).map(([value, label]) => ({ value, label }));

/** Registrations, applications, MDF and co-sell requests: those that wait for a person, or all. */
export function RegistrationsPage() {
  const [program] = useChosenProgram();
  const [filters, change] = useFilters(['show', 'kind', 'status', 'partner', 'customer', 'dueBy']);
  const { show, ...narrowed } = filters;
  const isAll = show === 'all';
  const asked = { ...narrowed, ...(program !== undefined && { program }), ...(!isAll && { waiting: 'true' }) };
  const list = useCases(asked as CaseQuery);
  const navigate = useNavigate();
  const columns = useColumns();
  const { error, rows } = list;
  const isNarrowed = Object.keys(narrowed).length > 0;
  return (
    <>
      <PageHeader title="Waiting" about="What no rule decides, a person does: registrations, enrollments, MDF and co-sell requests." />
      <PageBody>
        <Group mb="md" gap="sm" align="flex-end">
          <SegmentedControl
            aria-label="Which are shown"
            value={isAll ? 'all' : 'waiting'}
            onChange={(value) => change({ show: value === 'all' ? 'all' : '', status: '' })}
            data={[
              { value: 'waiting', label: 'Wait for a person' },
              { value: 'all', label: 'All' },
            ]}
          />
          <FilterChoice label="Kind" value={filters.kind} among={KINDS} change={(kind) => change({ kind })} />
          {isAll && (
            <FilterChoice label="Status" value={filters.status} among={STATUSES} change={(status) => change({ status })} width={130} />
          )}
          <FilterText label="Partner" value={filters.partner} change={(partner) => change({ partner })} placeholder="Id" width={120} />
          <FilterText label="Customer" value={filters.customer} change={(customer) => change({ customer })} placeholder="Id" width={120} />
          <FilterText label="Due by" type="date" value={filters.dueBy} change={(dueBy) => change({ dueBy })} width={140} />
        </Group>
        {error !== null ? (
          <ErrorState error={error} again={list.again} />
        ) : rows === undefined ? (
          <Loading what="what waits" />
        ) : (
          <>
            <DataTable
              rows={rows}
              columns={columns}
              idOf={({ id }) => id}
              name="cases"
              isFetching={list.isFetching && !list.isFetchingMore && rows.length === 0}
              onRow={({ id }) => void navigate({ to: address('registration', { registration: id }) })}
              empty={
                <EmptyState
                  icon={IconInbox}
                  title={isNarrowed ? 'Nothing fits these filters' : isAll ? 'Nothing was asked for yet' : 'Nothing waits'}
                >
                  {isNarrowed
                    ? 'Take one of them away to see more.'
                    : isAll
                      ? 'What partners submit arrives by POST /v1/activities: registrations, applications, MDF and co-sell requests.'
                      : 'The rules decided all that was asked. What they leave to a person stands here, the soonest due first.'}
                </EmptyState>
              }
            />
            <More list={list} what="cases" />
          </>
        )}
      </PageBody>
    </>
  );
}

function useColumns(): readonly Column<CaseSummary>[] {
  const { date, money } = useFormats();
  return [
    {
      id: 'reference',
      title: 'Reference',
      value: ({ reference }) => reference,
      render: ({ id, reference }) => <PageLink to={address('registration', { registration: id })}>{reference}</PageLink>,
    },
    { id: 'kind', title: 'Kind', value: ({ kind }) => KIND_WORDS[kind] },
    { id: 'partner', title: 'Partner', value: ({ partner, partnerType }) => `${partner} · ${partnerType}` },
    { id: 'customer', title: 'Customer', value: ({ customer }) => customer },
    { id: 'status', title: 'Status', value: ({ status, stage }) => `${status} ${stage ?? ''}`, render: (row) => <CaseStatus case={row} /> },
    { id: 'why', title: 'Why', value: ({ reasons }) => reasons.join(', ') },
    {
      id: 'amount',
      title: 'Amount',
      isFigure: true,
      value: ({ amount }) => amount,
      render: ({ amount, currency }) => (amount === undefined ? '' : money(amount, currency)),
    },
    { id: 'opened', title: 'Opened', value: ({ openedOn }) => openedOn, render: ({ openedOn }) => date(openedOn) },
    { id: 'due', title: 'Due', value: ({ dueOn }) => dueOn, render: ({ dueOn }) => <Due on={dueOn} /> },
    { id: 'with', title: 'With', value: ({ assignedTo }) => assignedTo?.name ?? '' },
  ];
}
