import { Group } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { address } from '../../app/addresses.ts';
import { PageLink } from '../../app/page-link.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { useFormats } from '../../ui/formats.ts';
import { More } from '../../ui/paged.tsx';
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx';
import { FilterChoice } from '../filter-choice.tsx';
import { FilterText } from '../filter-text.tsx';
import { useFilters } from '../use-filters.ts';
import { type CaseQuery, type CaseSummary, useCases } from './queries.ts';
import { CaseStatus, Due, KIND_WORDS, STATUSES } from './words.tsx';

const KINDS = Object.entries(KIND_WORDS).map(([value, label]) => ({ value, label }));

interface Props {
  readonly program: string | undefined;
  /** Not only those that wait for a person. */
  readonly isAll: boolean;
}

/** Cases, narrowed by what stands in the address; those that wait, the soonest due first. */
export function CaseList({ program, isAll }: Props) {
  const [filters, change] = useFilters(['kind', 'status', 'partner', 'customer', 'dueBy']);
  const asked = { ...filters, ...(program !== undefined && { program }), ...(!isAll && { waiting: 'true' }) };
  const list = useCases(asked as CaseQuery);
  const navigate = useNavigate();
  const columns = useColumns();
  const { error, rows } = list;
  return (
    <>
      <Group mb="md" gap="sm" align="flex-end">
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
        <Loading what={isAll ? 'cases' : 'what waits'} />
      ) : (
        <>
          <DataTable
            rows={rows}
            columns={columns}
            idOf={({ id }) => id}
            name="cases"
            onRow={({ id }) => void navigate({ to: address('registration', { registration: id }) })}
            empty={<None isNarrowed={Object.keys(filters).length > 0} isAll={isAll} />}
          />
          <More list={list} what="cases" />
        </>
      )}
    </>
  );
}

function None({ isNarrowed, isAll }: { readonly isNarrowed: boolean; readonly isAll: boolean }) {
  if (isNarrowed)
    return (
      <EmptyState icon={IconInbox} title="Nothing fits these filters">
        Take one of them away to see more.
      </EmptyState>
    );
  if (isAll)
    return (
      <EmptyState icon={IconInbox} title="Nothing was asked for yet">
        What partners submit arrives by POST /v1/activities: registrations, applications, MDF and co-sell requests.
      </EmptyState>
    );
  return (
    <EmptyState icon={IconInbox} title="Nothing waits">
      The rules decided all that was asked. What they leave to a person stands here, the soonest due first.
    </EmptyState>
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
