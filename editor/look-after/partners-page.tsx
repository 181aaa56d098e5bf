import { Badge, Group } from '@mantine/core';
import { IconBuildingStore } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { usePrograms } from '../api/programs.ts';
import { address } from '../app/addresses.ts';
import { useChosenProgram } from '../app/chosen.ts';
import { PageLink } from '../app/page-link.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { More } from '../ui/paged.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { FilterChoice } from './filter-choice.tsx';
import { FilterText } from './filter-text.tsx';
import { type PartnerQuery, type PartnerSummary, usePartners } from './partners/queries.ts';
import { useFilters } from './use-filters.ts';

/** Who is enrolled in the program, and where they stand. */
export function PartnersPage() {
  const [program] = useChosenProgram();
  const { data: programs = [] } = usePrograms();
  const [filters, change] = useFilters(['search', 'partnerType', 'tier']);
  const list = usePartners({ ...filters, ...(program !== undefined && { program }) } as PartnerQuery);
  const navigate = useNavigate();
  const columns = useColumns(program);
  const { error, rows } = list;
  const isNarrowed = Object.keys(filters).length > 0;
  const types = programs.find(({ id }) => id === program)?.partnerTypes.map((type) => type.id) ?? [];
  return (
    <>
      <PageHeader
        title="Partners"
        about="Enrolled in the program chosen above: tiers, what is missing to the next, and what is due to them."
      />
      <PageBody>
        <Group mb="md" gap="sm" align="flex-end">
          <FilterText
            label="Search"
            value={filters.search}
            change={(search) => change({ search })}
            placeholder="Id, name or domain"
            width={200}
          />
          <FilterChoice label="Partner type" value={filters.partnerType} among={types} change={(partnerType) => change({ partnerType })} />
          <FilterText label="Tier" value={filters.tier} change={(tier) => change({ tier })} width={110} />
        </Group>
        {error !== null ? (
          <ErrorState error={error} again={list.again} />
        ) : rows === undefined ? (
          <Loading what="partners" />
        ) : (
          <>
            <DataTable
              rows={rows}
              columns={columns}
              idOf={({ id }) => id}
              name="partners"
              onRow={({ id }) => void navigate({ to: address('partner', { partner: id }) })}
              empty={
                <EmptyState icon={IconBuildingStore} title={isNarrowed ? 'No partner fits these filters' : 'No partner is enrolled yet'}>
                  {isNarrowed
                    ? 'Search finds parts of the id, the name and the domain.'
                    : 'Partners are added and enrolled by PUT /v1/partners/{id}, from the system that keeps them. Those of a history are not among them.'}
                </EmptyState>
              }
            />
            <More list={list} what="partners" />
          </>
        )}
      </PageBody>
    </>
  );
}

function useColumns(program: string | undefined): readonly Column<PartnerSummary>[] {
  const { date } = useFormats();
  const of = ({ enrollments }: PartnerSummary) => enrollments.filter((enrollment) => enrollment.program === program);
  return [
    {
      id: 'name',
      title: 'Partner',
      value: ({ name }) => name,
      render: ({ id, name }) => <PageLink to={address('partner', { partner: id })}>{name}</PageLink>,
    },
    { id: 'id', title: 'Id', value: ({ id }) => id },
    {
      id: 'enrolled',
      title: 'Enrolled as',
      value: (row) =>
        of(row)
          .map(({ partnerType, tier }) => `${partnerType} ${tier ?? ''}`)
          .join(', '),
      render: (row) => (
        <Group gap={4}>
          {of(row).map(({ partnerType, tier }) => (
            <Badge key={partnerType} color="gray">
              {tier === undefined ? partnerType : `${partnerType}: ${tier}`}
            </Badge>
          ))}
        </Group>
      ),
    },
    {
      id: 'since',
      title: 'Since',
      value: (row) => of(row)[0]?.enrolledOn,
      render: (row) => {
        const since = of(row)[0]?.enrolledOn;
        return since === undefined ? '' : date(since);
      },
    },
    { id: 'domain', title: 'Domain', value: ({ domain }) => domain },
  ];
}
