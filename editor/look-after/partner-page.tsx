import { Badge, Group, List, Stack, Tabs, Text, Title } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { address } from '../app/addresses.ts';
import { PageLink } from '../app/page-link.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { EnrollmentView } from './partners/enrollment-view.tsx';
import { type Enrollment, type Partner, usePartner } from './partners/queries.ts';
import { useFilters } from './use-filters.ts';

/** One partner: each of its enrollments with tier, attainment, gates, balance and statement. */
export function PartnerPage() {
  const { partner: id = '' } = useParams({ strict: false });
  const { data, error, refetch } = usePartner(id);
  return (
    <>
      <PageHeader
        title={data?.name ?? id}
        back={<PageLink to={address('partners')}>Partners</PageLink>}
        about={data && <About partner={data} />}
        actions={
          data && (
            <Group gap="md">
              <PageLink to={address('decisions')} search={{ partner: id } as never}>
                Its decisions
              </PageLink>
              <PageLink to={address('registrations')} search={{ partner: id, show: 'all' } as never}>
                Its cases
              </PageLink>
            </Group>
          )
        }
      />
      <PageBody>
        {error !== null ? (
          <ErrorState error={error} again={() => void refetch()} />
        ) : data === undefined ? (
          <Loading what="the partner" />
        ) : (
          <Stack>
            <Similar partner={data} />
            {data.enrollments.length === 0 ? (
              <EmptyState title="It is enrolled in no program">
                Enroll it by PUT /v1/partners/{'{id}'}, or let it apply: an application is an activity.
              </EmptyState>
            ) : (
              <Enrollments partner={data} />
            )}
          </Stack>
        )}
      </PageBody>
    </>
  );
}

const keyOf = ({ program, partnerType }: Pick<Enrollment, 'program' | 'partnerType'>): string => `${program}:${partnerType}`;

function About({ partner: { id, domain, parent } }: { readonly partner: Partner }) {
  return (
    <Group gap="sm">
      <span>{id}</span>
      {domain !== undefined && <span>{domain}</span>}
      {parent !== undefined && (
        <span>
          belongs to{' '}
          <PageLink to={address('partner', { partner: parent })} underline="always">
            {parent}
          </PageLink>
        </span>
      )}
    </Group>
  );
}

/** Two records of one firm pay twice: somebody should look. */
function Similar({ partner: { similar } }: { readonly partner: Partner }) {
  if (similar.length === 0) return null;
  return (
    <Notice icon={<IconCopy size={18} />} title="There may be another record of this firm">
      <List size="sm">
        {similar.map(({ id, name, why }) => (
          <List.Item key={id}>
            <PageLink to={address('partner', { partner: id })} underline="always">
              {name}
            </PageLink>{' '}
            ({id}): the same {why.join(', ').replaceAll('-', ' ')}
          </List.Item>
        ))}
      </List>
    </Notice>
  );
}

function Enrollments({ partner }: { readonly partner: Partner }) {
  const [{ as }, change] = useFilters(['as']);
  const { enrollments } = partner;
  const shown = enrollments.find((each) => keyOf(each) === as) ?? enrollments[0];
  if (shown === undefined) return null;
  if (enrollments.length === 1)
    return (
      <>
        <Title order={2}>{shown.partnerType}</Title>
        <EnrollmentView partner={partner.id} enrollment={shown} />
      </>
    );
  return (
    <Tabs value={keyOf(shown)} onChange={(chosen) => change({ as: chosen ?? '' })} keepMounted={false}>
      <Tabs.List mb="md" aria-label="Enrollments">
        {enrollments.map((each) => (
          <Tabs.Tab key={keyOf(each)} value={keyOf(each)} rightSection={each.tier && <Badge color="gray">{each.tier}</Badge>}>
            {each.partnerType}{' '}
            <Text span c="dimmed" inherit>
              {each.program}
            </Text>
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={keyOf(shown)}>
        <EnrollmentView partner={partner.id} enrollment={shown} />
      </Tabs.Panel>
    </Tabs>
  );
}
